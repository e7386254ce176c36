"""A translation model in CTranslate2's format: its tokens, its languages, one pass of decoding.

Two layouts are known. OPUS-MT (Marian) has `source.spm` and `target.spm`, and where it knows
several targets, tokens such as `>>spa<<` begin the source. M2M100 and NLLB have one SentencePiece
file for all languages, and a language token begins both sides: `__es__` or `spa_Latn`.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from configs.errors import ConfigError, EngineError
from translators.languages import find_language
from translators.loops import loop_start
from translators.translate import Pair

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor as Tokenizer

__all__ = ["MAX_SOURCE_TOKENS", "Ctranslate2Model", "Decoding", "Prefix", "pairs_of"]

_END = "</s>"
_MARIAN_TARGET = re.compile(r">>(\w+)<<")
_M2M_LANGUAGE = re.compile(r"__([a-z]{2,3})__")
_NLLB_LANGUAGE = re.compile(r"([a-z]{3})_[A-Z][a-z]{3}")
# Of the scripts that NLLB writes a language in, the ones that people expect of its code.
_FIRST_CHOICE = frozenset({"zho_Hans", "arb_Arab", "srp_Cyrl", "nob_Latn", "pes_Arab", "kmr_Latn"})
_NEVER = frozenset({"arb_Latn"})
MAX_SOURCE_TOKENS = 128
"""Longer sources are cut: models are trained on sentences, and forget the end of longer texts."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How hard to search."""

    beam: int = 2
    no_repeat_ngram: int = 3
    """Second attempt after a loop: no run of so many tokens comes twice; 0 makes no attempt."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """What the translation begins with."""

    text: str = ""
    bias: float | None = None
    """0..1: how strongly it is preferred; None forces it."""

    @property
    def forced(self) -> bool:
        """Whether the translation must begin with it."""
        return bool(self.text) and (self.bias is None or self.bias >= 1)


class Ctranslate2Model:
    """A loaded model folder. Calls may come from any thread."""

    def __init__(
        self, folder: Path, *, device: str, threads: int, decoding: Decoding = Decoding()
    ) -> None:
        import ctranslate2

        self._decoding = decoding
        self._folder = folder
        try:
            self._translator = ctranslate2.Translator(
                str(folder), device=device, compute_type="auto", intra_threads=threads
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{folder}: {error}") from error
        self._languages = _language_tokens(folder)
        self._source, self._target = _tokenizers(folder)
        self._appends_end = not _config(folder).get("add_source_eos", False)

    def fits(self, text: str) -> bool:
        """Whether the text is short enough to be translated in one go."""
        return len(self._source.encode(text, out_type=str)) <= MAX_SOURCE_TOKENS

    def translate(self, text: str, pair: Pair, prefix: Prefix) -> str:
        """Translate a text that `fits`; begins with the prefix where it is forced."""
        source, opening = self._framed(text, pair)
        if not prefix.text or prefix.bias == 0:
            return str(self._target.decode(self._decode(source, opening)))
        begun = self._target.encode(prefix.text, out_type=str)
        bias = 0.0 if prefix.forced else float(prefix.bias or 0)
        tokens = self._decode(source, opening, begun, bias)
        plain = str(self._target.decode(tokens))
        return self._rejoin(prefix.text, begun, plain) if prefix.forced else plain

    def close(self) -> None:
        """Give the memory back."""
        self._translator.unload_model()

    @property
    def _is_marian(self) -> bool:
        return self._source is not self._target

    def _framed(self, text: str, pair: Pair) -> tuple[list[str], list[str]]:
        """The source's tokens with everything around them, and what the target begins with."""
        pieces = self._source.encode(text, out_type=str)
        end = [_END] if self._appends_end else []
        tokens = self._languages
        if self._is_marian:
            begin = [tokens[pair.target]] if pair.target in tokens else []
            return [*begin, *pieces, *end], []
        return [tokens[pair.source], *pieces, *end], [tokens[pair.target]]

    def _decode(
        self,
        source: list[str],
        opening: list[str],
        begun: Sequence[str] = (),
        bias: float = 0.0,
    ) -> list[str]:
        """The best tokens after `opening`; a loop is decoded again without repetition."""
        limit = 2 * len(source) + len(begun) + 16
        tokens = self._search(source, [*opening, *begun], limit, bias, 0)
        guard = self._decoding.no_repeat_ngram
        looped = len(tokens) >= limit or loop_start(tokens) is not None
        said = [token for token in source if token != _END]
        if guard and looped and loop_start(said) is None:
            tokens = self._search(source, [*opening, *begun], limit, bias, guard)
        if tokens[: len(opening)] != opening:
            # a bias may have talked the model out of the language itself: that one is not optional
            tokens = self._search(source, opening, limit, 0.0, guard)
        names = self._languages.values()
        return [token for token in tokens[len(opening) :] if token not in names]

    def _search(
        self, source: list[str], prefix: list[str], limit: int, bias: float, guard: int
    ) -> list[str]:
        beam = self._decoding.beam
        try:
            found = self._translator.translate_batch(
                [source],
                target_prefix=[prefix] if prefix else None,
                prefix_bias_beta=bias,
                beam_size=beam,
                # a search that stops at the first complete hypotheses returns cut-off sentences
                patience=2 if beam > 1 else 1,
                no_repeat_ngram_size=guard,
                max_input_length=0,
                max_decoding_length=limit,
            )
        except (RuntimeError, ValueError) as error:
            raise EngineError(f"{self._folder}: {error}") from error
        return list(found[0].hypotheses[0])

    def _rejoin(self, prefix: str, begun: list[str], plain: str) -> str:
        """Put the prefix back as it was written: SentencePiece normalises spaces and signs."""
        rest = plain.removeprefix(self._target.decode(begun))
        return prefix + (rest.lstrip() if prefix[-1].isspace() else rest)


