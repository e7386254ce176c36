"""Segments as rows of a terminal: side by side where there is room, one below the other if not."""

from collections.abc import Sequence
from itertools import zip_longest

from rich.text import Text

from captions.board import LiveText, Segment, Status
from captions.live import LiveLine, flow, live_lines
from captions.text import clean, width
from captions.timestamps import short_stamp

__all__ = ["segment_rows", "status_row"]

_STACKED_BELOW_COLUMNS = 70
_NARROWEST_COLUMN = 24
_LIVE_LINES = 2
_BETWEEN = " │ "
_UNSTABLE = "dim italic"
"""Where a terminal shows neither, the ellipsis still tells that the text goes on."""
_ELLIPSIS = "…"


def segment_rows(
    segment: Segment, targets: Sequence[str], columns: int, *, is_live: bool = False
) -> list[Text]:
    """The rows of a segment: the source left, translations right, `columns` in all.

    Where texts are stacked, a live one shows its last lines in a place of its own, so that no
    text pushes another down while it grows.
    """
    texts = segment.texts(targets)
    column = (columns - len(_BETWEEN) * (len(texts) - 1)) // len(texts)
    if len(texts) == 1:
        return _column(segment.source, columns)
    if columns >= _STACKED_BELOW_COLUMNS and column >= _NARROWEST_COLUMN:
        cells = zip_longest(*(_column(text, column) for text in texts), fillvalue=Text())
        return [_beside(row, column) for row in cells]
    if is_live:
        return [row for text in texts for row in _window(text, segment.tops, columns)]
    return [row for text in texts for row in _stacked(text, columns)]


def status_row(status: Status, columns: int) -> Text:
    """One row: media time, lag, what is wrong, engines; what does not fit is cut off."""
    parts = [short_stamp(status.media_s), f"lag {status.lag_s:.1f} s"]
    warning = clean(status.warning)
    if warning:
        parts.append(f"! {warning}")
    engines = " + ".join(clean(engine) for engine in status.engines)
    line = " · ".join([*parts, engines] if engines else parts)
    return Text(_cropped(line, columns), style="reverse" if warning else "dim")


def _column(text: LiveText | None, columns: int) -> list[Text]:
    if text is None:
        return []
    return _rows(text, flow(text.stable, text.unstable, columns), columns)


def _rows(text: LiveText, lines: Sequence[LiveLine], columns: int) -> list[Text]:
    rows = [_row(line) for line in lines]
    if rows and not text.is_final and width(rows[-1].plain) < columns:
        rows[-1].append(_ELLIPSIS, _UNSTABLE)
    return rows


def _row(line: LiveLine) -> Text:
    row = Text(line.stable)
    row.append(line.unstable, _UNSTABLE)
    return row


def _stacked(text: LiveText | None, columns: int) -> list[Text]:
    if text is None:
        return []
    label = _label(text)
    return _labelled(label, _column(text, columns - len(label)))


def _window(text: LiveText | None, tops: dict[str, int], columns: int) -> list[Text]:
    """The last lines of a text, in as many rows whether it fills them or not."""
    rows: list[Text] = []
    if text is not None:
        label, room = _label(text), columns - len(_label(text))
        top = tops.get(label, 0)
        shown = live_lines(text.stable, text.unstable, room, _LIVE_LINES, top=top)
        tops[label] = shown.top
        rows = _labelled(label, _rows(text, shown.lines, room))
    return [*rows, *(Text() for _ in range(_LIVE_LINES - len(rows)))]


def _label(text: LiveText) -> str:
    return f"{clean(text.language)[:7]:<2} "


def _labelled(label: str, rows: Sequence[Text]) -> list[Text]:
    """Rows that begin with the language, as their place does not tell it."""
    return [Text.assemble((label, "dim"), row) for row in rows]


def _beside(cells: Sequence[Text], column: int) -> Text:
    row = Text()
    for index, cell in enumerate(cells):
        if index:
            row.append(_BETWEEN, "dim")
        row.append_text(cell)
        if index + 1 < len(cells):
            row.append(" " * max(column - width(cell.plain), 0))
    return row


def _cropped(line: str, columns: int) -> str:
    kept = line
    while width(kept) > columns:
        kept = kept[:-1]
    return kept
