"""What a session leaves in a folder: its events, its captions, and the speech that was made.

Every file is whole after each write, so that it can be read whatever happens later.
"""

import os
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from audio_io.wav_sink import WavSink
from captions.cue import SOURCE_TRACK, Caption
from configs.errors import OutputError
from dragoman.caption_files import CaptionFiles
from dragoman.job import AUTO
from streaming.events import Event
from streaming.speech import SpokenAudio

__all__ = ["EventFile", "Outputs", "check_folder"]


def check_folder(folder: Path) -> None:
    """Make the folder, and see that files can be written there. Raises `OutputError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"\0")
    except FileExistsError as error:
        raise OutputError(str(folder), "it is a file; name a folder") from error
    except OSError as error:
        raise OutputError(str(folder), error.strerror or str(error)) from error


class EventFile:
    """Events as JSON lines. Raises `OutputError`; the file then ends with its last whole line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size_bytes = 0
        try:
            self._fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        except OSError as error:
            raise self._failure(error) from error

    def write(self, event: Event) -> None:
        """Append an event; it is with the operating system when this returns."""
        line = f"{event.to_json()}\n".encode()
        done = 0
        try:
            while done < len(line):
                done += os.pwrite(self._fd, line[done:], self._size_bytes + done)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._fd, self._size_bytes)
            raise self._failure(error) from error
        self._size_bytes += len(line)

    def close(self) -> None:
        """Close the file."""
        os.close(self._fd)

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(str(self._path), error.strerror or str(error))


class Outputs:
    """The files of a session. One that cannot be written is given up, and the others go on."""

    def __init__(
        self,
        folder: Path,
        source_language: str,
        targets: Sequence[str],
        *,
        speech_rate_hz: int | None = None,
    ) -> None:
        """`speech_rate_hz` is the rate of speech in the first target; None for no speech.

        Raises `OutputError` for a file that cannot be made.
        """
        self.folder = folder
        self.failures: list[OutputError] = []
        self._events = EventFile(folder / "events.jsonl")
        source = None if source_language == AUTO else source_language
        self._captions = {SOURCE_TRACK: CaptionFiles(folder, source, taken=targets)}
        self._captions |= {target: CaptionFiles(folder, target) for target in targets}
        self._speech: WavSink | None = None
        if speech_rate_hz is not None:
            self._speech = WavSink(folder / f"speech.{targets[0]}.wav", speech_rate_hz)
        self._given_up: set[str] = set()

    def take(self, event: Event) -> None:
        """Write what the event says."""
        self._try("folder", self._see_folder)
        self._try("events", lambda: self._events.write(event))
        value = event.value
        if isinstance(value, Caption):
            files = self._captions[value.track]
            self._try(value.track, lambda: files.take(value))

    def speak(self, spoken: SpokenAudio) -> None:
        """Place speech on the time line."""
        speech, chunk = self._speech, spoken.chunk
        if speech is not None:
            self._try("speech", lambda: speech.place(chunk.start_s, chunk.samples))

    async def close(self) -> None:
        """Close the files."""
        self._events.close()
        for files in self._captions.values():
            files.close()
        if self._speech is not None:
            await self._speech.close()

    @property
    def names(self) -> tuple[str, ...]:
        """The files, as they are called now; none where the folder is gone."""
        if not self.folder.is_dir():
            return ()
        names = ["events.jsonl", *(files.names for files in self._captions.values())]
        return (*names, self._speech.path.name) if self._speech else tuple(names)

    def _see_folder(self) -> None:
        """Files that were deleted can still be written, to nobody's use."""
        if not self.folder.is_dir():
            raise OutputError(str(self.folder), "it is gone, with all that was written there")

    def _try(self, what: str, write: Callable[[], object]) -> None:
        if what in self._given_up:
            return
        try:
            write()
        except OutputError as error:
            self._given_up.add(what)
            self.failures.append(error)
