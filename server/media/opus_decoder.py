"""Opus packets to sound, and what is to be heard where one is missing."""

import av
import numpy as np
from av import CodecContext, Packet

from audio_io.chunk import Samples
from audio_io.mono import to_float
from server.media.opus_packet import LONGEST_SAMPLES, OPUS_HZ, concealment, opus_samples

__all__ = ["OpusDecoder"]

CONCEALED_SAMPLES = OPUS_HZ * 100 // 1000
"""The decoder's guess fades within 100 ms; after that there is silence."""


class OpusDecoder:
    """One stream's decoder: mono float32 at 48 kHz.

    A packet that cannot be decoded is concealed like a lost one; nothing that a sender puts into
    a packet stops it. PyAV does not give access to the copy of a lost packet that the next one
    may carry (in-band FEC), so losses are concealed from the sound before.
    """

    def __init__(self) -> None:
        codec = CodecContext.create("libopus", "r")
        assert isinstance(codec, av.AudioCodecContext)
        codec.layout = "mono"
        codec.sample_rate = OPUS_HZ
        self._codec = codec
        self._toc: int | None = None
        """First byte of the last packet that was decoded; None: there is nothing to go on."""

    def decode(self, payload: bytes) -> Samples:
        """The sound of a packet, as long as `opus_samples` says: float32[n]."""
        length = opus_samples(payload)
        if length is None:
            raise ValueError("this cannot be an Opus packet; opus_samples tells")
        decoded = self._decode(payload)
        if decoded is None:
            return self.conceal(length)
        self._toc = payload[0]
        return _fit(decoded, length)

    def conceal(self, samples: int) -> Samples:
        """What to hear for so many samples that are missing: float32[samples]."""
        heard = np.zeros(samples, np.float32)
        if self._toc is None:
            return heard
        packet, frame = concealment(self._toc)
        for start in range(0, min(samples, CONCEALED_SAMPLES), frame):
            guess = self._decode(packet)
            if guess is None:
                break
            heard[start : start + frame] = guess[: samples - start]
        self._fade_out(heard)
        if samples > CONCEALED_SAMPLES:
            self._toc = None
        return heard

    @staticmethod
    def _fade_out(heard: Samples) -> None:
        if len(heard) > CONCEALED_SAMPLES:
            half = CONCEALED_SAMPLES // 2
            heard[half : 2 * half] *= np.linspace(1, 0, half, dtype=np.float32)
            heard[2 * half :] = 0.0

    def _decode(self, payload: bytes) -> Samples | None:
        try:
            frames = self._codec.decode(Packet(payload))
        except av.FFmpegError:
            return None
        if not frames:
            return None
        pieces = [to_float(frame.to_ndarray()).reshape(-1) for frame in frames]
        return np.concatenate(pieces)[:LONGEST_SAMPLES]


def _fit(samples: Samples, length: int) -> Samples:
    if len(samples) >= length:
        return samples[:length]
    return np.concatenate([samples, np.zeros(length - len(samples), np.float32)])
