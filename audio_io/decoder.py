"""A recording's bytes into chunks and news, blocking, a little at a time."""

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from audio_io.byte_source import ByteSource
from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk
from audio_io.chunker import Chunker
from audio_io.media import Media, open_media
from audio_io.mono import clean, to_float, to_mono
from audio_io.raw_format import RawFormat
from audio_io.resample import Resampler
from audio_io.source_event import SourceEvent
from configs.errors import BadAudio
from configs.schema import AudioConfig

if TYPE_CHECKING:
    from av import AudioFrame

__all__ = ["LENGTH_TOLERANCE_S", "Decoder"]

_BATCH_S = 0.25
"""How much of a file is decoded at once: large beside the cost of changing threads."""
LENGTH_TOLERANCE_S = 0.25
"""Codecs pad their beginning and end by less than this."""

_Item = AudioChunk | SourceEvent


class Decoder:
    """Decodes one recording. Any thread may call, one at a time; `interrupt` at any time."""

    def __init__(
        self, source: ByteSource, audio: AudioConfig, *, raw: RawFormat | None = None
    ) -> None:
        self.name = source.name
        self._source = source
        self._raw = raw
        self._channel = audio.channel
        chunk_samples = round(audio.chunk_s * SAMPLE_RATE_HZ)
        self._batch = 1 if source.live else max(1, round(_BATCH_S / audio.chunk_s))
        self._chunker = Chunker(chunk_samples)
        self._rate_hz = SAMPLE_RATE_HZ
        self._resampler = Resampler(self._rate_hz, SAMPLE_RATE_HZ)
        self._decoded_s = 0.0
        self._reported: set[str] = set()
        self._failure = ""
        self._interrupted = False
        self._media: Media | None = None
        self._items: Iterator[_Item] = self._decode()

    def open(self) -> None:
        """Look at the recording's beginning. Raises `BadAudio`."""
        if self._media is None:
            self._media = open_media(self._source, self._raw)

    def read(self) -> list[_Item]:
        """The next few chunks and events in order; an empty list at the end.

        Raises `BadAudio` when there was no sound at all.
        """
        return list(islice(self._items, self._batch))

    def interrupt(self) -> None:
        """Read no more; what has been read still comes."""
        self._interrupted = True
        self._source.interrupt()

    def close(self) -> None:
        """Close the recording; nothing comes after."""
        self._items = iter(())
        if self._media is not None:
            self._media.close()
            self._media = None

    def _decode(self) -> Iterator[_Item]:
        try:
            self.open()
        except BadAudio:
            if self._interrupted:  # it may only look bad because nothing came before the end
                return
            raise
        for frame in self._frames():
            if isinstance(frame, SourceEvent):
                yield frame
            else:
                yield from self._take(frame)
        yield from self._chunker.push(self._resampler.finish())
        yield from self._chunker.finish()
        if not self._interrupted:
            yield from self._judge_the_end()

    def _frames(self) -> "Iterator[AudioFrame | SourceEvent]":
        import av

        media = self._media
        if media is None:
            return
        packets = media.container.demux(media.stream)
        # A live input has ended for FFmpeg too by then, which gives what it still holds.
        while self._source.live or not self._interrupted:
            try:
                packet = next(packets, None)
            except (av.error.FFmpegError, OSError) as error:
                self._failure = str(error)
                return
            if packet is None:
                return
            try:
                yield from packet.decode()
            except (av.error.FFmpegError, ValueError):
                yield from self._damaged("some of it cannot be decoded and is left out")

    def _take(self, frame: "AudioFrame") -> Iterator[_Item]:
        if frame.sample_rate != self._rate_hz:
            yield from self._chunker.push(self._resampler.finish())
            self._rate_hz = frame.sample_rate
            self._resampler = Resampler(self._rate_hz, SAMPLE_RATE_HZ)
        samples, bad = clean(to_mono(_planes(frame), self._channel))
        self._decoded_s += len(samples) / self._rate_hz
        yield from self._chunker.push(self._resampler.push(samples))
        if bad:
            yield from self._damaged("some samples are not numbers and are taken as silence")

    def _damaged(self, what: str) -> Iterator[SourceEvent]:
        if what not in self._reported:  # once is enough: damage tends to come in thousands
            self._reported.add(what)
            at_s = self._chunker.end_s
            yield SourceEvent("damaged", f"{self.name}: {what}", at_s, at_s)

    def _judge_the_end(self) -> Iterator[SourceEvent]:
        if self._decoded_s == 0:
            raise BadAudio(self.name, "there is no sound in it that can be decoded")
        end_s = self._chunker.end_s
        announced_s = self._media.announced_s if self._media is not None else None
        heard = f"{self.name}: it breaks off after {self._decoded_s:.1f} s"
        if announced_s is not None and announced_s - self._decoded_s > LENGTH_TOLERANCE_S:
            message = f"{heard}; its header promised {announced_s:.1f} s"
            yield SourceEvent("truncated", message, end_s, announced_s)
        elif self._failure:
            yield SourceEvent("truncated", f"{heard} ({self._failure})", end_s, end_s)


def _planes(frame: "AudioFrame") -> Any:
    """float32[channels, n] of a frame, whose samples may be interleaved."""
    values = to_float(frame.to_ndarray())
    if frame.format.is_planar:
        return values
    return values.reshape(-1, len(frame.layout.channels)).T
