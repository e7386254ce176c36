"""On a small network with random weights, beside what others compute with the same."""

import tempfile
from pathlib import Path

import ctranslate2
import numpy as np
import pytest

from configs.errors import EngineError
from tests.translators.test_ctranslate2_weights import MELS, WIDTH, WORDS, write_whisper
from translators.backends.whisper_onnx import OnnxWhisper, load_whisper

TOKENS = [3, 9, 4, 12, 7]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_whisper(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def network(folder) -> OnnxWhisper:
    return load_whisper(folder, threads=1)


def heard(positions: int = 25) -> np.ndarray:
    return np.random.default_rng(positions).normal(size=(positions, WIDTH)).astype(np.float32)


def test_it_says_what_greedy_decoding_needs_to_know(network):
    assert (network.words, network.room) == (WORDS, 20)
    assert (network.suppressed, network.suppressed_first) == ((3, 4), (5,))


def test_token_by_token_is_the_same_as_all_at_once(network):
    whole = network.decoding(heard()).feed(TOKENS, range(len(TOKENS)))
    decoding = network.decoding(heard())
    steps = [decoding.feed(TOKENS[:2], (0, 1)), *(decoding.feed([each]) for each in TOKENS[2:])]
    logits = np.concatenate([step.logits for step in steps])
    attention = np.concatenate([step.attention for step in steps], axis=1)
    np.testing.assert_allclose(logits, whole.logits, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(attention, whole.attention, atol=1e-5)


def test_attention_is_a_share_of_the_sound_for_each_token(network):
    step = network.decoding(heard()).feed(TOKENS)
    assert step.logits.shape == (1, WORDS)
    assert step.attention.shape == (1, len(TOKENS), 25)
    np.testing.assert_allclose(step.attention.sum(axis=-1), 1.0, atol=1e-5)


def test_two_windows_are_decoded_beside_each_other(network):
    alone = network.decoding(heard(30)).feed(TOKENS)
    one, other = network.decoding(heard()), network.decoding(heard(30))
    one.feed(TOKENS[:3])
    beside = other.feed(TOKENS)
    np.testing.assert_array_equal(beside.logits, alone.logits)
    assert not np.array_equal(one.feed(TOKENS[3:]).logits, alone.logits)


@pytest.mark.parametrize("frames", [2, 24, 60])
def test_the_encoder_comes_close_to_what_ctranslate2_computes(folder, network, frames):
    # Random weights are far wilder than learned ones.
    features = np.random.default_rng(frames).normal(size=(MELS, frames)).astype(np.float32)
    exact = ctranslate2.models.Whisper(str(folder), compute_type="float32")
    expected = np.array(exact.encode(ctranslate2.StorageView.from_array(features[np.newaxis])))[0]
    encoded = network.encode(features)
    assert encoded.shape == expected.shape == (frames // 2, WIDTH)
    assert np.abs(encoded - expected).mean() < 0.1 * expected.std()


@pytest.mark.torch
def test_eight_bits_come_close_to_what_torch_computes(folder, network):
    import torch

    from translators.backends.whisper_network import load_network

    exact = load_network(folder, device="cpu", dtype="float32", threads=1)
    wanted = range(len(TOKENS))
    expected = exact.decoding(torch.from_numpy(heard()[np.newaxis])).feed(TOKENS, wanted)
    step = network.decoding(heard()).feed(TOKENS, wanted)
    # Random weights are far wilder than learned ones.
    assert np.abs(step.logits - expected.logits).mean() < 0.2 * expected.logits.std()
    assert np.abs(step.attention - expected.attention).mean() < 0.02


def test_weights_that_are_eight_bit_already_cannot_be_read(tmp_path):
    write_whisper(tmp_path, "int8")
    with pytest.raises(EngineError, match="float16 or float32"):
        load_whisper(tmp_path, threads=1)


def test_a_model_without_heads_that_follow_the_speech_is_left_to_others(tmp_path):
    write_whisper(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(EngineError, match="which heads"):
        load_whisper(tmp_path, threads=1)


def test_a_machine_on_which_nothing_can_be_written(folder, network, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    alike = load_whisper(folder, threads=1)
    step = alike.decoding(heard()).feed(TOKENS)
    np.testing.assert_array_equal(step.logits, network.decoding(heard()).feed(TOKENS).logits)


def test_no_temporary_file_is_left(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    load_whisper(folder, threads=1)
    assert not list(tmp_path.iterdir())
