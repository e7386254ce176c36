import sys

import numpy as np
import pytest

from audio_io.backends.webrtc import WebRtcDetector
from configs.errors import MissingPart
from tests.audio_io.fakes import noise


def test_the_probability_is_a_share_of_eight_answers() -> None:
    detector = WebRtcDetector()
    frames = np.array_split(noise(5120, 0.3), 10)
    found = [detector.probability(frame) for frame in frames]
    assert all(probability * 8 == round(probability * 8) for probability in found)
    assert max(found) > 0.5


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "webrtcvad", None)
    with pytest.raises(MissingPart, match="webrtcvad-wheels"):
        WebRtcDetector()
