"""Recordings on disk that runs of the program hear."""

import struct
import wave
from pathlib import Path

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from tests.fakes import talk


def write_wav(
    path: Path, samples: Samples, *, rate_hz: int = SAMPLE_RATE_HZ, channels: int = 1
) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        scaled = np.rint(np.repeat(samples, channels) * 32767)
        file.writeframes(scaled.astype("<i2").tobytes())
    return path


def write_talk(path: Path, duration_s: float = 12.0) -> Path:
    return write_wav(path, talk(duration_s))


def write_floats(path: Path, samples: Samples) -> Path:
    """A WAV of 32-bit floats, which may be anything, even no number."""
    data = samples.astype("<f4").tobytes()
    rate_hz = SAMPLE_RATE_HZ
    form = struct.pack("<HHIIHH", 3, 1, rate_hz, rate_hz * 4, 4, 32)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body = head + b"data" + struct.pack("<I", len(data)) + data
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)
    return path
