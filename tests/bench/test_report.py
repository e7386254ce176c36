from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from bench.delays import Spread
from bench.report import paths_table, report_console, scores_table
from bench.scores import Scores
from bench.seams import Seams
from bench.words import WordErrors

SPREAD = Spread(count=9, mean_s=0.5, p50_s=0.4, p95_s=1.25, max_s=2.0)
SCORES = Scores(
    talk_s=80.0,
    errors=WordErrors(3, 195),
    caption=SPREAD,
    translation=None,
    speech=None,
    emission=SPREAD,
    caption_erasure=0.125,
    translation_erasure=0.0,
    seams=Seams(10, 1, 2),
    given_up_s=0.0,
    cpu_per_s=0.71,
    peak_bytes=512_000_000,
)


def _printed(*tables: object) -> str:
    console = Console(width=120)
    with console.capture() as captured:
        console.print(*tables)
    return captured.get()


def test_each_measure_has_a_row() -> None:
    text = _printed(scores_table([("talk", SCORES)], "Title"))
    for value in ("1.5 % (3 of 195)", "1 · 2", "0.40 · 1.25", "0.50 · 0.40 · 1.25", "0.71", "512"):
        assert value in text


def test_what_was_not_measured_has_none() -> None:
    text = _printed(scores_table([("talk", SCORES)], ""))
    assert not any(word in text for word in ("chrF", "given up", "one pass", "language"))


def test_talks_stand_beside_each_other() -> None:
    other = replace(SCORES, chrf=88.84, language_share=0.9, given_up_s=2.0)
    text = _printed(scores_table([("a", SCORES), ("b", other)], ""))
    (chrf,) = (line for line in text.splitlines() if "chrF" in line)
    assert " - " in chrf
    assert "88.8" in chrf
    assert "90 %" in text


def test_no_talk_is_an_empty_table() -> None:
    assert "measure" not in _printed(scores_table([], "Nothing"))


def test_a_path_is_never_cut() -> None:
    path = Path("/" + "x" * 300)
    text = _printed(paths_table([("the talk", path)]))
    assert text.count("x") == 300


def test_where_there_is_no_terminal_lines_are_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    assert report_console().width == 160
