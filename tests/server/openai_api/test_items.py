from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from server.openai_api.items import Items, Said
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.transcript import Transcript

COMPLETED = "conversation.item.input_audio_transcription.completed"
DELTA = "conversation.item.input_audio_transcription.delta"


def items(*, finds_turns: bool) -> Items:
    numbers = count(1)
    return Items(
        finds_turns=finds_turns, new_id=lambda: f"item {next(numbers)}", client_s=lambda at_s: at_s
    )


def said(segment: int, stable: str, *, is_final: bool = False) -> Transcript:
    return Transcript(segment, 1, "en", stable, "", (), 1.0, 3.0, is_final)


def types(events: list[Said]) -> list[str]:
    return [str(event["type"]).rpartition(".")[2] for event in events]


def test_a_turn_that_the_server_finds() -> None:
    each = items(finds_turns=True)
    started = each.take(SpeechStarted(1, 0.5))
    assert types(started) == ["speech_started"]
    assert started[0]["audio_start_ms"] == 500
    item = started[0]["item_id"]
    assert each.take(said(1, "Hello"))[0]["delta"] == "Hello"
    assert each.take(said(1, "Hello")) == []
    assert types(each.take(SpeechStopped(1, 3.0))) == ["speech_stopped", "committed"]
    delta, completed = each.take(said(1, "Hello there.", is_final=True))
    assert (delta["delta"], completed["transcript"]) == (" there.", "Hello there.")
    assert delta["item_id"] == completed["item_id"] == item
    assert completed["usage"] == {"type": "duration", "seconds": 2.0}


def test_each_turn_names_the_one_before() -> None:
    each = items(finds_turns=True)
    previous = None
    for segment in (1, 2, 3):
        started = each.take(SpeechStarted(segment, segment))
        committed = each.take(SpeechStopped(segment, segment + 0.5))[-1]
        assert committed["previous_item_id"] == previous
        previous = started[0]["item_id"]
        each.take(said(segment, "", is_final=True))


def test_a_turn_that_the_client_ends_has_all_its_segments() -> None:
    each = items(finds_turns=False)
    assert each.take(SpeechStarted(1, 0.5)) == []
    each.take(said(1, "One.", is_final=True))
    each.take(SpeechStarted(2, 2.0))
    (committed,) = each.commit()
    assert committed["type"] == "input_audio_buffer.committed"
    assert each.mark() == []
    delta, completed = each.take(said(2, "Two.", is_final=True))
    assert delta["delta"] == " Two."
    assert (completed["transcript"], completed["item_id"]) == ("One. Two.", committed["item_id"])


def test_what_is_said_behind_a_commit_belongs_to_the_next_item() -> None:
    each = items(finds_turns=False)
    first, second = each.commit(), each.commit()
    assert first[0]["item_id"] != second[0]["item_id"]
    (completed,) = each.mark()
    assert (completed["item_id"], completed["transcript"]) == (first[0]["item_id"], "")
    each.take(SpeechStarted(1, 0.0))
    each.mark()
    *_, completed = each.take(said(1, "Hi.", is_final=True))
    assert (completed["item_id"], completed["transcript"]) == (second[0]["item_id"], "Hi.")


def test_what_is_cleared_is_never_told() -> None:
    each = items(finds_turns=False)
    each.take(SpeechStarted(1, 0.0))
    assert types(each.clear()) == ["cleared"]
    assert each.take(said(1, "Secret.", is_final=True)) == []
    assert each.mark() == []
    each.take(SpeechStarted(2, 9.0))
    assert each.take(said(2, "Told."))[0]["delta"] == "Told."


def test_a_clear_leaves_turns_that_were_found_before() -> None:
    each = items(finds_turns=True)
    each.take(SpeechStarted(1, 0.0))
    each.take(SpeechStopped(1, 1.0))
    each.take(SpeechStarted(2, 2.0))
    each.clear()
    assert types(each.take(said(1, "Kept.", is_final=True))) == ["delta", "completed"]
    assert each.take(SpeechStopped(2, 3.0)) == []
    assert each.take(said(2, "Dropped.", is_final=True)) == []
    assert each.take(SpeechStarted(3, 3.5)) == []
    assert each.mark() == []
    assert types(each.take(SpeechStarted(4, 5.0))) == ["speech_started"]


def test_what_is_unfinished_fails() -> None:
    each = items(finds_turns=True)
    each.take(SpeechStarted(1, 0.0))
    (failed,) = each.fail({"message": "broken"})
    assert types([failed]) == ["failed"]
    assert each.fail({"message": "broken"}) == []


@given(
    st.lists(st.tuples(st.booleans(), st.text("ab c.", min_size=1, max_size=9)), max_size=9),
    st.booleans(),
)
def test_deltas_are_the_transcript(segments: list[tuple[bool, str]], finds_turns: bool) -> None:
    """Whatever is said and committed: each item is completed once, with the sum of its deltas."""
    each = items(finds_turns=finds_turns)
    events: list[Said] = []
    for number, (commits, text) in enumerate(segments):
        events += each.take(SpeechStarted(number, number))
        events += each.take(said(number, text[: len(text) // 2]))
        events += each.take(SpeechStopped(number, number))
        events += each.take(said(number, text, is_final=True))
        if commits:
            events += each.commit()
            events += each.mark()
    deltas: dict[object, str] = {}
    for event in events:
        if event["type"] == DELTA:
            deltas[event["item_id"]] = deltas.get(event["item_id"], "") + str(event["delta"])
    completed = [event for event in events if event["type"] == COMPLETED]
    assert len({str(event["item_id"]) for event in completed}) == len(completed)
    assert all(event["transcript"] == deltas.get(event["item_id"], "") for event in completed)
    assert len(completed) == (
        len(segments) if finds_turns else sum(commits for commits, _ in segments)
    )
