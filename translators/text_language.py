"""Which language a short text is written in."""

from collections.abc import Collection
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["text_language"]

_SURE = 0.5
"""Share of the probability, among the languages that it may be, that is worth believing."""


def text_language(text: str, known: Collection[str], otherwise: str) -> str:
    """The language of a text, as one of the `known` ISO 639-1 codes.

    `otherwise` where nothing tells, as in a single name or number. Blocks: the first call loads a
    model of some megabytes.
    """
    ranks = [(code, chance) for code, chance in _identifier().rank(text) if code in known]
    total = sum(chance for _, chance in ranks)
    if not ranks or not total:
        return otherwise
    code, chance = max(ranks, key=lambda rank: rank[1])
    return str(code) if chance / total >= _SURE else otherwise


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
