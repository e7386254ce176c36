import io
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from rich.console import Console

from captions.board import LiveText, Status
from captions.terminal import PlainView, TerminalView, open_view
from configs.errors import OutputError
from tests.captions.screens import Terminal
from tests.captions.strategies import texts

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
OWN_SEQUENCES = re.compile(r"\x1b\[(\?2026[hl]|\?25[hl]|\d*A|K|J|[0-9;]*m)")


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        self.now_s += 0.2
        return self.now_s


def said(segment: int, stable: str, unstable: str = "", *, final: bool = False) -> LiveText:
    return LiveText(segment, "en", stable, unstable, final, 12.34)


def translated(segment: int, stable: str, *, final: bool = False) -> LiveText:
    return LiveText(segment, "pt", stable, "", final, 12.34, is_translation=True)


def test_a_session_as_a_person_sees_it() -> None:
    terminal = Terminal(80, 24)
    with TerminalView(["pt"], terminal.console, Clock()) as view:
        view.status(Status(1.0, 0.4, ("tiny.en",)))
        view.show(said(1, "Hello", " every"))
        assert terminal.lines == [
            "Hello every…                           │",
            "00:01.0 · lag 0.4 s · tiny.en",
        ]
        view.show(said(1, "Hello everyone.", final=True))
        view.show(translated(1, "Olá"))
        assert terminal.lines[0] == "Hello everyone.                        │ Olá…"
        view.show(translated(1, "Olá a todos.", final=True))
        view.show(said(2, "", "Today"))
        assert terminal.lines == [
            "Hello everyone.                        │ Olá a todos.",
            "Today…                                 │",
            "00:01.0 · lag 0.4 s · tiny.en",
        ]
    assert terminal.lines == [
        "Hello everyone.                        │ Olá a todos.",
        "Today…                                 │",
    ]
    assert terminal.cursor_is_shown


@pytest.mark.parametrize("columns", [30, 50, 80])
def test_a_word_that_is_shown_moves_only_up(columns: int) -> None:
    terminal = Terminal(columns, 24)
    view = TerminalView([], terminal.console, Clock())
    places: dict[str, tuple[int, int]] = {}
    for segment in range(3):
        names = [f"{word}{segment}" for word in WORDS]
        for count in range(1, len(names) + 1):
            view.show(said(segment, " ".join(names[:count])))
            seen = find(terminal, names)
            for name, (row, column) in places.items():
                if name in seen:
                    assert seen[name][1] == column
                    assert seen[name][0] <= row
            places |= seen
        view.show(said(segment, " ".join(names), final=True))
    view.close()
    shown = " ".join(terminal.history + terminal.lines).split()
    assert shown == [f"{word}{segment}" for segment in range(3) for word in WORDS]


def find(terminal: Terminal, names: list[str]) -> dict[str, tuple[int, int]]:
    rows = enumerate(terminal.lines)
    return {
        found[0]: (number, found.start())
        for number, line in rows
        for found in re.finditer(r"\w+", line)
        if found[0] in names
    }


def test_it_is_painted_ten_times_a_second_at_most_and_only_when_something_changed() -> None:
    terminal = Terminal(80, 24)
    now_s = 0.0
    view = TerminalView([], terminal.console, lambda: now_s)
    view.show(said(1, "one"))
    painted = len(terminal.written)
    view.show(said(1, "one two"))
    now_s = 0.05
    view.tick()
    assert len(terminal.written) == painted
    now_s = 0.11
    view.tick()
    assert terminal.lines == ["one two…"]
    painted = len(terminal.written)
    now_s = 9.0
    view.tick()
    view.show(said(1, "one two"))
    assert len(terminal.written) == painted


def test_another_size_is_painted_once_it_stays() -> None:
    terminal = Terminal(80, 24)
    now_s = 0.0
    view = TerminalView(["pt"], terminal.console, lambda: now_s)
    view.show(said(1, "one", final=True))
    view.show(translated(1, "um", final=True))
    now_s = 1.0
    view.tick()
    terminal.resize(50, 24)
    now_s = 1.1
    view.tick()
    painted = len(terminal.written)
    now_s = 1.35
    view.tick()
    assert len(terminal.written) == painted
    now_s = 1.5
    view.tick()
    assert terminal.lines == ["en one", "pt um"]


@given(texts, texts)
def test_no_escape_sequence_of_the_text_reaches_the_terminal(text: str, other: str) -> None:
    terminal = Terminal(80, 24)
    with TerminalView(["pt"], terminal.console, Clock()) as view:
        view.status(Status(1.0, 0.4, (text,), other))
        view.show(said(1, text, other))
        view.show(translated(1, "\x1b]0;title\x07\x9b2J" + text))
    left = OWN_SEQUENCES.sub("", terminal.written).replace("\r\n", "").replace("\r", "")
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in left)


def test_colour_is_left_out_where_it_is_not_wanted() -> None:
    terminal = Terminal(80, 24)
    terminal.console.no_color = True
    with TerminalView([], terminal.console, Clock()) as view:
        view.status(Status(1.0, 0.4, ("tiny.en",), "careful"))
        view.show(said(1, "one", " two"))
    assert not re.search(r"\x1b\[[0-9;]*[349]\d[;m]", terminal.written)


def interrupted(view: TerminalView) -> None:
    with view:
        view.status(Status(1.0, 0.4))
        view.show(said(1, "one", " two"))
        raise KeyboardInterrupt


def test_an_interrupt_leaves_the_terminal_clean() -> None:
    terminal = Terminal(80, 24)
    view = TerminalView([], terminal.console, Clock())
    with pytest.raises(KeyboardInterrupt):
        interrupted(view)
    assert terminal.cursor_is_shown
    assert terminal.lines == ["one two…"]
    written = terminal.written
    view.close()
    assert terminal.written == written


def test_plain_lines_where_there_is_no_terminal(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("w") as file:
        view = open_view(["pt"], Console(file=file))
        assert isinstance(view, PlainView)
        view.status(Status(1.0, 0.4))
        view.show(said(1, "Hel"))
        view.show(said(1, "Hello\n\x1b[1m.", final=True))
        view.show(translated(1, "Olá.", final=True))
        view.show(said(2, " ", final=True))
        view.tick()
        view.close()
        assert path.read_text() == "[00:12.3] en  Hello [1m.\n[00:12.3]   pt  Olá.\n"


def test_the_view_fits_the_terminal() -> None:
    assert isinstance(open_view([], Terminal(80, 24).console), TerminalView)
    dumb = Console(file=io.StringIO(), force_terminal=True, _environ={"TERM": "dumb"})
    assert isinstance(open_view([], dumb), PlainView)


def test_what_the_encoding_lacks_is_a_question_mark(tmp_path: Path) -> None:
    path = tmp_path / "out"
    with path.open("w", encoding="ascii") as file:
        open_view([], Console(file=file)).show(said(1, "olá", final=True))
    assert path.read_text() == "[00:12.3] en  ol?\n"


def test_a_reader_that_went_away_is_one_clear_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    file = os.fdopen(writing, "w")
    with pytest.raises(OutputError, match="Broken pipe"):
        open_view([], Console(file=file)).show(said(1, "one", final=True))
    with pytest.raises(BrokenPipeError):
        file.close()
