"""From timed words to cues: which words share a line, which lines share a cue, and when.

The break places are chosen together for the whole text, at the least cost: short lines cost by
the square of what they leave empty (which balances them), breaks cost by how badly they cut a
phrase, and each cue costs something, so that text is not scattered.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from captions.cue import Cue
from captions.phrases import Pause, pause_between
from captions.units import Unit, cut, join
from configs.schema import CaptionsConfig
from translators.recognize import Word

__all__ = ["lay_out"]

_BREAK_COST = {
    Pause.SENTENCE: 0.0,
    Pause.CLAUSE: 0.1,
    Pause.PHRASE: 0.3,
    Pause.NONE: 0.6,
    Pause.DANGLING: 1.0,
}
_INSIDE_WORD_COST = 2.0
_AFTER_CUE = 2.5
"""A break between cues cuts a thought more than one between lines."""
_CUE_COST = 1.0
_BRIDGED_S = 1.0
"""A screen that is empty for less than this only flickers: the cue stays until the next."""

_Line = tuple[Unit, ...]


class _Choice(NamedTuple):
    """The best way on from a place in the text."""

    cost: float
    line_end: int
    ends_cue: bool


def lay_out(
    words: Sequence[Word],
    style: CaptionsConfig,
    language: str,
    *,
    earliest_s: float = 0.0,
    first_id: int = 1,
    speaker: str | None = None,
) -> tuple[Cue, ...]:
    """Lay words out as cues, ordered and without overlap, none before `earliest_s`.

    A cue stays until its last word ends, or `min_word_s` for each of its words where that is
    longer, but never past the start of the next cue. The last one's end does not know what
    follows: whoever appends cues shortens it then.
    """
    units = cut(words, style.columns)
    groups = _grouped(units, _choices(units, style, language), style.lines)
    starts_s = _starts(groups, earliest_s)
    cues = []
    for index, (lines, start_s) in enumerate(zip(groups, starts_s)):
        end_s = _end(lines, start_s, style.min_word_s)
        if index + 1 < len(groups):
            next_s = starts_s[index + 1]
            end_s = next_s if next_s - end_s < _BRIDGED_S else end_s
        texts = tuple(join(line) for line in lines)
        cues.append(Cue(first_id + index, start_s, end_s, texts, language, speaker))
    return tuple(cues)


def _starts(groups: Sequence[Sequence[_Line]], earliest_s: float) -> list[float]:
    starts_s: list[float] = []
    for lines in groups:
        # Whole milliseconds, as in files, and one at least for each cue.
        start_s = round(max(lines[0][0].start_s, earliest_s), 3)
        starts_s.append(start_s)
        earliest_s = start_s + 0.001
    return starts_s


def _end(lines: Sequence[_Line], start_s: float, min_word_s: float) -> float:
    reading_words = sum(unit.reading_words for line in lines for unit in line)
    return max(lines[-1][-1].end_s, start_s + reading_words * min_word_s, start_s + 0.001)


def _grouped(
    units: Sequence[Unit], choices: Sequence[Sequence[_Choice]], most_lines: int
) -> list[list[_Line]]:
    groups: list[list[_Line]] = []
    at, row = 0, 0
    while at < len(units):
        choice = choices[at][row]
        if row == 0:
            groups.append([])
        groups[-1].append(tuple(units[at : choice.line_end]))
        at, row = choice.line_end, 0 if choice.ends_cue else row + 1
    return groups


def _choices(
    units: Sequence[Unit], style: CaptionsConfig, language: str
) -> list[tuple[_Choice, ...]]:
    """For each unit and each row of a cue it may begin: the best way to go on."""
    breaks = _break_costs(units, language)
    done = (_Choice(0.0, len(units), True),) * style.lines
    best = [done] * (len(units) + 1)
    for at in reversed(range(len(units))):
        best[at] = _best_rows(units, breaks, best, at, style)
    return best


def _best_rows(
    units: Sequence[Unit],
    breaks: Sequence[float],
    best: Sequence[tuple[_Choice, ...]],
    at: int,
    style: CaptionsConfig,
) -> tuple[_Choice, ...]:
    rows = [_Choice(float("inf"), at, True)] * style.lines
    for line_end, slack in _line_ends(units, at, style.columns):
        cue_cost = slack + _CUE_COST + _AFTER_CUE * breaks[line_end - 1] + best[line_end][0].cost
        for row in range(style.lines):
            rows[row] = min(rows[row], _Choice(cue_cost, line_end, True))
            if row + 1 < style.lines and line_end < len(units):
                cost = slack + breaks[line_end - 1] + best[line_end][row + 1].cost
                rows[row] = min(rows[row], _Choice(cost, line_end, False))
    return tuple(rows)


def _line_ends(units: Sequence[Unit], at: int, columns: int) -> list[tuple[int, float]]:
    """Where a line that begins at a unit may end, and what its empty columns cost."""
    found: list[tuple[int, float]] = []
    filled = 0
    for index in range(at, len(units)):
        unit = units[index]
        filled += unit.columns + (unit.after_space and index > at)
        if filled > columns and index > at:
            break
        found.append((index + 1, (max(columns - filled, 0) / columns) ** 2))
    return found


def _break_costs(units: Sequence[Unit], language: str) -> list[float]:
    """What it costs to end a line after each unit; nothing after the last."""
    costs = []
    for before, after in pairwise(units):
        pause = pause_between(before.text, after.text, language)
        costs.append(_INSIDE_WORD_COST if after.inside_word else _BREAK_COST[pause])
    return [*costs, 0.0]
