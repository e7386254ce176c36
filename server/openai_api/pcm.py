"""Samples as they come over a socket."""

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import Samples
from audio_io.mono import to_float

__all__ = ["G711_HZ", "PcmReader"]

G711_HZ = 8_000


def _mu_law() -> NDArray[np.int16]:
    """The 256 samples of G.711 µ-law."""
    code = ~np.arange(256, dtype=np.int32) & 0xFF
    size = (((code & 0x0F) << 3) + 0x84) << ((code & 0x70) >> 4)
    return np.where(code & 0x80, 0x84 - size, size - 0x84).astype(np.int16)


def _a_law() -> NDArray[np.int16]:
    """The 256 samples of G.711 A-law."""
    code = np.arange(256, dtype=np.int32) ^ 0x55
    exponent, mantissa = (code & 0x70) >> 4, (code & 0x0F) << 4
    size = np.where(exponent == 0, mantissa + 8, (mantissa + 0x108) << np.maximum(exponent - 1, 0))
    return np.where(code & 0x80, size, -size).astype(np.int16)


class PcmReader:
    """Bytes into samples; half a sample at the end waits for its other half."""

    def __init__(self, kind: str, rate_hz: int) -> None:
        """`kind` is audio/pcm (16 bits, little-endian), audio/pcmu or audio/pcma (8 kHz)."""
        self._table = {"audio/pcmu": _mu_law, "audio/pcma": _a_law}.get(kind, lambda: None)()
        self.sample_rate_hz = rate_hz if self._table is None else G711_HZ
        self._half = b""

    def samples(self, content: bytes) -> Samples:
        """Float32[n] of the bytes."""
        if self._table is not None:
            return to_float(self._table[np.frombuffer(content, np.uint8)])
        content = self._half + content
        whole = len(content) // 2 * 2
        self._half = content[whole:]
        return to_float(np.frombuffer(content[:whole], "<i2"))
