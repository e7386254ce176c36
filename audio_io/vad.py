"""Is somebody speaking? The Protocol of a voice detector, and the one way to make one."""

from typing import Protocol

from audio_io.chunk import Samples
from configs.errors import ConfigError

__all__ = ["FRAME_SAMPLES", "VoiceDetector", "create_detector"]

FRAME_SAMPLES = 512
"""What a detector looks at in one go: 32 ms at 16 kHz."""


class VoiceDetector(Protocol):
    """Listens to one stream, frame by frame, and remembers what came before."""

    def probability(self, samples: Samples) -> float:
        """How likely these samples, the next of the stream, are speech: 0..1.

        `samples` is float32[512] at 16 kHz; a shorter last frame is filled up with silence.
        """
        ...

    def reset(self) -> None:
        """Forget what came before: another stream, or a gap in this one."""
        ...


def create_detector(name: str) -> VoiceDetector:
    """Make the detector `silero` or `webrtc`. Raises `MissingPart` or `ConfigError`."""
    if name == "silero":
        from audio_io.backends.silero import SileroDetector

        return SileroDetector()
    if name == "webrtc":
        from audio_io.backends.webrtc import WebRtcDetector

        return WebRtcDetector()
    raise ConfigError("audio.vad", f"unknown value {name!r}", allowed=("silero", "webrtc"))
