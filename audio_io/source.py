"""Where sound comes from: the Protocol of a source, and the one way to open one."""

from collections.abc import AsyncIterator
from typing import Protocol

from audio_io.byte_source import LocalFile, StandardInput
from audio_io.chunk import AudioChunk
from audio_io.clock import Clock, SystemClock
from audio_io.decoder import Decoder
from audio_io.file_source import FileSource
from audio_io.mic_source import MicSource
from audio_io.pace import Pace
from audio_io.portaudio import Inputs, PortAudioInputs
from audio_io.raw_format import RawFormat
from audio_io.source_event import SourceEvent, SourceEventKind
from configs.errors import BadAudio
from configs.schema import AudioConfig

__all__ = ["Pace", "RawFormat", "Source", "SourceEvent", "SourceEventKind", "open_source"]


class Source(Protocol):
    """Sound at 16 kHz mono, in order, with news about it in between.

    Chunks hold `audio.chunk_s` of sound; only the last one before the end, or before an event
    that says sound is missing, may be shorter. Apart from such an event each chunk starts where
    the one before it ended.
    """

    @property
    def name(self) -> str:
        """What a user calls it: the path, `standard input`, or the microphone's name."""
        ...

    def __aiter__(self) -> AsyncIterator[AudioChunk | SourceEvent]:
        """The source itself: it can be gone through once.

        Going through it raises `BadAudio` or `DeviceError` when there is nothing to hear at all.
        """
        ...

    def stop(self) -> None:
        """Take in no more; what was taken in is still handed out, then the iteration ends."""
        ...

    async def aclose(self) -> None:
        """Free the file or the device; the iteration is over."""
        ...


def open_source(
    spec: str,
    audio: AudioConfig,
    *,
    pace: Pace = "fast",
    raw: RawFormat | None = None,
    inputs: Inputs | None = None,
    clock: Clock | None = None,
) -> Source:
    """Open a file by its path, standard input by `-`, or a microphone by `mic[:name or index]`.

    `raw` says that the bytes are PCM without a header. A microphone sets its own pace; `inputs`
    opens it, PortAudio if nobody else does. Raises `BadAudio`, `DeviceError` or `MissingPart` for
    what can be seen to be wrong right away.
    """
    clock = clock or SystemClock()
    if not spec:
        raise BadAudio("SOURCE", "is empty; name a file, - for standard input, or mic")
    if spec == "mic" or spec.startswith("mic:"):
        device = spec.partition(":")[2]
        return MicSource(device, audio, inputs=inputs or PortAudioInputs(), clock=clock)
    if spec == "-":
        decoder = Decoder(StandardInput(), audio, raw=raw)
    else:
        decoder = Decoder(LocalFile(spec), audio, raw=raw)
        # A file answers at once, so that what is wrong with it is said before models load;
        # standard input may have nothing to read yet.
        decoder.open()
    return FileSource(decoder, pace=pace, clock=clock)
