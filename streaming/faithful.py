"""The best of several translations of a sentence: the one that loses least of what counts.

Engines drop numbers, names and negations now and then, above all in long sentences and in rows of
digits. Where the first translation lacks one, others are made until one lacks nothing; if all lack
something, the one that lacks least is taken, the earlier one of equals.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from streaming.sentences import clauses
from translators.faithfulness import losses
from translators.numbers import number_runs
from translators.translate import Rendering, TranslationRequest

__all__ = ["Translate", "faithful_translation", "keeps_as_much"]

Translate = Callable[[TranslationRequest], str]


def faithful_translation(
    request: TranslationRequest,
    translate: Translate,
    *,
    draft: tuple[str, str] = ("", ""),
    forces_terms: bool,
) -> str:
    """The translation of a whole sentence.

    `draft` is what its beginning was and how that was translated, while it was being said.
    """
    best = translate(request).strip()
    fewest = _lost(request, best)
    for other in _others(request, translate, draft, forces_terms) if fewest else ():
        lost = _lost(request, other)
        if lost < fewest:
            best, fewest = other, lost
        if not fewest:
            break
    return best


def keeps_as_much(request: TranslationRequest, shown: str, candidate: str) -> bool:
    """Whether a candidate has every number, name and negation of the text that is shown."""
    return _lost(request, candidate) <= _lost(request, shown)


def _lost(request: TranslationRequest, translation: str) -> int:
    return losses(request.text, translation, request.pair).count


def _others(
    request: TranslationRequest, translate: Translate, draft: tuple[str, str], forces_terms: bool
) -> Iterator[str]:
    """Other ways to translate the sentence, each made when it is asked for."""
    free = replace(request, prefix="", prefix_bias=None)
    if request.prefix:
        yield translate(free).strip()
    parts = clauses(request.text)
    if len(parts) > 1:
        yield _joined(translate(replace(free, text=part)) for part in parts)
    begun, begun_text = draft
    if begun and request.text.startswith(begun):
        rest = request.text[len(begun) :].strip()
        if any(character.isalnum() for character in rest):
            yield _joined([begun_text, translate(replace(free, text=rest))])
    if forces_terms:
        yield translate(replace(free, terms=_as_they_are(free))).strip()


def _as_they_are(request: TranslationRequest) -> tuple[Rendering, ...]:
    """The numbers as terms: the same digits, whatever the engine makes of them."""
    return tuple(
        Rendering(request.text[run.start : run.end], run.text)
        for run in number_runs(request.text, request.pair.source)
        if not (run.is_word and (run.digits == "1" or run.is_ordinal))
    )


def _joined(parts: Iterator[str] | list[str]) -> str:
    return " ".join(part.strip() for part in parts if part.strip())
