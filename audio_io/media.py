"""Opening a recording: which demuxer reads it, which of its streams is heard, how long it claims.

FFmpeg gets the bytes through a file object and no protocol to open anything else with, so that a
playlist, or any other file that names files and addresses, reaches none of them.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from audio_io.byte_source import ByteSource, PipeReader
from audio_io.raw_format import SAMPLE_RATES_HZ, RawFormat
from audio_io.wav_header import MAGIC, WavHeader, WavHeaderError, read_wav_header
from configs.errors import BadAudio

if TYPE_CHECKING:
    from av import AudioStream
    from av.container import InputContainer

__all__ = ["Media", "open_media"]

_CONTAINER_MAGICS = (b"fLaC", b"OggS", b"ID3\x02", b"ID3\x03", b"ID3\x04", b"\x1a\x45\xdf\xa3")
"""What FFmpeg can read from a pipe, beside WAV: FLAC, Ogg, MP3 with a title, Matroska/WebM."""
_PLAYLIST_MAGIC = b"#EXTM3U"
_EXACT_LENGTH = ("flac", "mov,mp4,m4a,3gp,3g2,mj2", "aiff", "w64", "caf", "au", "matroska,webm")
"""Formats that write their length down. The others' lengths are estimates from the size."""
_PIPE_BUFFER_BYTES = 1024
_FILE_BUFFER_BYTES = 32_768


@dataclass(frozen=True, slots=True, eq=False)
class Media:
    """An open recording."""

    container: "InputContainer"
    stream: "AudioStream"
    reader: "BinaryIO | PipeReader"
    announced_s: float | None
    """The length that the recording itself claims, where it claims one."""

    @property
    def claimed_s(self) -> float | None:
        """Like `announced_s`, but a claim that may be wrong by a little will do."""
        if self.announced_s is None and self.container.format.name == "ogg":
            return None if self.container.duration is None else self.container.duration / 1_000_000
        return self.announced_s

    def close(self) -> None:
        """Close the container and what it reads from."""
        self.container.close()
        self.reader.close()


@dataclass(frozen=True, slots=True)
class _Plan:
    demuxer: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    announced_s: float | None = None


def open_media(source: ByteSource, raw: RawFormat | None = None) -> Media:
    """Open a recording; `raw` says that it is PCM without a header. Raises `BadAudio`."""
    reader = source.open()
    try:
        plan = _plan(source, reader, raw)
        container = _open_container(source, reader, plan)
        try:
            stream = _audio_stream(source, container)
            announced_s = plan.announced_s or _announced_s(container, stream)
        except BaseException:
            container.close()
            raise
    except BaseException:
        reader.close()
        raise
    return Media(container, stream, reader, announced_s)


def _plan(source: ByteSource, reader: "BinaryIO | PipeReader", raw: RawFormat | None) -> _Plan:
    if raw is not None:
        return _Plan(raw.encoding, raw.demuxer_options)
    if isinstance(reader, PipeReader):
        return _plan_for_pipe(source.name, reader)
    if source.suffix == ".g722":
        return _Plan("g722")
    return _plan_for_file(source.name, reader)


def _plan_for_pipe(name: str, reader: PipeReader) -> _Plan:
    head = reader.read_exactly(4)
    reader.push_back(head)
    if not head:
        raise BadAudio(name, "is empty")
    if head in _CONTAINER_MAGICS:
        return _Plan()
    if head != MAGIC:
        raw = RawFormat()
        return _Plan(raw.encoding, raw.demuxer_options)
    try:
        header = read_wav_header(reader.read_exactly)
    except WavHeaderError as error:
        raise BadAudio(name, str(error)) from error
    _check(name, header.sample_rate_hz, header.channels)
    if header.encoding is None:
        raise BadAudio(name, "holds a compressed WAV, which can only be read from a file")
    if header.data_bytes is not None:
        reader.limit(header.data_bytes)
    raw = RawFormat(header.encoding, header.sample_rate_hz, header.channels)
    return _Plan(raw.encoding, raw.demuxer_options, _wav_length_s(header))


def _plan_for_file(name: str, reader: BinaryIO) -> _Plan:
    # FFmpeg would try for seconds to fetch what a playlist names, though it may not.
    if reader.read(len(_PLAYLIST_MAGIC)) == _PLAYLIST_MAGIC:
        raise BadAudio(name, "is a playlist; only sound in the file itself is read")
    reader.seek(0)
    try:
        header = read_wav_header(reader.read)
    except WavHeaderError:
        return _Plan()  # some other format, or a kind of WAV that FFmpeg may understand
    finally:
        reader.seek(0)
    _check(name, header.sample_rate_hz, header.channels)
    return _Plan("wav", {}, _wav_length_s(header))


def _wav_length_s(header: WavHeader) -> float | None:
    if header.data_bytes is None or not header.bytes_per_s:
        return None
    return header.data_bytes / header.bytes_per_s


def _open_container(
    source: ByteSource, reader: "BinaryIO | PipeReader", plan: _Plan
) -> "InputContainer":
    import av

    try:
        return av.open(
            reader,
            mode="r",
            format=plan.demuxer,
            container_options={**plan.options, **_allowed(source)},
            metadata_errors="replace",
            buffer_size=_PIPE_BUFFER_BYTES if source.live else _FILE_BUFFER_BYTES,
        )
    except PermissionError as error:
        problem = "names other files or addresses; only sound in the file itself is read"
        raise BadAudio(source.name, problem) from error
    except (av.error.FFmpegError, OSError, ValueError) as error:
        raise BadAudio(source.name, "is not a recording, or its beginning is damaged") from error


def _allowed(source: ByteSource) -> dict[str, str]:
    """What FFmpeg may use to read it."""
    # No protocol is called this: whatever a file names, nothing is allowed to open it.
    allowed = {"protocol_whitelist": "none"}
    if source.demuxers:
        allowed["format_whitelist"] = ",".join(source.demuxers)
    if source.decoders:
        allowed["codec_whitelist"] = ",".join(source.decoders)
    return allowed


def _audio_stream(source: ByteSource, container: "InputContainer") -> "AudioStream":
    name, streams = source.name, container.streams.audio
    if not streams:
        raise BadAudio(name, "has no sound track")
    stream = streams[0]
    if source.decoders and stream.codec_context.name not in source.decoders:
        raise BadAudio(name, f"its sound is in a format that is not taken: {stream.codec.name}")
    _check(name, stream.codec_context.sample_rate, stream.codec_context.channels)
    return stream


def _check(name: str, sample_rate_hz: int, channels: int) -> None:
    if sample_rate_hz not in SAMPLE_RATES_HZ:
        raise BadAudio(name, f"its header claims a sample rate of {sample_rate_hz} Hz")
    if not 1 <= channels <= 64:
        raise BadAudio(name, f"its header claims {channels} channels")


def _announced_s(container: "InputContainer", stream: "AudioStream") -> float | None:
    if container.format.name not in _EXACT_LENGTH:
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    # Matroska writes one length for all its streams: it is the sound's own only if that is alone.
    if container.duration is not None and len(container.streams) == 1:
        return container.duration / 1_000_000
    return None
