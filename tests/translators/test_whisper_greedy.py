"""On a small network with random weights, which says anything, for as long as it may."""

from dataclasses import dataclass

import numpy as np
import pytest

from tests.translators.test_whisper_network import features, made_whisper
from translators.backends.whisper_greedy import GreedyDecoder, GreedyText
from translators.backends.whisper_network import WhisperNetwork
from translators.frontier import FrontierRule
from translators.recognize import Window, Word

EOT = 40
OFF = FrontierRule(frontier=0, rewind=0)
SECONDS = 0.4


@dataclass
class Marks:
    """The marks of a tokenizer, with words of one token each."""

    eot: int = EOT
    sot_prev: int = 41
    no_speech: int = 42
    no_timestamps: int = 43
    sot_sequence: tuple[int, ...] = (44, 45)

    def encode(self, text: str) -> list[int]:
        return [len(word) for word in text.split()]

    def split_to_word_tokens(self, tokens: list[int]) -> tuple[list[str], list[list[int]]]:
        return [f" {token}" for token in tokens], [[token] for token in tokens]


@pytest.fixture(scope="module")
def network() -> WhisperNetwork:
    return WhisperNetwork(made_whisper(), device="cpu", dtype="float32")


def decoded(network, rule=OFF, *, prefix=(), **changes) -> GreedyText:
    samples = np.zeros(int(SECONDS * 16_000), np.float32)
    window = Window(samples, 0.0, "en", **changes)
    encoded = network.encode(features(40))
    return GreedyDecoder(network, rule, EOT).decode(encoded, window, Marks(), prefix, 20)


@pytest.mark.torch
def test_what_runs_into_its_limit_is_not_complete(network):
    text = decoded(network)
    # Ten a second, and eight.
    assert not text.complete
    assert 0 < len(text.tokens) <= 12
    assert len(text.positions) == len(text.log_probabilities) == len(text.tokens)
    assert all(0 <= position < 20 for position in text.positions)


@pytest.mark.torch
def test_only_text_is_said_and_never_what_is_suppressed(network):
    free = decoded(network).tokens
    generation = network.model.generation_config
    generation.suppress_tokens, generation.begin_suppress_tokens = [free[-1]], [free[0]]
    bound = decoded(network).tokens
    generation.suppress_tokens = generation.begin_suppress_tokens = None
    assert max(free + bound) <= EOT
    assert free[-1] not in bound
    assert bound[:1] != free[:1]


@pytest.mark.torch
def test_the_rows_begin_with_the_prefix(network):
    text = decoded(network, prefix=(5, 6, 7), prompt="some earlier words")
    rows = np.concatenate(text.rows, axis=1)
    # A looped end may be gone from the tokens; its steps are not.
    assert rows.shape[0] == 2
    assert rows.shape[2] == 20
    assert rows.shape[1] >= 3 + len(text.tokens)


@pytest.mark.torch
def test_at_the_frontier_decoding_stops_only_where_speech_goes_on(network):
    everywhere = FrontierRule(frontier=1500, rewind=0)
    short = decoded(network, everywhere, goes_on=True)
    assert (short.tokens, short.stopped_short, short.complete) == ([], True, True)
    whole = decoded(network, everywhere)
    assert whole.tokens == decoded(network).tokens
    assert not whole.stopped_short


@pytest.mark.torch
def test_a_translation_may_look_anywhere(network):
    everywhere = FrontierRule(frontier=1500, rewind=1, rewind_tokens=1)
    text = decoded(network, everywhere, goes_on=True, task="translate")
    assert text.tokens == decoded(network, task="translate").tokens
    assert not text.stopped_short


@pytest.mark.torch
def test_sound_that_the_prefix_covers_needs_no_tokens(network):
    samples = np.zeros(30 * 16_000, np.float32)
    window = Window(samples, 0.0, "en", prefix=(Word(" word", 0.0, 30.0, 0.9),))
    decoder = GreedyDecoder(network, OFF, EOT)
    text = decoder.decode(network.encode(features(40)), window, Marks(), (4,), 20)
    assert len(text.tokens) <= 8


def test_cut_keeps_what_belongs_together():
    text = GreedyText([1, 2, 3], [-0.1, -0.3, -0.5, -0.9], [10, 20, 30])
    assert text.average_log_probability == pytest.approx(-0.45)
    text.cut(2)
    assert (text.tokens, text.log_probabilities, text.positions) == ([1, 2], [-0.1, -0.3], [10, 20])
    text.cut(0)
    assert text.average_log_probability == 0.0
