"""How long a recording really is: all of it is decoded, and nothing of it is kept.

A few kilobytes can decode to days of silence, and what a header says about the length may be a
lie, so that only decoding tells; it stops where the recording has become longer than wanted.
"""

from audio_io.byte_source import ByteSource
from audio_io.decoder import LENGTH_TOLERANCE_S
from audio_io.media import Media, open_media
from configs.errors import BadAudio

__all__ = ["TooLong", "measure"]

_MOST_VALUES_PER_S = 8 * 48_000
"""Eight channels at 48 kHz: more than that for each second asked for is not speech."""


class TooLong(BadAudio):
    """The recording lasts longer than `most_s` seconds."""

    def __init__(self, source: str, most_s: float) -> None:
        self.most_s = most_s
        super().__init__(source, f"lasts longer than the {most_s:g} s that are taken")


def measure(source: ByteSource, *, most_s: float) -> float:
    """Seconds of sound in a recording. Blocks.

    Raises `TooLong` as soon as it is known to be longer than `most_s`, and `BadAudio` where there
    is no sound in it or it breaks off before the length that its header promised.
    """
    media = open_media(source)
    try:
        if media.claimed_s is not None and media.claimed_s > most_s:
            raise TooLong(source.name, most_s)
        decoded_s, failure = _decoded_s(source.name, media, most_s)
        _judge(source.name, media, decoded_s, failure)
    finally:
        media.close()
    return decoded_s


def _decoded_s(name: str, media: Media, most_s: float) -> tuple[float, str]:
    """Seconds that could be decoded, and why no more could, if something went wrong."""
    import av

    decoded_s, values = 0.0, 0
    packets = media.container.demux(media.stream)
    while True:
        try:
            packet = next(packets, None)
        except (av.error.FFmpegError, OSError) as error:
            return decoded_s, str(error)
        if packet is None:
            return decoded_s, ""
        try:
            frames = packet.decode()
        except (av.error.FFmpegError, ValueError):
            continue  # left out, as it is when the recording is heard
        for frame in frames:
            decoded_s += frame.samples / frame.sample_rate
            values += frame.samples * len(frame.layout.channels)
        if decoded_s > most_s or values > most_s * _MOST_VALUES_PER_S:
            raise TooLong(name, most_s)


def _judge(name: str, media: Media, decoded_s: float, failure: str) -> None:
    if decoded_s == 0:
        raise BadAudio(name, "there is no sound in it that can be decoded")
    announced_s = media.announced_s
    if announced_s is not None and announced_s - decoded_s > LENGTH_TOLERANCE_S:
        problem = f"breaks off after {decoded_s:.1f} s; its header promised {announced_s:.1f} s"
        raise BadAudio(name, problem)
    if failure:
        raise BadAudio(name, f"breaks off after {decoded_s:.1f} s ({failure})")
