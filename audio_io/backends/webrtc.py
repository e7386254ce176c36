"""WebRTC's voice detector: small and quick, with no network, less certain in noise."""

from collections import deque

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.vad import FRAME_SAMPLES
from configs.errors import MissingPart

__all__ = ["WebRtcDetector"]

_STEP_SAMPLES = 160
"""10 ms: it judges 10, 20 or 30 ms at once, and 10 uses every sample soonest."""
_STEPS = 8
_AGGRESSIVENESS = 2
"""0..3; higher takes less for speech."""


class WebRtcDetector:
    """One stream's detector.

    It answers yes or no for each 10 ms. The probability is the share of yes among the last 8
    answers (80 ms): a step from silence to speech passes one half after 40 ms.
    """

    def __init__(self) -> None:
        try:
            import webrtcvad
        except ImportError as error:
            raise MissingPart(
                "the Python package webrtcvad-wheels", "python -m pip install webrtcvad-wheels"
            ) from error
        self._library = webrtcvad
        self._rest = np.zeros(0, dtype="<i2")
        self.reset()

    def probability(self, samples: Samples) -> float:
        """Share of voiced steps among the last eight."""
        frame = np.zeros(FRAME_SAMPLES, dtype=np.float32)
        frame[: len(samples)] = samples
        held = np.concatenate([self._rest, np.rint(frame * 32767).astype("<i2")])
        full = len(held) - len(held) % _STEP_SAMPLES
        self._rest = held[full:]
        for at in range(0, full, _STEP_SAMPLES):
            step = held[at : at + _STEP_SAMPLES].tobytes()
            self._answers.append(self._detector.is_speech(step, SAMPLE_RATE_HZ))
        return sum(self._answers) / _STEPS

    def reset(self) -> None:
        """Begin with a new detector: the old one has adapted to its stream's noise."""
        self._detector = self._library.Vad(_AGGRESSIVENESS)
        self._answers: deque[bool] = deque(maxlen=_STEPS)
        self._rest = np.zeros(0, dtype="<i2")
