"""Files are written by CTranslate2's own code, with sizes small enough to compare every number."""

import json
from pathlib import Path

import numpy as np
import pytest
from ctranslate2.specs import WhisperSpec

from configs.errors import EngineError
from translators.ctranslate2_weights import read_variables, read_whisper

WIDTH, WIDE, WORDS, MELS, LAYERS = 128, 24, 40, 8, 2
SETTINGS = {"alignment_heads": [[1, 0]], "suppress_ids": [3, 4], "suppress_ids_begin": [5]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_whisper(tmp_path_factory.mktemp("whisper"))


def write_whisper(folder: Path, quantization: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    spec = WhisperSpec(LAYERS, 2, LAYERS, 2)
    rng = np.random.default_rng(5)

    def weight(*shape: int) -> np.ndarray:
        return rng.normal(size=shape).astype(np.float32)

    def linear(layer, outputs: int, inputs: int) -> None:
        layer.weight, layer.bias = weight(outputs, inputs), weight(outputs)

    def norm(layer) -> None:
        layer.gamma, layer.beta = weight(WIDTH), weight(WIDTH)

    spec.encoder.conv1.weight, spec.encoder.conv1.bias = weight(WIDTH, MELS, 3), weight(WIDTH)
    spec.encoder.conv2.weight, spec.encoder.conv2.bias = weight(WIDTH, WIDTH, 3), weight(WIDTH)
    spec.decoder.embeddings.weight = weight(WORDS, WIDTH)
    spec.decoder.projection.weight = spec.decoder.embeddings.weight
    for side, positions in ((spec.encoder, 30), (spec.decoder, 20)):
        side.position_encodings.encodings = weight(positions, WIDTH)
        norm(side.layer_norm)
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * WIDTH, WIDTH)
            linear(layer.self_attention.linear[1], WIDTH, WIDTH)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, WIDE, WIDTH)
            linear(layer.ffn.linear_1, WIDTH, WIDE)
            if hasattr(layer, "attention"):
                norm(layer.attention.layer_norm)
                linear(layer.attention.linear[0], WIDTH, WIDTH)
                linear(layer.attention.linear[1], 2 * WIDTH, WIDTH)
                linear(layer.attention.linear[2], WIDTH, WIDTH)
    spec.register_vocabulary([f"<{number}>" for number in range(WORDS)])
    spec.validate()
    spec.optimize(quantization=quantization)
    spec.save(str(folder))
    (folder / "config.json").write_text(json.dumps(SETTINGS))
    return folder


def test_sizes_are_those_of_the_network(folder):
    weights = read_whisper(folder)
    assert weights.sizes == {
        "vocab_size": WORDS,
        "d_model": WIDTH,
        "num_mel_bins": MELS,
        "max_source_positions": 30,
        "max_target_positions": 20,
        "encoder_layers": LAYERS,
        "decoder_layers": LAYERS,
        "encoder_attention_heads": 2,
        "decoder_attention_heads": 2,
        "encoder_ffn_dim": WIDE,
        "decoder_ffn_dim": WIDE,
    }
    assert weights.alignment_heads == ((1, 0),)
    assert (weights.suppressed, weights.suppressed_first) == ((3, 4), (5,))


def test_projections_are_taken_apart_in_their_order(folder):
    variables, arrays = read_variables(folder / "model.bin"), read_whisper(folder).arrays
    layer = "model.decoder.layers.1"
    own = variables["decoder/layer_1/self_attention/linear_0/weight"]
    across = variables["decoder/layer_1/attention/linear_1/weight"]
    for part, name in enumerate("qkv"):
        expected = own[part * WIDTH : (part + 1) * WIDTH]
        np.testing.assert_array_equal(arrays[f"{layer}.self_attn.{name}_proj.weight"], expected)
    np.testing.assert_array_equal(arrays[f"{layer}.encoder_attn.k_proj.weight"], across[:WIDTH])
    np.testing.assert_array_equal(arrays[f"{layer}.encoder_attn.v_proj.weight"], across[WIDTH:])
    assert f"{layer}.encoder_attn.k_proj.bias" not in arrays
    assert f"{layer}.encoder_attn.v_proj.bias" in arrays


def test_the_output_shares_the_embeddings(folder):
    arrays = read_whisper(folder).arrays
    np.testing.assert_array_equal(
        arrays["proj_out.weight"], arrays["model.decoder.embed_tokens.weight"]
    )


@pytest.mark.torch
def test_it_fits_the_network_of_transformers(folder):
    import transformers

    weights = read_whisper(folder)
    config = transformers.WhisperConfig(
        **weights.sizes, pad_token_id=0, bos_token_id=0, eos_token_id=0, decoder_start_token_id=0
    )
    wanted = transformers.WhisperForConditionalGeneration(config).state_dict()
    assert {name: array.shape for name, array in weights.arrays.items()} == {
        name: tuple(tensor.shape) for name, tensor in wanted.items()
    }


def test_half_precision_is_read_and_eight_bits_are_refused(tmp_path):
    half = read_whisper(write_whisper(tmp_path / "half", "float16"))
    assert half.arrays["proj_out.weight"].dtype == np.float16
    with pytest.raises(EngineError, match="kept as int8"):
        read_whisper(write_whisper(tmp_path / "eight", "int8"))


def test_other_files_are_refused_with_one_line(folder, tmp_path):
    with pytest.raises(EngineError, match=r"not a Whisper model.*model\.bin"):
        read_whisper(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(EngineError, match="no Whisper model"):
        read_whisper(tmp_path)
    whole = (folder / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EngineError, match="not a Whisper model"):
        read_whisper(tmp_path)
