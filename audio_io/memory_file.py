"""A recording that somebody sent: its bytes are in memory, and it is not to be trusted."""

import io
from functools import cache
from typing import BinaryIO

from configs.errors import BadAudio

__all__ = ["MemoryFile"]

_DEMUXERS = (
    *("wav", "w64", "aiff", "au", "caf", "flac", "ogg", "mp3", "aac", "amr", "mpeg", "mpegts"),
    *("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm"),
)
"""Containers of sound. What names other files (playlists, lists of parts) is not among them."""
_CODECS = (
    *("aac", "aac_latm", "alac", "amrnb", "amrwb", "flac", "libopencore_amrnb"),
    *("libopencore_amrwb", "libopus", "libvorbis", "mp2", "mp2float", "mp3", "mp3float", "opus"),
    *("vorbis", "gsm", "gsm_ms", "adpcm_ms", "adpcm_ima_wav", "adpcm_g722", "adpcm_g726", "ac3"),
)


class MemoryFile:
    """The bytes of a recording. No name or address that comes with it is ever opened."""

    suffix = ""
    """Nothing is believed about the format; its bytes tell it."""
    live = False
    demuxers = _DEMUXERS

    def __init__(self, content: bytes, name: str = "the recording") -> None:
        self.name = name
        self.decoders = _decoders()
        self._content = content

    def open(self) -> BinaryIO:
        """Begin to read. Raises `BadAudio` where there is nothing."""
        if not self._content:
            raise BadAudio(self.name, "is empty")
        return io.BytesIO(self._content)

    def interrupt(self) -> None:
        """Memory never lets a reader wait."""


@cache
def _decoders() -> tuple[str, ...]:
    """Codecs of sound: pictures in a recording are not even looked at."""
    import av

    return (*_CODECS, *sorted(name for name in av.codecs_available if name.startswith("pcm_")))
