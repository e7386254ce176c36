"""Recordings as samples, and where in them somebody speaks."""

from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio_io.byte_source import LocalFile
from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples
from audio_io.decoder import Decoder
from audio_io.wav_sink import WavSink
from configs.schema import AudioConfig

__all__ = ["read_samples", "silence", "speech_spans", "trim", "with_noise", "write_wav"]

FRAME_S = 0.01
LOUD_PERCENTILE = 95
QUIET_PERCENTILE = 1
SPEECH_RANGE_DB = 40.0
"""Speech is no quieter than this below the recording's loud parts."""
ABOVE_NOISE_DB = 8.0
"""... and at least this much louder than its quietest moments."""
LEAST_RANGE_DB = 25.0
"""A recording without a quiet moment would otherwise be all noise."""
LEAST_SPEECH_S = 0.03
"""What is shorter is a click."""
_SILENCE = 1e-6


def read_samples(path: Path) -> Samples:
    """A whole recording: float32[n] at 16 kHz. Raises `BadAudio`."""
    decoder = Decoder(LocalFile(str(path)), AudioConfig())
    pieces: list[Samples] = []
    try:
        while items := decoder.read():
            pieces.extend(item.samples for item in items if isinstance(item, AudioChunk))
    finally:
        decoder.close()
    return np.concatenate(pieces)


def write_wav(path: Path, samples: Samples) -> None:
    """Write float32[n] at 16 kHz. Raises `OutputError`."""
    WavSink(path, SAMPLE_RATE_HZ).place(0.0, samples)


def silence(seconds: float) -> Samples:
    """Nothing for so long: float32[n] at 16 kHz."""
    return np.zeros(round(seconds * SAMPLE_RATE_HZ), dtype=np.float32)


def speech_spans(samples: Samples, *, pause_s: float) -> tuple[tuple[float, float], ...]:
    """Start and end of each stretch of speech; silence shorter than `pause_s` does not end one.

    By loudness alone, so that it knows nothing of the voice detector that is measured. Made for
    recordings without noise.
    """
    loud = _loud_frames(samples)
    turns = np.flatnonzero(np.diff(np.concatenate([[0], loud, [0]])))
    runs = [(int(a), int(b)) for a, b in zip(turns[::2], turns[1::2], strict=True)]
    runs = [run for run in runs if (run[1] - run[0]) * FRAME_S >= LEAST_SPEECH_S]
    if not runs:
        return ()
    breaks = [i for i, (a, b) in enumerate(pairwise(runs)) if (b[0] - a[1]) * FRAME_S >= pause_s]
    firsts, lasts = [0, *(i + 1 for i in breaks)], [*breaks, len(runs) - 1]
    return tuple(
        (runs[first][0] * FRAME_S, runs[last][1] * FRAME_S)
        for first, last in zip(firsts, lasts, strict=True)
    )


def trim(samples: Samples) -> Samples:
    """The recording from where speech begins to where it ends."""
    spans = speech_spans(samples, pause_s=len(samples) / SAMPLE_RATE_HZ)
    if not spans:
        return samples[:0]
    start_s, end_s = spans[0]
    return samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]


def with_noise(samples: Samples, snr_db: float, seed: int) -> Samples:
    """The same with white noise, `snr_db` below the speech; float32[n] in [-1, 1]."""
    loud = _loud_frames(samples)
    frames = _frames(samples)[loud]
    power = float(np.mean(frames**2)) / 10 ** (snr_db / 10) if len(frames) else 0.0
    noise = np.random.default_rng(seed).standard_normal(len(samples)) * np.sqrt(power)
    noisy: Samples = np.clip(samples + noise, -1.0, 1.0).astype(np.float32)
    return noisy


def _frames(samples: Samples) -> Samples:
    size = round(FRAME_S * SAMPLE_RATE_HZ)
    frames: Samples = samples[: len(samples) // size * size].reshape(-1, size)
    return frames


def _loud_frames(samples: Samples) -> NDArray[np.bool_]:
    frames = _frames(samples)
    if not len(frames):
        return np.zeros(0, dtype=np.bool_)
    level_db = 20 * np.log10(np.sqrt(np.mean(frames**2, axis=1)) + _SILENCE)
    top = np.percentile(level_db, LOUD_PERCENTILE)
    floor = np.percentile(level_db, QUIET_PERCENTILE) + ABOVE_NOISE_DB
    least = min(max(top - SPEECH_RANGE_DB, floor), top - LEAST_RANGE_DB)
    loud: NDArray[np.bool_] = level_db > max(least, 20 * np.log10(_SILENCE) + 1)
    return loud