def pairs_of(folder: Path, source: str | None, target: str | None) -> frozenset[Pair]:
    """Directions of a model folder, from its vocabulary, the given languages, or its name.

    Raises `ConfigError` when they cannot be told.
    """
    if not (folder / "model.bin").is_file():
        raise ConfigError("translate.options.model", f"{folder} has no model.bin")
    tokens = set(_language_tokens(folder))
    if _is_marian_folder(folder):
        return _marian_pairs(folder, tokens, source, target)
    sources = {source} if source else tokens
    targets = {target} if target else tokens
    strange = {code for code in (source, target) if code and code not in tokens}
    if strange or not tokens:
        raise ConfigError(
            "translate.options", f"{folder} does not know {min(strange, default='any language')}"
        )
    return frozenset(Pair(one, two) for one in sources for two in targets if one != two)


def _marian_pairs(
    folder: Path, tokens: set[str], source: str | None, target: str | None
) -> frozenset[Pair]:
    named = _named_pair(folder.resolve().name)
    source = source or (named.source if named else None)
    target = target or (named.target if named and not tokens else None)
    if source is None or not (target or tokens):
        raise ConfigError(
            "translate.options.source",
            f"the languages of {folder} are not in its name; set options.source and options.target",
        )
    return frozenset(Pair(source, code) for code in ({target} if target else tokens) if code)


def _named_pair(name: str) -> Pair | None:
    """The last two neighbours in a name that are language codes: `opus-mt-en-es-int8` is en, es."""
    words = re.split(r"[-_.]", name)
    codes = [find_language(word) if len(word) in (2, 3) else None for word in words]
    found = [Pair(one, two) for one, two in pairwise(codes) if one and two and one != two]
    return found[-1] if found else None


def _is_marian_folder(folder: Path) -> bool:
    return (folder / "source.spm").is_file() and (folder / "target.spm").is_file()


def _language_tokens(folder: Path) -> dict[str, str]:
    """The token of each language, from the vocabulary of the source side."""
    shape = [_MARIAN_TARGET] if _is_marian_folder(folder) else [_M2M_LANGUAGE, _NLLB_LANGUAGE]
    found: dict[str, str] = {}
    for token in _vocabulary(folder):
        match = next((hit for hit in (one.fullmatch(token) for one in shape) if hit), None)
        code = find_language(match[1]) if match and token not in _NEVER else None
        if code and (code not in found or token in _FIRST_CHOICE):
            found[code] = token
    return found


def _vocabulary(folder: Path) -> list[str]:
    for name in ("shared_vocabulary", "source_vocabulary"):
        listed, plain = folder / f"{name}.json", folder / f"{name}.txt"
        if listed.is_file():
            return [str(token) for token in _json(listed)]
        if plain.is_file():
            return plain.read_text(encoding="utf-8").split("\n")
    raise ConfigError("translate.options.model", f"{folder} has no vocabulary")


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    return dict(_json(path)) if path.is_file() else {}


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ConfigError("translate.options.model", f"{path}: {error}") from error


def _tokenizers(folder: Path) -> "tuple[Tokenizer, Tokenizer]":
    """The tokenizers of source and target; the same object where they share one."""
    if _is_marian_folder(folder):
        return _tokenizer(folder / "source.spm"), _tokenizer(folder / "target.spm")
    found = sorted(folder.glob("*.model"))
    if not found:
        raise ConfigError(
            "translate.options.model",
            f"{folder} has neither source.spm and target.spm nor a SentencePiece *.model",
        )
    shared = _tokenizer(found[0])
    return shared, shared


def _tokenizer(path: Path) -> "Tokenizer":
    from sentencepiece import SentencePieceProcessor

    try:
        return SentencePieceProcessor(model_file=str(path))
    except (RuntimeError, OSError) as error:
        raise EngineError(f"{path}: {error}") from error
