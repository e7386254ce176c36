import pytest

from bench.child import ChildRun
from bench.scores import Scores, score
from bench.talk import Passage
from bench.words import WordErrors
from streaming.events import Gap
from streaming.transcript import Transcript
from tests.bench.made import heard, session, spoken, talk, translated

TALK = talk(Passage("one", "Hello there.", 0.5, 2.0))
RUN = ChildRun(exit_status=0, wall_s=12.0, cpu_s=8.0, peak_bytes=400_000_000)


def _final() -> Transcript:
    return heard(1, "Hello there.", start_s=0.5, end_s=2.0, is_final=True)


def _whole_run() -> Scores:
    events = session(
        (2.5, _final()),
        (2.6, translated(1, "Olá.", start_s=0.5, end_s=2.0)),
        (2.7, spoken(1, 1, "started", at_s=3.0, source_end_s=2.0)),
        (2.8, spoken(1, 1, "finished", at_s=4.0, source_end_s=2.0)),
    )
    return score(events, TALK, RUN, references={"one": "Olá."}, echo=WordErrors(0, 1))


def test_everything_is_scored() -> None:
    scores = _whole_run()
    assert scores.errors == WordErrors(0, 2)
    spreads = (scores.caption, scores.translation, scores.speech)
    assert [one.p50_s for one in spreads if one] == pytest.approx([0.5, 0.6, 1.0])
    assert scores.chrf == pytest.approx(100.0)
    assert scores.cpu_per_s == pytest.approx(0.8)
    assert scores.given_up_s == 0.0
    assert scores.language_share is None


def test_captions_alone_have_neither_translation_nor_speech() -> None:
    events = session((2.5, _final()), (3.0, Gap(3.0, 4.5, "slow")))
    scores = score(events, TALK, RUN, detects=True)
    assert (scores.translation, scores.speech, scores.chrf, scores.echo) == (None,) * 4
    assert scores.language_share == 1.0
    assert scores.given_up_s == 1.5


def test_a_run_that_heard_nothing_can_be_scored() -> None:
    scores = score(session(), TALK, RUN, references={"one": "Olá."})
    assert scores.errors == WordErrors(2, 2)
    assert scores.caption is None
    assert scores.chrf == 0.0
