"""Where the bytes of a recording come from: a regular file, or standard input."""

import os
import select
import stat
import sys
import threading
from pathlib import Path
from typing import BinaryIO, Protocol

from configs.errors import BadAudio

__all__ = ["ByteSource", "LocalFile", "PipeReader", "StandardInput"]


class ByteSource(Protocol):
    """Something to read a recording from, by its own name."""

    @property
    def name(self) -> str:
        """For messages."""
        ...

    @property
    def suffix(self) -> str:
        """The end of the name, like `.wav`; empty where there is none."""
        ...

    @property
    def live(self) -> bool:
        """Bytes may come as they are made, and cannot be gone back to."""
        ...

    @property
    def demuxers(self) -> tuple[str, ...]:
        """FFmpeg's names of the formats that it may have; none named: any."""
        ...

    @property
    def decoders(self) -> tuple[str, ...]:
        """FFmpeg's names of the codecs that may read it; none named: any."""
        ...

    def open(self) -> "BinaryIO | PipeReader":
        """Open it for reading. Raises `BadAudio`."""
        ...

    def interrupt(self) -> None:
        """From any thread: do not let a reader wait for bytes any more."""
        ...


class LocalFile:
    """A regular file; nothing else, and never an address."""

    live = False
    demuxers: tuple[str, ...] = ()
    decoders: tuple[str, ...] = ()

    def __init__(self, path: str) -> None:
        self.name = path
        self.suffix = Path(path).suffix.lower()

    def open(self) -> BinaryIO:
        """Open the file. Raises `BadAudio` when it is no readable regular file with content."""
        try:
            # Looked at before it is opened: opening a named pipe would wait for its writer.
            status = os.stat(self.name)
            self._check(status)
            return open(self.name, "rb")
        except (OSError, ValueError) as error:
            problem = getattr(error, "strerror", None) or str(error)
            raise BadAudio(self.name, problem[:1].lower() + problem[1:]) from error

    def interrupt(self) -> None:
        """A file never lets a reader wait."""

    def _check(self, status: os.stat_result) -> None:
        if stat.S_ISDIR(status.st_mode):
            raise BadAudio(self.name, "is a directory, not a recording")
        if not stat.S_ISREG(status.st_mode):
            raise BadAudio(self.name, "is not a regular file; feed a pipe to standard input: -")
        if status.st_size == 0:
            raise BadAudio(self.name, "the file is empty")


class StandardInput:
    """Standard input, or another open file descriptor, which stays open."""

    name = "standard input"
    suffix = ""
    live = True
    demuxers: tuple[str, ...] = ()
    decoders: tuple[str, ...] = ()

    def __init__(self, fd: int | None = None) -> None:
        self._fd = fd
        self._reader: PipeReader | None = None
        self._interrupted = False

    def open(self) -> "PipeReader":
        """Begin to read. Raises `BadAudio` when standard input is closed."""
        try:
            self._reader = PipeReader(sys.stdin.fileno() if self._fd is None else self._fd)
        except (AttributeError, OSError, ValueError) as error:
            raise BadAudio(self.name, "is closed") from error
        if self._interrupted:
            self._reader.interrupt()
        return self._reader

    def interrupt(self) -> None:
        """End the input now; a read that waits comes back empty."""
        self._interrupted = True
        if self._reader is not None:
            self._reader.interrupt()


class PipeReader:
    """Reads what is there without waiting for more, and can be woken while it waits."""

    def __init__(self, fd: int) -> None:
        os.fstat(fd)
        self._fd = fd
        self._pushed_back = b""
        self._left: int | None = None
        self._closed = False
        self._wake_lock = threading.Lock()
        self._wake_read, self._wake_write = os.pipe()

    def read(self, count: int) -> bytes:
        """Up to `count` bytes, at least one; nothing at the end or after `interrupt`."""
        if self._left is not None:
            count = min(count, self._left)
        if count <= 0:
            return b""
        found, self._pushed_back = self._pushed_back[:count], self._pushed_back[count:]
        if not found and self._wait():
            found = os.read(self._fd, count)
        if self._left is not None:
            self._left -= len(found)
        return found

    def read_exactly(self, count: int) -> bytes:
        """`count` bytes, fewer only at the end."""
        found = bytearray()
        while len(found) < count and (more := self.read(count - len(found))):
            found += more
        return bytes(found)

    def push_back(self, found: bytes) -> None:
        """Make the next read begin with these bytes."""
        self._pushed_back = found + self._pushed_back

    def limit(self, count: int) -> None:
        """End after this many bytes, whatever follows."""
        self._left = count

    def interrupt(self) -> None:
        """End the input now, from any thread; a read that waits comes back empty."""
        with self._wake_lock:
            if not self._closed:
                os.write(self._wake_write, b"\0")

    def close(self) -> None:
        """Free the means of waking; the descriptor itself belongs to who gave it."""
        with self._wake_lock:
            if not self._closed:
                self._closed = True
                os.close(self._wake_read)
                os.close(self._wake_write)

    def _wait(self) -> bool:
        ready, _, _ = select.select([self._fd, self._wake_read], [], [])
        return self._wake_read not in ready
