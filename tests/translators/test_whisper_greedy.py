"""On a small network with random weights, which says anything, for as long as it may."""

import json
from dataclasses import dataclass

import numpy as np
import pytest

from tests.translators.test_ctranslate2_weights import WIDTH, write_whisper
from translators.attention import Gaze
from translators.backends.whisper_greedy import GreedyDecoder, GreedyText
from translators.backends.whisper_onnx import OnnxWhisper, load_whisper
from translators.frontier import FrontierRule
from translators.recognize import Window, Word

EOT = 33
OFF = FrontierRule(frontier=0, rewind=0)
SECONDS = 0.4
HEARD = np.random.default_rng(40).normal(size=(24, WIDTH)).astype(np.float32)
SPOKEN = 20


@dataclass
class Marks:
    """The marks of a tokenizer, with words of one token each."""

    eot: int = EOT
    sot_prev: int = 34
    no_speech: int = 35
    no_timestamps: int = 36
    sot_sequence: tuple[int, ...] = (37, 38)

    def encode(self, text: str) -> list[int]:
        return [len(word) for word in text.split()]

    def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        return [f" {token}" for token in tokens], [[token] for token in tokens]

    def decode(self, tokens: list[int]) -> str:
        return "".join(f" {token}" for token in tokens)


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> OnnxWhisper:
    return load(tmp_path_factory.mktemp("whisper"), [], [])


def load(folder, suppressed, suppressed_first) -> OnnxWhisper:
    write_whisper(folder)
    settings = json.loads((folder / "config.json").read_text())
    settings |= {"suppress_ids": suppressed, "suppress_ids_begin": suppressed_first}
    (folder / "config.json").write_text(json.dumps(settings))
    return load_whisper(folder, threads=1)


def decoded(network, rule=OFF, *, prefix=(), **changes) -> GreedyText:
    samples = np.zeros(int(SECONDS * 16_000), np.float32)
    window = Window(samples, 0.0, "en", **changes)
    return GreedyDecoder(network, EOT, rule).decode(HEARD, window, Marks(), prefix, SPOKEN)


def test_what_runs_into_its_limit_is_not_complete(network):
    text = decoded(network)
    # Ten a second, and eight.
    assert not text.complete
    assert 0 < len(text.tokens) <= 12
    assert len(text.positions) == len(text.log_probabilities) == len(text.tokens)
    assert all(0 <= position < SPOKEN for position in text.positions)
    assert len(text.probabilities) == len(text.tokens)
    # The end is no word: what is left for the words is shared among them.
    assert all(
        np.exp(among_all) - 1e-6 <= among_words <= 1
        for among_all, among_words in zip(text.log_probabilities, text.probabilities)
    )


@pytest.mark.parametrize(("prompt", "prefix"), [("a the some", (5,)), ("to a", ())])
def test_where_a_token_was_read_is_told_among_all_tokens_before_it(network, prompt, prefix):
    text = decoded(network, prefix=prefix, prompt=prompt)
    marks = Marks()
    before = [marks.sot_prev, *marks.encode(prompt), *marks.sot_sequence, marks.no_timestamps]
    step = network.decoding(HEARD).feed([*before, *prefix])
    assert text.positions[0] == Gaze().see(step.attention[:, :, :SPOKEN])


def test_without_a_rule_nobody_asks_where_the_decoder_looks(network):
    text = decoded(network, None, goes_on=True)
    assert text.positions == []
    assert text.tokens == decoded(network).tokens


def test_every_token_of_prefix_and_text_has_its_time(network):
    text = decoded(network, prefix=(5, 6))
    times = text.times()
    tokens, positions = times.alignments.T
    assert sorted(set(tokens)) == list(range(2 + len(text.tokens) + 1))
    assert (np.diff(tokens) >= 0).all()
    assert (np.diff(positions) >= 0).all()
    assert len(times.text_token_probs) == 2 + len(text.tokens)


def test_only_text_is_said_and_never_what_is_suppressed(network, tmp_path):
    free = decoded(network).tokens
    bound = decoded(load(tmp_path, [free[-1]], [free[0]])).tokens
    assert max(free + bound) <= EOT
    assert free[-1] not in bound
    assert bound[:1] != free[:1]


def test_the_rows_begin_with_the_prefix(network):
    text = decoded(network, prefix=(5, 6, 7), prompt="some earlier words")
    rows = np.concatenate(text.rows, axis=1)
    # A looped end may be gone from the tokens; its steps are not.
    assert rows.shape[0] == 1
    assert rows.shape[2] == SPOKEN
    assert rows.shape[1] >= 3 + len(text.tokens)


def test_at_the_frontier_decoding_stops_only_where_speech_goes_on(network):
    everywhere = FrontierRule(frontier=1500, rewind=0)
    short = decoded(network, everywhere, goes_on=True)
    assert (short.tokens, short.stopped_short, short.complete) == ([], True, True)
    whole = decoded(network, everywhere)
    assert whole.tokens == decoded(network).tokens
    assert not whole.stopped_short


def test_a_translation_may_look_anywhere(network):
    everywhere = FrontierRule(frontier=1500, rewind=1, rewind_tokens=1)
    text = decoded(network, everywhere, goes_on=True, task="translate")
    assert text.tokens == decoded(network, task="translate").tokens
    assert not text.stopped_short


def test_sound_that_the_prefix_covers_needs_no_tokens(network):
    samples = np.zeros(30 * 16_000, np.float32)
    window = Window(samples, 0.0, "en", prefix=(Word(" word", 0.0, 30.0, 0.9),))
    text = GreedyDecoder(network, EOT, OFF).decode(HEARD, window, Marks(), (4,), SPOKEN)
    assert len(text.tokens) <= 8


def test_cut_keeps_what_belongs_together():
    text = GreedyText([1, 2, 3], [-0.1, -0.3, -0.5, -0.9], [0.9, 0.7, 0.6], [10, 20, 30])
    assert text.average_log_probability == pytest.approx(-0.45)
    text.cut(2)
    assert (text.tokens, text.log_probabilities) == ([1, 2], [-0.1, -0.3])
    assert (text.probabilities, text.positions) == ([0.9, 0.7], [10, 20])
    text.cut(0)
    assert text.average_log_probability == 0.0
