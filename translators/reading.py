"""Text found in a picture: put in reading order, and rid of what is no text."""

from collections.abc import Iterable

from translators.describe import ReadText

__all__ = ["in_reading_order", "looks_like_text"]

_LEAST_REAL_SHARE = 0.6


def in_reading_order(found: Iterable[ReadText]) -> tuple[ReadText, ...]:
    """Rows from the top, each from the left; what is half as high as a row apart is another."""
    rows: list[list[ReadText]] = []
    for text in sorted(found, key=lambda text: text.centre[1]):
        if rows and _same_row(rows[-1][0], text):
            rows[-1].append(text)
        else:
            rows.append([text])
    return tuple(text for row in rows for text in sorted(row, key=lambda text: text.left))


def looks_like_text(text: str) -> bool:
    """Two letters or digits or more, or one that stands alone, and not mostly signs."""
    solid = [sign for sign in text if not sign.isspace()]
    real = sum(sign.isalnum() for sign in solid)
    return real >= 1 and real / len(solid) >= _LEAST_REAL_SHARE


def _same_row(one: ReadText, other: ReadText) -> bool:
    return abs(one.centre[1] - other.centre[1]) < min(one.height, other.height) / 2
