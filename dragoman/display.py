"""A session on the screen: what was said and translated, how far behind it is, what went wrong."""

import errno
import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from rich.console import Console

from captions.board import LiveText, Status
from captions.terminal import PlainView, open_view
from captions.timestamps import short_stamp
from configs.errors import OutputError
from streaming.events import Event, Failed, Gap, SessionEnded, SessionStarted, Warned
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["Display", "forget_standard_output", "is_broken_pipe"]

SHOWN_S = 10.0
"""How long a warning stays in the status line."""
KEPT_WARNINGS = 50
UNHEARD_S = 10.0
"""How long the clock goes on without an event: then the sound has stopped, too."""


class Display:
    """Shows events on standard output, and warnings on standard error.

    A live view shows a warning in its status line, and all of them once more when it is closed.
    When standard output is gone, `broken` is its error and nothing is shown any more.
    """

    def __init__(
        self,
        targets: Sequence[str],
        out: Console,
        error: Console,
        *,
        is_live: bool,
        now_s: Callable[[], float],
    ) -> None:
        self.broken: OutputError | None = None
        self.failed = False
        self._error = error
        self._is_live = is_live
        self._now_s = now_s
        self._view = open_view(targets, out)
        self._waits = not isinstance(self._view, PlainView)
        self._closed = False
        self._engines: tuple[str, ...] = ()
        self._media_s = 0.0
        self._media_at_s: float | None = None
        self._lag_s = 0.0
        self._warnings: deque[str] = deque(maxlen=KEPT_WARNINGS)
        self._warning = ""
        self._warned_s = float("-inf")

    def take(self, event: Event) -> None:
        """Show what the event says."""
        value = event.value
        if event.media_s > self._media_s:
            self._media_s, self._media_at_s = event.media_s, self._now_s()
        match value:
            case Transcript() | Translation():
                self._show(event, value)
            case SessionStarted():
                self._engines = tuple(dict.fromkeys(value.engines.values()))
            case Gap():
                self.warn(f"{short_stamp(value.start_s)}: {value.reason}")
            case Warned():
                self.warn(value.message)
            case Failed():
                self.failed = True
                self.warn(value.message)
            case SessionEnded():
                self._media_at_s = None
        self.tick()

    def warn(self, message: str, *, is_passing: bool = False) -> None:
        """Tell what went wrong; `is_passing`: it need not be said once more at the end.

        Any thread may call.
        """
        line = " ".join(message.split())
        if not self._waits or self._closed:
            self._say(line)
            return
        self._warning, self._warned_s = line, self._now_s()
        if not is_passing and line not in self._warnings:
            self._warnings.append(line)

    def tick(self) -> None:
        """Bring the screen up to date; to be called about ten times a second."""
        is_fresh = self._now_s() - self._warned_s < SHOWN_S
        warning = self._warning if is_fresh else ""
        status = Status(self._heard_s(), self._lag_s, self._engines, warning)
        self._safely(lambda: self._view.status(status))
        self._safely(self._view.tick)

    def close(self) -> None:
        """Leave the terminal as it was, and say once more what went wrong."""
        if self._closed:
            return
        self._closed = True
        self._safely(self._view.close)
        for line in self._warnings:
            self._say(line)

    def _show(self, event: Event, text: Transcript | Translation) -> None:
        is_translation = isinstance(text, Translation)
        if self._is_live and not is_translation:
            self._lag_s = max(0.0, event.elapsed_s - text.end_s)
        shown = LiveText(
            segment=text.segment_id,
            language=text.target if isinstance(text, Translation) else text.language,
            stable=text.stable,
            unstable=text.unstable,
            is_final=text.is_final,
            start_s=text.start_s,
            is_translation=is_translation,
        )
        self._safely(lambda: self._view.show(shown))

    def _heard_s(self) -> float:
        """Whole seconds of sound; live, they go on for a while when nothing is said."""
        since_s = 0.0
        if self._is_live and self._media_at_s is not None:
            since_s = min(self._now_s() - self._media_at_s, UNHEARD_S)
        return float(int(self._media_s + since_s))

    def _say(self, line: str) -> None:
        with suppress(OSError):
            self._error.print(f"dragoman: {line}", markup=False, highlight=False, soft_wrap=True)

    def _safely(self, show: Callable[[], None]) -> None:
        if self.broken is not None:
            return
        try:
            show()
        except OutputError as error:
            self.broken = error
            if is_broken_pipe(error):
                forget_standard_output()


def is_broken_pipe(error: OutputError) -> bool:
    """Whether the reader of standard output has gone, which is no mistake."""
    return isinstance(error.__cause__, OSError) and error.__cause__.errno == errno.EPIPE


def forget_standard_output() -> None:
    """What is still in its buffer goes nowhere, instead of failing once more at the exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
