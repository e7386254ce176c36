"""Text to text: what a translator is given, what it answers, and what it must be able to do."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol, runtime_checkable

__all__ = [
    "Notice",
    "Pair",
    "Rendering",
    "TranslatedText",
    "TranslationRequest",
    "Translator",
    "TranslatorTraits",
]


class Pair(NamedTuple):
    """A direction of translation, in ISO 639-1 codes."""

    source: str
    target: str


class Rendering(NamedTuple):
    """A phrase of the source, and what the translation must have for it."""

    source: str
    """Found as whole words, in small or capital letters."""
    target: str


@dataclass(frozen=True, slots=True)
class TranslationRequest:
    """A sentence, or the beginning of one."""

    text: str
    pair: Pair
    prefix: str = ""
    """What the translation must begin with; only where `TranslatorTraits.forces_prefix`."""
    prefix_bias: float | None = None
    """0..1: prefer the prefix this strongly instead of forcing it; None forces it."""
    terms: tuple[Rendering, ...] = ()
    """How phrases of the text must be rendered; only where `TranslatorTraits.forces_terms`. A
    term that cannot be had with the prefix wins over it."""
    context: str = ""
    """What was said just before, in the source's language; only where
    `TranslatorTraits.uses_context`."""


class Notice(NamedTuple):
    """Something that went wrong on the way to a translation, and was made good."""

    code: str
    """A word for programs: `engine_replaced` or `engine_restarted`."""
    message: str
    """A line for people."""


@dataclass(frozen=True, slots=True)
class TranslatedText:
    """A translation, the languages it went through, and what happened on the way."""

    text: str
    """Begins with the request's prefix where the prefix was forced."""
    via: tuple[str, ...] = ()
    """Pivot languages, in order; empty for a direct pair."""
    notices: tuple[Notice, ...] = ()
    """What whoever reads the translation should be told, in order."""


@dataclass(frozen=True, slots=True)
class TranslatorTraits:
    """What an engine can do."""

    name: str
    pairs: frozenset[Pair]
    forces_prefix: bool = False
    forces_terms: bool = False
    uses_context: bool = False
    """A sentence comes out better when the engine sees the one before it."""


@runtime_checkable
class Translator(Protocol):
    """Translates one text at a time. Calls may come from any thread, one at a time."""

    @property
    def traits(self) -> TranslatorTraits:
        """What this engine can do with what is installed."""
        ...

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """Translate; an empty or blank text gives an empty text.

        Raises `UnsupportedPair` for a pair outside the traits, `EngineError` when it fails.
        """
        ...

    def close(self) -> None:
        """Free the models and end the processes. No call may follow."""
        ...
