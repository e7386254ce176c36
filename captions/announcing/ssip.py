"""SSIP, the language of Speech Dispatcher: lines to send, and what comes back.

Sans-I/O: bytes come in, replies and events come out. Speech Dispatcher's own client for Python is
in no package index, only in Debian, and has threads of its own; this is all that is needed.
"""

from dataclasses import dataclass
from enum import Enum

from captions.announcing.announcement import Priority
from configs.errors import OutputError

__all__ = ["PRIORITIES", "Reply", "SpeechEvent", "SsipReader", "command", "text_block"]

_LONGEST_LINE = 8192
_EVENTS_FROM, _EVENTS_TO = 700, 799
_BAD_FROM = 300

PRIORITIES = {
    Priority.HAZARD: "important",
    Priority.ANSWER: "message",
    Priority.NEW: "text",
    Priority.DETAIL: "notification",
}
"""`important` is never cut off and silences what is being said, `message` waits its turn, the
newest `text` wins, and a `notification` is only heard when nobody else speaks."""


class SpeechEvent(Enum):
    """What became of a message."""

    BEGIN = 701
    END = 702
    CANCELED = 703


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a command, or news of a message."""

    code: int
    lines: tuple[str, ...]
    """All lines; the last one is for people."""

    @property
    def is_event(self) -> bool:
        """Nobody asked: it is news."""
        return _EVENTS_FROM <= self.code <= _EVENTS_TO

    @property
    def is_error(self) -> bool:
        """The command was refused."""
        return self.code >= _BAD_FROM and not self.is_event

    @property
    def message_id(self) -> str:
        """The number of the message that it is about; empty if it is about none."""
        return self.lines[0] if len(self.lines) > 1 else ""


class SsipReader:
    """Puts replies together from the bytes of a connection."""

    def __init__(self) -> None:
        self._pending = b""
        self._lines: list[str] = []

    def feed(self, data: bytes) -> tuple[Reply, ...]:
        """The replies that are whole with these bytes. Raises `OutputError` for anything else."""
        *lines, self._pending = (self._pending + data).split(b"\n")
        if len(self._pending) > _LONGEST_LINE:
            raise OutputError("speech-dispatcher", "its answer has no end")
        found = []
        for line in lines:
            reply = self._take(line.decode("utf-8", "replace").rstrip("\r"))
            if reply is not None:
                found.append(reply)
        return tuple(found)

    def _take(self, line: str) -> Reply | None:
        code, mark, text = line[:3], line[3:4], line[4:]
        if not code.isdigit() or mark not in ("-", " ", ""):
            raise OutputError("speech-dispatcher", f"it answers in another language: {line[:60]!r}")
        self._lines.append(text)
        if mark == "-":
            return None
        lines, self._lines = tuple(self._lines), []
        return Reply(int(code), lines)


def command(*words: str) -> bytes:
    """A command's line."""
    return (" ".join(words) + "\r\n").encode()


def text_block(text: str) -> bytes:
    """A text after `SPEAK`, with its end; lines that begin with a dot get another one."""
    lines = text.replace("\0", " ").splitlines() or [""]
    stuffed = (f".{line}" if line.startswith(".") else line for line in lines)
    return ("\r\n".join(stuffed) + "\r\n.\r\n").encode()
