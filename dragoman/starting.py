"""What every command begins with: lines for the user, and an end by Ctrl-C while engines open."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from rich.console import Console

from configs.schema import Config
from dragoman.machine import suggest_profile
from dragoman.performance import SIGNALLED, SIGNALS
from dragoman.pulling import PullDisplay
from model_store.progress import Progress
from model_store.store import open_store
from translators.recognizer import Say

__all__ = ["Lines", "chosen_settings", "endable"]


class Warns(Protocol):
    """A display that shows warnings in a way of its own."""

    def warn(self, message: str) -> None:
        """Show a line; from any thread."""
        ...


class Task(Protocol):
    """What a command was asked to do, as far as its settings go."""

    @property
    def offline(self) -> bool:
        """Whether nothing may be fetched."""
        ...

    def settings(self, profile: str | None = None) -> Config:
        """The settings under a profile. Raises `ConfigError`."""
        ...


class Lines:
    """Lines for the user: on standard error, and through the display once there is one."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.pulling = PullDisplay(self.console)
        self.display: Warns | None = None

    def say(self, line: str) -> None:
        """From any thread."""
        if self.display is None:
            self.console.print(f"dragoman: {line}", markup=False, highlight=False, soft_wrap=True)
        else:
            self.display.warn(line)

    def report(self, progress: Progress) -> None:
        """What the model store tells: bars at first, one line for a model that is needed later."""
        if self.display is None:
            self.pulling.report(progress)
        elif progress.source and not progress.done_bytes:
            self.display.warn(f"fetching {progress.model} from {progress.source}")


def chosen_settings(task: Task) -> tuple[Config, str]:
    """The settings, with `auto` replaced by a profile, and why this one."""
    config = task.settings()
    if config.profile != "auto":
        return config, f"profile {config.profile}"
    choice = suggest_profile(open_store(config.models, offline=True))
    return task.settings(choice.profile), choice.reason


@contextmanager
def endable(say: Say) -> Iterator[Callable[[], None]]:
    """While engines are opened, Ctrl-C and SIGTERM end the program, and free what was begun.

    Libraries that are being imported turn such an end into errors of their own, or swallow it: so
    the block calls what it is given when it is done.
    """
    received: list[int] = []

    def leave() -> None:
        if received:
            raise SystemExit(SIGNALLED + received[0])

    def on_signal(number: int, frame: FrameType | None) -> None:
        received.append(number)
        leave()

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield leave
    except BaseException:
        if received:
            say("stopped")
        leave()
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
