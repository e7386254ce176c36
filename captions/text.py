"""Text as it is shown: cleaned of what a screen must not get, cut into glyphs, and measured."""

import unicodedata
from collections.abc import Iterator

__all__ = ["NO_BREAK_SPACES", "clean", "ends_closed", "glyphs", "may_break", "squeeze", "width"]

NO_BREAK_SPACES = "\u00a0\u2007\u202f"
"""Spaces that forbid a line break: they stay as they are."""
_DROPPED = "\ufeff\u2060\u202d\u202e"
"""Byte order mark, word joiner (the SRT writer's escape), and overrides of the direction."""
_ZERO_WIDTH_JOINER = "\u200d"
_NEVER_FIRST = frozenset("ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜")
"""Japanese letters that do not begin a line."""


def squeeze(text: str) -> str:
    """Each run of white space as one space, without control characters and lone surrogates."""
    return _one_space("".join(_shown(text)))


def clean(text: str) -> str:
    """Like `squeeze`, without white space at the ends: safe in every file and on every screen."""
    return squeeze(text).strip()


def _shown(text: str) -> Iterator[str]:
    for char in text:
        if char.isspace() and char not in NO_BREAK_SPACES:
            yield " "
        elif char not in _DROPPED and unicodedata.category(char) not in ("Cc", "Cs"):
            yield char


def _one_space(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def glyphs(text: str) -> list[str]:
    """Cut text where it may be cut: marks, joiners and modifiers stay with what they belong to."""
    found: list[str] = []
    for char in text:
        if found and _belongs(char, found[-1]):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(char: str, before: str) -> bool:
    if before.isspace() or char.isspace():
        return False
    if _is_flag_letter(char):
        return len(before) == 1 and _is_flag_letter(before)
    is_skin_tone = "\U0001f3fb" <= char <= "\U0001f3ff"
    joined = before.endswith(_ZERO_WIDTH_JOINER)
    return joined or is_skin_tone or unicodedata.category(char) in ("Mn", "Me", "Mc", "Cf")


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def width(text: str) -> int:
    """Columns the text takes on a terminal: 2 for a wide character, 0 for a mark."""
    if text.isascii():
        return len(text)
    return sum(_char_width(char) for char in text)


def _char_width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between two glyphs that no space parts (only around wide ones)."""
    if _opens(before) or ends_closed(after):
        return False
    return _is_wide_letter(before) or _is_wide_letter(after)


def _is_wide_letter(glyph: str) -> bool:
    is_hangul = "\uac00" <= glyph[0] <= "\ud7a3"  # written with spaces between the words
    return not is_hangul and unicodedata.east_asian_width(glyph[0]) in "WF"


def _opens(glyph: str) -> bool:
    return unicodedata.category(glyph[0]) in ("Ps", "Pi")


def ends_closed(glyph: str) -> bool:
    """Whether the glyph hangs on to the one before it: closing marks, and some small letters."""
    return glyph[0] in _NEVER_FIRST or unicodedata.category(glyph[0]) in ("Pe", "Pf", "Po")
