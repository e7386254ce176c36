"""A multilingual model folder in CTranslate2's format, with random weights, made in a second."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np

DEPTH = 16
LINES = (
    "hello world this is a test",
    "hola mundo esto es una prueba",
    "the conference is now locked",
    "la conferencia está ahora bloqueada",
) * 20


def make_model(folder: Path, languages: Sequence[str]) -> Path:
    """M2M100's or NLLB's layout, by the language tokens: `__en__` or `eng_Latn`."""
    import sentencepiece
    from ctranslate2.specs import TransformerSpec

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LINES), model_writer=trained, vocab_size=40, minloglevel=2
    )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sentencepiece.bpe.model").write_bytes(trained.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=trained.getvalue())
    known = [pieces.id_to_piece(number) for number in range(3, pieces.get_piece_size())]
    vocabulary = ["<s>", "<pad>", "</s>", "<unk>", *known, *languages]

    spec = TransformerSpec.from_config(1, 2)
    rng = np.random.default_rng(7)
    _fill(spec, len(vocabulary), rng)
    spec.register_source_vocabulary(vocabulary)
    spec.register_target_vocabulary(vocabulary)
    spec.config.decoder_start_token = "</s>"
    spec.validate()
    spec.save(str(folder))
    return folder


def _fill(spec: object, words: int, rng: np.random.Generator) -> None:
    """Give every weight of the specification a random value of the right shape."""

    def weight(*shape: int) -> np.ndarray:
        return rng.normal(0.0, 0.3, shape).astype(np.float32)

    def linear(layer, outputs: int, inputs: int) -> None:
        layer.weight, layer.bias = weight(outputs, inputs), weight(outputs)

    def norm(layer) -> None:
        layer.gamma, layer.beta = np.ones(DEPTH, np.float32), np.zeros(DEPTH, np.float32)

    for side in (spec.encoder, spec.decoder):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = weight(words, DEPTH)
        side.position_encodings.encodings = weight(512, DEPTH)
        norm(side.layer_norm)
        for layer in side.layer:
            norm(layer.self_attention.layer_norm)
            linear(layer.self_attention.linear[0], 3 * DEPTH, DEPTH)
            linear(layer.self_attention.linear[1], DEPTH, DEPTH)
            norm(layer.ffn.layer_norm)
            linear(layer.ffn.linear_0, 2 * DEPTH, DEPTH)
            linear(layer.ffn.linear_1, DEPTH, 2 * DEPTH)
            if hasattr(layer, "attention"):
                norm(layer.attention.layer_norm)
                linear(layer.attention.linear[0], DEPTH, DEPTH)
                linear(layer.attention.linear[1], 2 * DEPTH, DEPTH)
                linear(layer.attention.linear[2], DEPTH, DEPTH)
    linear(spec.decoder.projection, words, DEPTH)
