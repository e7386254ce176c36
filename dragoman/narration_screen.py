"""A narration on the screen: a line for each thing that is said."""

import threading

from rich.console import Console
from rich.text import Text

from captions.text import clean
from captions.timestamps import short_stamp
from configs.errors import OutputError
from dragoman.display import forget_standard_output, is_broken_pipe
from streaming.events import Event, Failed, SceneDescription, Warned

__all__ = ["NarrationScreen"]

_STYLES = {"hazard": "bold red", "answer": "bold"}


class NarrationScreen:
    """Lines on standard output, and what goes wrong on standard error.

    When standard output is gone, `broken` is its error and nothing is shown any more.
    """

    def __init__(self, out: Console, error: Console) -> None:
        self.broken: OutputError | None = None
        self.failed = False
        self._out = out
        self._error = error
        self._lock = threading.Lock()

    def take(self, event: Event) -> None:
        """Show what the event says."""
        match event.value:
            case SceneDescription(state="started") as scene:
                self._show(scene)
            case Warned() as warned:
                self.warn(warned.message)
            case Failed() as failed:
                self.failed = True
                self.warn(failed.message)

    def warn(self, message: str) -> None:
        """Tell what went wrong. Any thread may call."""
        line = f"dragoman: {' '.join(message.split())}"
        with self._lock:
            try:
                self._error.print(line, markup=False, highlight=False, soft_wrap=True)
            except OSError:
                return

    def _show(self, scene: SceneDescription) -> None:
        if self.broken is not None:
            return
        line = Text(f"[{short_stamp(scene.at_s)}] ")
        line.append(clean(scene.text), _STYLES.get(scene.priority, ""))
        # Written here, because the console itself ends the program when a pipe is broken.
        with self._out.capture() as made:
            self._out.print(line, soft_wrap=True)
        try:
            self._out.file.write(made.get())
            self._out.file.flush()
        except OSError as error:
            self.broken = OutputError("the terminal", error.strerror or str(error))
            self.broken.__cause__ = error
            if is_broken_pipe(self.broken):
                forget_standard_output()
