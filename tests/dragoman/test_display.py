import io

import pytest
from rich.console import Console

from configs.errors import OutputError
from dragoman.display import SHOWN_S, Display, is_broken_pipe
from streaming.events import Event, EventValue, Failed, Gap, SessionEnded, SessionStarted, Warned
from streaming.transcript import Transcript
from streaming.translation import Translation
from tests.clocks import Clock


@pytest.fixture(autouse=True)
def _eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the view paint whenever it is told something."""
    monkeypatch.setattr("captions.terminal._REFRESH_S", 0.0)
    monkeypatch.setattr("captions.terminal._RESIZED_S", 0.0)


class Stage:
    """A display, and what it writes."""

    def __init__(self, *, terminal: bool, is_live: bool = True) -> None:
        self.out, self.error = io.StringIO(), io.StringIO()
        self.clock = Clock(100.0)
        self.seq = 0
        self.display = Display(
            ["es"],
            Console(file=self.out, force_terminal=terminal, width=90, height=20, _environ={}),
            Console(file=self.error, width=90, _environ={}),
            is_live=is_live,
            now_s=self.clock,
        )

    def take(self, value: EventValue, *, media_s: float = 3.0, elapsed_s: float = 3.5) -> None:
        self.seq += 1
        self.display.take(Event(self.seq, "s", media_s, elapsed_s, value))


def transcript(text: str, *, is_final: bool = True) -> Transcript:
    return Transcript(1, 1, "en", text, "", (), 1.0, 2.5, is_final)


def translation(text: str) -> Translation:
    return Translation(1, 1, "en", "es", text, "", 1.0, 2.5, True)


def test_plain_lines_and_warnings_apart() -> None:
    stage = Stage(terminal=False)
    stage.take(SessionStarted("a", "en", ("es",), {"recognize": "ears"}))
    stage.take(transcript("hel", is_final=False))
    stage.take(transcript("hello"))
    stage.take(translation("hola"))
    stage.take(Warned("something\nodd"))
    stage.take(Gap(1.0, 2.0, "1.0 s were not heard"))
    stage.take(Failed("broken"))
    stage.take(SessionEnded("failed", 3.0))
    stage.display.close()
    assert stage.out.getvalue().splitlines() == ["[00:01.0] en  hello", "[00:01.0]   es  hola"]
    assert stage.error.getvalue().splitlines() == [
        "dragoman: something odd",
        "dragoman: 00:01.0: 1.0 s were not heard",
        "dragoman: broken",
    ]
    assert stage.display.failed


def test_a_live_view_keeps_warnings_for_the_end() -> None:
    stage = Stage(terminal=True)
    stage.take(SessionStarted("a", "en", ("es",), {"recognize": "ears", "translate es": "tongue"}))
    stage.clock.at_s += 1
    stage.take(transcript("hello"))
    stage.take(Warned("something odd"))
    stage.take(Warned("something odd"))
    stage.clock.at_s += 1
    stage.display.tick()
    shown = stage.out.getvalue()
    assert "hello" in shown
    assert "! something odd" in shown
    assert "lag 1.0 s" in shown
    assert "ears + tongue" in shown
    assert stage.error.getvalue() == ""
    stage.display.close()
    stage.display.close()
    assert stage.error.getvalue() == "dragoman: something odd\n"
    stage.display.warn("and after it")
    assert stage.error.getvalue().endswith("dragoman: and after it\n")


def test_a_warning_leaves_the_status_line_after_a_while() -> None:
    stage = Stage(terminal=True)
    stage.clock.at_s += 1
    stage.display.warn("something odd")
    stage.display.tick()
    stage.clock.at_s += SHOWN_S + 1
    before = len(stage.out.getvalue())
    stage.display.tick()
    assert "odd" not in stage.out.getvalue()[before:]
    stage.display.close()


def test_a_passing_remark_is_not_repeated() -> None:
    stage = Stage(terminal=True)
    stage.clock.at_s += 1
    stage.display.warn("one moment", is_passing=True)
    stage.display.tick()
    stage.display.close()
    assert "one moment" in stage.out.getvalue()
    assert stage.error.getvalue() == ""


def test_live_the_clock_goes_on_while_nothing_is_said() -> None:
    stage = Stage(terminal=True)
    stage.clock.at_s += 1
    stage.take(Warned("w"), media_s=3.0)
    stage.clock.at_s += 5
    stage.display.tick()
    assert "00:08.0" in stage.out.getvalue()
    stage.clock.at_s += 500
    stage.display.tick()
    assert "00:13.0" in stage.out.getvalue()
    stage.display.close()


def test_from_a_file_as_fast_as_can_be_there_is_no_lag() -> None:
    stage = Stage(terminal=True, is_live=False)
    stage.clock.at_s += 1
    stage.take(transcript("hello"), elapsed_s=60.0)
    stage.clock.at_s += 1
    stage.display.tick()
    assert "lag 0.0 s" in stage.out.getvalue()
    stage.display.close()


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError(32, "Broken pipe")


def test_a_reader_that_went_away() -> None:
    console = Console(file=Gone(), _environ={})
    display = Display([], console, Console(file=io.StringIO()), is_live=True, now_s=Clock(100.0))
    for _ in range(2):
        display.take(Event(1, "s", 1.0, 1.0, transcript("hello")))
    assert display.broken is not None
    assert is_broken_pipe(display.broken)
    display.close()


@pytest.mark.parametrize("cause", [None, OSError(5, "Input/output error")])
def test_another_failure_is_no_broken_pipe(cause: Exception | None) -> None:
    error = OutputError("the terminal", "x")
    error.__cause__ = cause
    assert not is_broken_pipe(error)
