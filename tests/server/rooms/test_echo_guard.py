from hypothesis import given
from hypothesis import strategies as st

from server.rooms.echo_guard import EchoGuard

PLAYED = "Por favor, entre em contato com o administrador do sistema."


def guard() -> EchoGuard:
    made = EchoGuard()
    made.played(PLAYED, "pt", 10.0)
    return made


def test_what_comes_back_from_the_loudspeaker() -> None:
    assert guard().is_echo(PLAYED, "pt", 11.0)
    assert guard().is_echo("por favor entre em contato", "pt", 9.0)
    assert guard().is_echo("Favor entre em contacto com o administrador", "pt", 11.0)


def test_what_somebody_says_is_kept() -> None:
    for text, language, now_s in (
        ("Quando é que o administrador do sistema volta?", "pt", 11.0),
        ("Por favor.", "pt", 11.0),
        (PLAYED, "es", 11.0),
        (PLAYED, "pt", 19.0),
        ("", "pt", 11.0),
    ):
        assert not guard().is_echo(text, language, now_s)


def test_nothing_played_is_no_echo() -> None:
    assert not EchoGuard().is_echo(PLAYED, "pt", 0.0)


@given(st.lists(st.text(alphabet="abcd ", max_size=30), max_size=8), st.floats(0, 100))
def test_echoes_are_of_what_was_played(played: list[str], now_s: float) -> None:
    made = EchoGuard()
    for text in played:
        made.played(text, "en", 50.0)
    assert not made.is_echo("x y z w v", "en", now_s)
    if len(PLAYED.split()) >= 4:
        made.played(PLAYED, "en", now_s)
        assert made.is_echo(PLAYED, "en", now_s)
