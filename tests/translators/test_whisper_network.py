"""A network of the real kind with random weights, beside what transformers itself computes."""

import json

import numpy as np
import pytest

from configs.errors import ConfigError, EngineError, MissingPart
from tests.translators.test_ctranslate2_weights import write_whisper
from translators.backends import whisper_network
from translators.backends.whisper_network import (
    WhisperNetwork,
    alignment_heads,
    load_network,
    missing_packages,
)

MELS, POSITIONS, HEADS = 8, 40, ((0, 1), (1, 0))
TOKENS = [3, 9, 4, 12, 7]


def made_whisper(**changes: object):
    import torch
    import transformers

    torch.manual_seed(3)
    settings = {
        "vocab_size": 50,
        "d_model": 32,
        "num_mel_bins": MELS,
        "max_source_positions": POSITIONS,
        "max_target_positions": 30,
        **{f"{side}_layers": 2 for side in ("encoder", "decoder")},
        **{f"{side}_attention_heads": 2 for side in ("encoder", "decoder")},
        **{f"{side}_ffn_dim": 64 for side in ("encoder", "decoder")},
        **dict.fromkeys(("pad_token_id", "bos_token_id", "eos_token_id"), 0),
        "decoder_start_token_id": 1,
        "suppress_tokens": None,
        "begin_suppress_tokens": None,
        "init_std": 0.5,
    }
    config = transformers.WhisperConfig(**{**settings, **changes})
    model = transformers.WhisperForConditionalGeneration(config).eval()
    model.generation_config._from_model_config = False
    model.generation_config.alignment_heads = [list(pair) for pair in HEADS]
    return model


@pytest.fixture(scope="module")
def network() -> WhisperNetwork:
    return WhisperNetwork(made_whisper(), device="cpu", dtype="float32")


def features(frames: int, batch: int = 1) -> np.ndarray:
    return np.random.default_rng(frames).normal(size=(batch, MELS, frames)).astype(np.float32)


@pytest.mark.torch
def test_short_input_is_encoded_as_by_a_network_of_that_length(network):
    import torch

    short = made_whisper(max_source_positions=15)
    state = network.model.state_dict()
    positions = "model.encoder.embed_positions.weight"
    short.load_state_dict({**state, positions: state[positions][:15]})
    given = features(30)
    with torch.inference_mode():
        expected = short.model.encoder(torch.from_numpy(given)).last_hidden_state
    torch.testing.assert_close(network.encode(given), expected)


@pytest.mark.torch
def test_the_longest_input_still_fits_after_a_short_one(network):
    assert network.encode(features(30)).shape == (1, 15, 32)
    assert network.encode(features(2 * POSITIONS, batch=2)).shape == (2, POSITIONS, 32)


@pytest.mark.torch
def test_token_by_token_is_the_same_as_all_at_once(network):
    encoded = network.encode(features(60))
    whole = network.decoding(encoded).feed(TOKENS, range(len(TOKENS)))
    decoding = network.decoding(encoded)
    first = decoding.feed(TOKENS[:2], (0, 1))
    rest = [decoding.feed([token]) for token in TOKENS[2:]]
    steps = [first, *rest]
    logits = np.concatenate([step.logits for step in steps])
    np.testing.assert_allclose(logits, whole.logits, atol=1e-4, rtol=1e-4)
    attention = np.concatenate([step.attention for step in steps], axis=1)
    np.testing.assert_allclose(attention, whole.attention, atol=1e-5)


@pytest.mark.torch
def test_attention_is_what_transformers_computes(network):
    import torch

    encoded = network.encode(features(60))
    step = network.decoding(encoded).feed(TOKENS)
    config = made_whisper().config
    model = type(network.model)._from_config(config, attn_implementation="eager").eval()
    model.load_state_dict(network.model.state_dict())
    with torch.inference_mode():
        own = model.model.decoder(
            input_ids=torch.tensor([TOKENS]),
            encoder_hidden_states=encoded,
            output_attentions=True,
        ).cross_attentions
    expected = np.stack([own[layer][0, head].numpy() for layer, head in HEADS])
    assert step.attention.shape == (len(HEADS), len(TOKENS), 30)
    np.testing.assert_allclose(step.attention, expected, atol=1e-5)


@pytest.mark.torch
def test_without_a_list_the_later_layers_follow_the_speech():
    model = made_whisper()
    assert alignment_heads(model) == HEADS
    model.generation_config.alignment_heads = None
    assert alignment_heads(model) == ((1, 0), (1, 1))


@pytest.mark.torch
def test_both_layouts_are_loaded(tmp_path, network):
    import torch

    network.model.save_pretrained(tmp_path / "saved")
    again = load_network(tmp_path / "saved", device="cpu", dtype="float32", threads=1)
    given = features(30)
    torch.testing.assert_close(again.encode(given), network.encode(given))
    assert again.alignment_heads == HEADS
    converted = write_whisper(tmp_path / "converted")
    theirs = load_network(converted, device="cpu", dtype="auto", threads=1)
    assert theirs.encode(features(60)).shape == (1, 30, 128)
    assert theirs.alignment_heads == ((1, 0),)
    assert theirs.dtype is torch.float32


@pytest.mark.torch
def test_half_precision_works_on_a_processor(tmp_path):
    import torch

    folder = write_whisper(tmp_path)
    network = load_network(folder, device="cpu", dtype="bfloat16", threads=1)
    step = network.decoding(network.encode(features(40))).feed([1, 2])
    assert network.encode(features(40)).dtype is torch.bfloat16
    assert step.logits.dtype == step.attention.dtype == np.float32
    np.testing.assert_allclose(step.attention.sum(-1), 1.0, atol=1e-3)


@pytest.mark.torch
def test_a_folder_of_something_else_is_refused_with_one_line(tmp_path):
    with pytest.raises(EngineError, match=r"not a Whisper model for transformers.*config\.json"):
        load_network(tmp_path, device="cpu", dtype="auto", threads=1)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "bert"}))
    with pytest.raises(EngineError, match="'bert'") as caught:
        load_network(tmp_path, device="cpu", dtype="auto", threads=1)
    assert "\n" not in str(caught.value)
    (tmp_path / "config.json").write_text(json.dumps({"model_type": "whisper"}))
    with pytest.raises(EngineError, match="not a Whisper model for transformers") as caught:
        load_network(tmp_path, device="cpu", dtype="auto", threads=1)
    assert "\n" not in str(caught.value)


@pytest.mark.torch
def test_settings_that_cannot_be_are_refused(tmp_path):
    import torch

    with pytest.raises(ConfigError, match=r"dtype.*float16"):
        load_network(tmp_path, device="cpu", dtype="float8", threads=1)
    if not torch.cuda.is_available():
        with pytest.raises(ConfigError, match="no CUDA device"):
            load_network(tmp_path, device="cuda", dtype="auto", threads=1)


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(whisper_network, "find_spec", lambda name: None)
    assert missing_packages() == ("torch", "transformers")
    with pytest.raises(MissingPart) as caught:
        load_network(tmp_path, device="cpu", dtype="auto", threads=1)
    assert caught.value.what == "the extra torch (torch, transformers)"
    assert caught.value.command == "pip install 'dragoman[torch]'"
