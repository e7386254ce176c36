"""Terms in a translation, whatever the engine would have made of them.

Four ways, from the best sentence to the surest; each is checked, and the next one taken where the
terms are not all there:

1. The engine renders them rightly by itself.
2. The engine's own rendering, found by translating the term alone, is replaced.
3. A stand-in that no engine knows (`XQ1`) takes the term's place, is copied, and is put back.
4. What stands before, between and behind the terms is translated piece by piece.

The last one always works, so a term is never lost, nor said twice.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from translators.translate import Rendering, TranslatedText, TranslationRequest

__all__ = ["force_terms"]

Translate = Callable[[TranslationRequest], TranslatedText]
STAND_IN = "XQ"
"""With a number behind it. Copied by Firefox Translations and by Apertium, as measured."""
_FRAME = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
_SENTENCE_START = re.compile(r"(?:^|[.!?…]['\"”’)\]]*\s)[\s\"'“‘¿¡(\[—–-]*$")
_CLOSING = ".,;:!?…)]}»”’"


@dataclass(frozen=True, slots=True)
class _Use:
    """A term where the source has it."""

    start: int
    end: int
    term: Rendering


def force_terms(request: TranslationRequest, translate: Translate) -> TranslatedText:
    """The translation of a request with all its terms. `translate` is asked without terms."""
    plain_request = replace(request, terms=())
    uses = _uses(request.text, request.terms)
    plain = translate(plain_request)
    if not uses or _has_all(plain.text, uses):
        return replace(plain, text=_spelled(plain.text, uses))
    text = _by_rendering(plain.text, plain_request, uses, translate)
    if text is None or not _has_all(text, uses):
        text = _by_stand_ins(plain_request, uses, translate)
    if text is not None and _has_all(text, uses):
        return replace(plain, text=text)
    return replace(plain, text=_by_pieces(plain_request, uses, translate))


def _whole(phrase: str) -> str:
    """A pattern for the phrase as whole words."""
    inner = r"\s+".join(map(re.escape, phrase.split()))
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return f"{before}{inner}{after}"


def _uses(text: str, terms: Sequence[Rendering]) -> list[_Use]:
    """Terms in the text from left to right; of two that begin alike, the longer."""
    lowered = text.casefold()
    near = [term for term in terms if term.source.split()[0].casefold() in lowered]
    if not near:
        return []
    by_phrase = {" ".join(term.source.casefold().split()): term for term in near}
    phrases = sorted(by_phrase, key=len, reverse=True)
    pattern = re.compile("|".join(map(_whole, phrases)), re.IGNORECASE)
    found = []
    for match in pattern.finditer(text):
        term = by_phrase.get(" ".join(match[0].casefold().split()))
        if term is not None:
            found.append(_Use(match.start(), match.end(), term))
    return found


def _has_all(text: str, uses: Sequence[_Use]) -> bool:
    wanted = Counter(use.term.target for use in uses)
    return all(
        len(re.findall(_whole(target), text, re.IGNORECASE)) >= count
        for target, count in wanted.items()
    )


def _spelled(text: str, uses: Sequence[_Use]) -> str:
    """The targets written as the glossary writes them."""
    for target in dict.fromkeys(use.term.target for use in uses):
        text = _replaced(text, target, target)
    return text


def _replaced(text: str, old: str, new: str) -> str:
    """`old` replaced as whole words; a small first letter grows where a sentence begins."""

    def put(match: re.Match[str]) -> str:
        begins = _SENTENCE_START.search(text[: match.start()]) and match[0][:1].isupper()
        return new[:1].upper() + new[1:] if begins and new.islower() else new

    return re.sub(_whole(old), put, text, flags=re.IGNORECASE)


def _by_rendering(
    plain: str, request: TranslationRequest, uses: Sequence[_Use], translate: Translate
) -> str | None:
    """The engine's own renderings replaced, if each is found exactly as often as it must."""
    text = plain
    for term, count in Counter(use.term for use in uses).items():
        if len(re.findall(_whole(term.target), text, re.IGNORECASE)) == count:
            continue
        alone = translate(replace(request, text=term.source, prefix="", context="")).text
        own = (_FRAME.fullmatch(alone) or [""] * 4)[2]
        if not own or _digits(own) != _digits(term.target):  # a part of a number is not the number
            return None
        if len(re.findall(_whole(own), text, re.IGNORECASE)) != count:
            return None
        text = _replaced(text, own, term.target)
    return text


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _by_stand_ins(
    request: TranslationRequest, uses: Sequence[_Use], translate: Translate
) -> str | None:
    """Stand-ins for the terms, each to come back exactly once."""
    taken = re.findall(rf"{STAND_IN}(\d+)", f"{request.text} {request.prefix}")
    first = 1 + max(map(int, taken), default=0)
    names = [f"{STAND_IN}{first + index}" for index in range(len(uses))]
    text, prefix = "", request.prefix
    end = 0
    for use, name in zip(uses, names, strict=True):
        text += request.text[end : use.start] + name
        prefix = re.sub(_whole(use.term.target), name, prefix, count=1, flags=re.IGNORECASE)
        end = use.end
    text += request.text[end:]
    answer = translate(replace(request, text=text, prefix=prefix)).text
    if sorted(re.findall(rf"{STAND_IN}\d+", answer)) != sorted(names):
        return None
    for use, name in zip(uses, names, strict=True):
        answer = _replaced(answer, name, use.term.target)
    return answer


def _by_pieces(request: TranslationRequest, uses: Sequence[_Use], translate: Translate) -> str:
    """The terms as they must be, and what is around them translated on its own."""
    joined = ""
    end = 0
    for use in uses:
        joined = _join(joined, _piece(request, end, use.start, translate))
        target = use.term.target
        if not joined.strip() and target.islower():
            target = target[:1].upper() + target[1:]
        joined = _join(joined, target)
        end = use.end
    return _join(joined, _piece(request, end, len(request.text), translate))


def _piece(request: TranslationRequest, start: int, end: int, translate: Translate) -> str:
    """A part of the source in translation, between its own marks."""
    frame = _FRAME.fullmatch(request.text[start:end])
    if frame is None or not frame[2]:
        return request.text[start:end].strip()
    answer = translate(replace(request, text=frame[2], prefix="", context="")).text.strip()
    if not frame[3].strip():
        answer = answer.rstrip(".")  # many engines end whatever they are given
    if frame[2][0].islower():
        answer = answer[:1].lower() + answer[1:]
    return frame[1].lstrip() + answer + frame[3].rstrip()


def _join(one: str, other: str) -> str:
    if not one or not other:
        return one + other
    return one + other if other[0] in _CLOSING else f"{one} {other}"
