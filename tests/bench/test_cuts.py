from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bench.cuts import cut_times, doubled_at_edges, score_cuts
from bench.truth import SaidPassage, SaidWord, Truth
from configs.schema import AudioConfig, Config, RecognizeConfig
from tests.fakes import FakeRecognizer, sentences, talk


def truth(count: int, step_s: float = 0.5) -> Truth:
    words = tuple(SaidWord(f"w{i}", i * step_s, i * step_s + 0.3) for i in range(count))
    text = " ".join(word.text for word in words)
    end_s = count * step_s
    return Truth("en", end_s, (SaidPassage(text, 0.0, end_s, words),))


@given(st.integers(0, 60), st.integers(0, 30), st.integers(0, 9))
def test_cuts_lie_between_words_and_not_too_near(count, wanted, seed):
    said = truth(count)
    cuts_s = cut_times(said, wanted, seed)
    assert len(cuts_s) <= wanted
    assert all(b - a >= 2.0 for a, b in pairwise(cuts_s))
    assert not any(word.start_s < at_s < word.end_s for word in said.words for at_s in cuts_s)
    assert cuts_s == cut_times(said, wanted, seed)


def test_doubled_words_are_found_at_edges_only():
    said = "leave a message after the tone"
    assert doubled_at_edges(["leave a", "message after the tone"], said, "en") == 0
    assert doubled_at_edges(["leave a message", "A message, after the tone"], said, "en") == 2
    assert doubled_at_edges(["bye", "", "bye now"], "bye bye now", "en") == 0


def test_a_perfect_recognizer_loses_and_doubles_nothing():
    samples = talk(12.0)
    texts = sentences(12.0)
    words = tuple(SaidWord(text, 4.0 * i, 4.0 * i + 3.0) for i, text in enumerate(texts))
    said = Truth("en", 12.0, (SaidPassage(" ".join(texts), 0.0, 12.0, words),))
    config = Config(recognize=RecognizeConfig(language="en"), audio=AudioConfig(vad="webrtc"))
    scores = score_cuts(samples, said, (), FakeRecognizer(), config, seed=1)
    assert scores.doubled == 0
    assert scores.whole == scores.in_pieces
