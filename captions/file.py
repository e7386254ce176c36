"""A caption file that is whole and valid at every moment, however its program ends."""

import os
import stat
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from captions.cue import Cue
from captions.formats import CueFormat
from configs.errors import OutputError

__all__ = ["CueFile"]


class CueFile:
    """Appends cues to a file as they come; nothing waits in a buffer.

    Raises `OutputError` with the path where the file cannot be made or the disk is full; the file
    then ends with its last whole cue.
    """

    def __init__(self, path: Path, file_format: CueFormat, language: str) -> None:
        self._path = path
        self._format = file_format
        self._language = language
        self._settled_bytes = 0
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o666)
        except OSError as error:
            raise self._failure(error) from error
        if not stat.S_ISREG(os.fstat(self._descriptor).st_mode):
            self.close()
            raise OutputError(str(path), "not a regular file")
        self._begin()

    def write(self, finished: Sequence[Cue], held: Cue | None = None) -> None:
        """Append finished cues, then `held`: one whose end may still change.

        The next call replaces the held cue, so hand it in again, finished or held. A call that
        failed may be repeated.
        """
        blocks = [self._encoded(cue) for cue in finished]
        tail = [self._encoded(held)] if held is not None else []
        self._replace_tail([*blocks, *tail])
        self._settled_bytes += sum(map(len, blocks))

    def close(self) -> None:
        """Close the file; the held cue stays in it."""
        os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> None:
        head = self._format.header(self._language).encode()
        try:
            self._replace_tail([head])
        except OutputError:
            # A file without its header is no caption file.
            self.close()
            self._path.unlink(missing_ok=True)
            raise
        self._settled_bytes = len(head)

    def _encoded(self, cue: Cue) -> bytes:
        return self._format.block(cue, self._language).encode()

    def _replace_tail(self, blocks: Sequence[bytes]) -> None:
        """Put blocks where the settled part ends: one write over what was there, then a cut."""
        data = b"".join(blocks)
        done = 0
        try:
            while done < len(data):
                done += os.pwrite(self._descriptor, data[done:], self._settled_bytes + done)
            os.ftruncate(self._descriptor, self._settled_bytes + done)
        except OSError as error:
            self._cut_to_whole(blocks, done)
            raise self._failure(error) from error

    def _cut_to_whole(self, blocks: Sequence[bytes], written: int) -> None:
        whole = 0
        for block in blocks:
            if whole + len(block) > written:
                break
            whole += len(block)
        os.ftruncate(self._descriptor, self._settled_bytes + whole)

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(str(self._path), error.strerror or str(error))
