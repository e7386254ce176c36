"""What tests of the peers share."""

import wave
from pathlib import Path


def wav_of(path: Path, pcm: bytes, *, rate_hz: int = 16000, channels: int = 1) -> Path:
    """A file of these 16-bit samples."""
    with wave.open(str(path), "wb") as wav:
        wav.setparams((channels, 2, rate_hz, 0, "NONE", ""))
        wav.writeframes(pcm)
    return path
