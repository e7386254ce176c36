from pathlib import Path

import numpy as np
import pytest

from tests.translators.engines import offline_context
from translators.backends.onnx_detector import BACKEND
from translators.upright import looks_upside_down
from video_io.frame import VideoFrame
from video_io.still import read_picture

IMAGES = ("dog", "eagle", "giraffe", "horses", "person", *(f"street_{n}" for n in range(5)))


@pytest.mark.shared
def test_no_good_photograph_is_called_upside_down_and_some_turned_ones_are(
    shared: Path, tmp_path: Path
) -> None:
    path = shared / "models" / "fastestdet-coco" / "FastestDet.onnx"
    detector = BACKEND.create({"model": str(path)}, offline_context(tmp_path))
    known = set()
    for name in IMAGES:
        good = read_picture(str(shared / "data" / "images" / f"{name}.jpg"))
        turned = VideoFrame(np.ascontiguousarray(good.rgb[::-1, ::-1]), 0.0)
        assert not looks_upside_down(detector, good, detector.detect(good)), name
        if looks_upside_down(detector, turned, detector.detect(turned)):
            known.add(name)
    assert {"eagle", "person", "street_1"} <= known
