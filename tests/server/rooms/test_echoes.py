from captions.cue import SOURCE_TRACK, Caption
from server.rooms.echoes import Echoes
from streaming.events import Event, EventValue, SpeechAudio
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.recognize import Word

PLAYED = "Por favor, entre em contato com o administrador."
SAID = "Quando é que o administrador volta ao trabalho?"


def heard(text: str, segment: int, *, is_final: bool = True) -> Event:
    words = (Word(text, 0.0, 1.0, 0.9),)
    return event(Transcript(segment, 1, "pt", text, "", words, 0.0, 1.0, is_final))


def event(value: EventValue) -> Event:
    return Event(1, "ben-1", 1.0, 1.0, value)


def translated(segment: int) -> Event:
    return event(Translation(segment, 1, "pt", "en", "x", "", 0.0, 1.0, True))


def caption(track: str) -> Event:
    return event(Caption(track, 1, 1, ("x",), 0.0, 1.0, None, "pt"))


def made() -> Echoes:
    echoes = Echoes()
    spoken = SpeechAudio(1, 1, "started", "pt", PLAYED, 1.0, 0.5)
    echoes.played("ben", spoken, now_s=10.0)
    return echoes


def test_an_echo_leaves_an_empty_final_and_nothing_else() -> None:
    echoes = made()
    assert echoes.without("ben", heard(PLAYED, 1, is_final=False), 12.0) is None
    final = echoes.without("ben", heard(PLAYED, 1), 12.0)
    assert final is not None
    assert isinstance(final.value, Transcript)
    assert (final.value.text, final.value.words, final.value.is_final) == ("", (), True)
    assert echoes.without("ben", caption(SOURCE_TRACK), 12.0) is None
    assert echoes.without("ben", translated(1), 12.0) is None
    assert echoes.without("ben", caption("en"), 12.0) is None
    assert echoes.is_echo("ben", 1)


def test_what_somebody_says_next_is_kept() -> None:
    echoes = made()
    echoes.without("ben", heard(PLAYED, 1), 12.0)
    echoes.without("ben", translated(1), 12.0)
    for each in (heard(SAID, 2), caption(SOURCE_TRACK), translated(2), caption("en")):
        assert echoes.without("ben", each, 13.0) == each
    assert not echoes.is_echo("ben", 2)


def test_what_turns_out_to_be_speech_is_kept() -> None:
    echoes = made()
    longer = f"{PLAYED} Mas não encontro o seu número de telefone em lado nenhum."
    assert echoes.without("ben", heard(PLAYED, 1, is_final=False), 12.0) is None
    assert echoes.without("ben", heard(longer, 1), 13.0) == heard(longer, 1)
    assert not echoes.is_echo("ben", 1)


def test_only_who_heard_it_can_echo_it() -> None:
    echoes = made()
    assert echoes.without("ana", heard(PLAYED, 1), 12.0) == heard(PLAYED, 1)
    echoes.forget("ben")
    assert echoes.without("ben", heard(PLAYED, 1), 12.0) == heard(PLAYED, 1)
