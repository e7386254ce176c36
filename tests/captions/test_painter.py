from rich.text import Text

from captions.painter import Layout, Painter, Screen
from tests.captions.screens import Terminal

WIDE, NARROW = Screen(20, 6), Screen(10, 6)


def rows(*texts: str) -> Layout:
    """Each text as rows of the width asked for."""

    def layout(columns: int) -> list[Text]:
        return [
            Text(text[at : at + columns]) for text in texts for at in range(0, len(text), columns)
        ]

    return layout


def test_finished_rows_go_up_and_live_rows_are_painted_over() -> None:
    terminal = Terminal(20, 6)
    painter = Painter(terminal.console)
    terminal.write(painter.paint([], rows("one", "tw"), Text("status"), WIDE))
    assert terminal.lines == ["one", "tw", "status"]
    assert not terminal.cursor_is_shown
    terminal.write(painter.paint([rows("one", "two")], rows("three"), Text("status"), WIDE))
    assert terminal.lines == ["one", "two", "three", "status"]
    terminal.write(painter.leave([rows("three")], WIDE))
    assert terminal.lines == ["one", "two", "three"]
    assert terminal.cursor_is_shown


def test_the_status_row_never_moves_up() -> None:
    terminal = Terminal(20, 6)
    painter = Painter(terminal.console)
    terminal.write(painter.paint([], rows("one", "two", "three"), Text("status"), WIDE))
    terminal.write(painter.paint([], rows("one"), Text("status"), WIDE))
    assert terminal.lines == ["one", "", "", "status"]
    terminal.write(painter.paint([rows("one")], rows(), Text("status"), WIDE))
    assert terminal.lines == ["one", "", "", "status"]
    terminal.write(painter.paint([], rows("four", "five", "six"), Text("status"), WIDE))
    assert terminal.lines == ["one", "four", "five", "six", "status"]


def test_live_rows_that_do_not_fit_leave_the_screen_at_the_top() -> None:
    terminal = Terminal(20, 6)
    painter = Painter(terminal.console)
    for _ in range(3):
        terminal.write(painter.paint([], rows(*"abcdefgh"), Text("status"), WIDE))
        assert terminal.lines == [*"efgh", "status"]
    assert terminal.history == []


def test_long_finished_text_stays_in_the_scroll_back() -> None:
    terminal = Terminal(20, 6)
    painter = Painter(terminal.console)
    for text in "abcdefgh":
        terminal.write(painter.paint([], rows(text), Text("status"), WIDE))
        terminal.write(painter.paint([rows(text)], rows(), Text("status"), WIDE))
    terminal.write(painter.leave([], WIDE))
    assert "".join(terminal.history + terminal.lines) == "abcdefgh"


def test_another_width_lays_out_anew_what_is_on_the_screen() -> None:
    terminal = Terminal(20, 6)
    painter = Painter(terminal.console)
    terminal.write(painter.paint([rows("a" * 9)], rows("b"), Text("status"), WIDE))
    terminal.resize(10, 6)
    terminal.write(painter.paint([], rows("b"), Text("status"), NARROW))
    assert terminal.lines == ["a" * 9, "b", "status"]
    terminal.resize(20, 6)
    terminal.write(painter.paint([rows("b")], rows(), Text("status"), WIDE))
    assert terminal.lines == ["a" * 9, "b", "status"]
