from types import SimpleNamespace

import numpy as np
import pytest

from audio_io.chunk import SAMPLE_RATE_HZ
from configs.errors import EngineError, UnsupportedLanguage
from translators.backends.whisper_ask import (
    MAX_TOKENS,
    PROMPT_TOKENS,
    Ask,
    alike,
    check_window,
    context_of,
    max_length,
    prompts,
)
from translators.recognize import RecognizerTraits, Window, Word

TOKENIZER = SimpleNamespace(sot_sequence=[900, 901], sot_prev=902, no_timestamps=903)


def ask(
    *,
    seconds=4.0,
    language="en",
    prefix=(),
    context=(),
    encoded_s=12.0,
    task="transcribe",
    words=(),
) -> Ask:
    window = Window(np.zeros(round(seconds * SAMPLE_RATE_HZ), np.float32), 0.0, language)
    window = Window(window.samples, 0.0, language, prefix=words, task=task)
    features = np.zeros((80, 400), np.float32)
    return Ask(window, features, language, tuple(prefix), tuple(context), encoded_s)


def test_what_is_alike_shares_a_pass():
    asks = [
        ask(),
        ask(encoded_s=17.0),
        ask(),
        ask(task="translate"),
        ask(language="es"),
        ask(context=range(40)),
        ask(context=range(45)),
        ask(prefix=(1, 2)),
        ask(language=None),
        ask(language=None),
    ]
    assert alike(asks) == [[0, 2], [1], [3], [4], [5, 6], [7], [8], [9]]


def test_texts_before_the_window_are_cut_to_the_shortest_keeping_their_ends():
    together = [ask(context=[1, 2, 3, 4], prefix=[7]), ask(context=[5, 6], prefix=[8, 9])]
    assert prompts(TOKENIZER, together) == [
        [902, 3, 4, 900, 901, 903, 7],
        [902, 5, 6, 900, 901, 903, 8, 9],
    ]
    assert prompts(TOKENIZER, [ask()]) == [[900, 901, 903]]


def test_what_was_said_before_keeps_its_end():
    tokenizer = SimpleNamespace(encode=str.split)
    nothing = np.zeros(0, np.float32)
    assert context_of(tokenizer, Window(nothing, 0.0, prompt="  ", hotwords="")) == ()
    window = Window(nothing, 0.0, prompt=" and so on ", hotwords="Ada Lovelace")
    assert context_of(tokenizer, window) == ("Ada", "Lovelace", "and", "so", "on")
    long = context_of(tokenizer, Window(nothing, 0.0, prompt="again " * 300 + "the end"))
    assert len(long) == PROMPT_TOKENS
    assert long[-2:] == ("the", "end")


def test_windows_that_whisper_cannot_hear_are_refused():
    traits = RecognizerTraits("made", frozenset({"en"}))
    half_a_minute = np.zeros(30 * SAMPLE_RATE_HZ, np.float32)
    check_window(Window(half_a_minute, 0.0, "en"), traits)
    check_window(Window(half_a_minute, 0.0), traits)
    with pytest.raises(EngineError, match=r"30\.1 s is longer"):
        check_window(Window(np.zeros(round(30.1 * SAMPLE_RATE_HZ), np.float32), 0.0), traits)
    with pytest.raises(UnsupportedLanguage, match="de"):
        check_window(Window(half_a_minute, 0.0, "de"), traits)


def test_there_is_room_for_the_prefix_and_the_new_words():
    word = Word(" so", 0.0, 2.0, 0.9)
    assert ask(seconds=4.0).tokens == 48
    assert ask(seconds=4.0, prefix=range(30), words=(word,)).tokens == 30 + 28
    assert ask(seconds=30.0, prefix=range(200)).tokens == MAX_TOKENS // 2


def test_the_engine_is_told_enough_for_the_longest_answer():
    """It gives the smaller of half of `max_length` and what is left after the prompt."""
    for asks in ([ask()], [ask(context=range(100)), ask(seconds=8.0, context=range(100))]):
        given = prompts(TOKENIZER, asks)
        limit = max_length(asks, given[0])
        wanted = max(each.tokens for each in asks)
        start = len(given[0]) - len(asks[0].prefix)
        assert min(limit // 2, limit - start) >= wanted
        assert limit <= MAX_TOKENS


def test_over_all_is_what_the_model_was_trained_on():
    assert ask().over_all().encoded_s == 30.0
