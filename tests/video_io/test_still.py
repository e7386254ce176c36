from pathlib import Path

import numpy as np
import pytest

from configs.errors import BadVideo
from tests.video_io.made import textured, write_picture
from video_io.source import open_picture
from video_io.still import read_picture


async def test_one_frame_then_the_end(tmp_path: Path) -> None:
    picture = textured()
    source = open_picture(str(write_picture(tmp_path / "a.png", picture)))
    found = [item async for item in source]
    await source.aclose()
    assert len(found) == 1
    assert np.array_equal(found[0].rgb, picture)
    assert found[0].captured_s == 0.0


def with_orientation(jpeg: bytes, orientation: int) -> bytes:
    """The picture with an EXIF block that says how it is to be turned."""
    tiff = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0" + bytes([orientation]) + bytes(7)
    body = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body + jpeg[2:]


@pytest.mark.parametrize(("orientation", "quarters"), [(1, 0), (3, 2), (6, 3), (8, 1)])
def test_a_photograph_is_turned_upright(tmp_path: Path, orientation: int, quarters: int) -> None:
    plain = write_picture(tmp_path / "a.jpg", textured(), "mjpeg")
    turned = tmp_path / "b.jpg"
    turned.write_bytes(with_orientation(plain.read_bytes(), orientation))
    expected = np.rot90(read_picture(str(plain)).rgb, quarters)
    found = read_picture(str(turned)).rgb
    assert found.shape == expected.shape
    assert np.abs(found.astype(int) - expected).mean() < 3


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xd8\xff\xe0" + bytes(20)])
def test_what_is_no_picture_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "odd.jpg").write_bytes(content)
    with pytest.raises(BadVideo, match=r"odd\.jpg"):
        read_picture(str(tmp_path / "odd.jpg"))


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadVideo, match="there is no such file"):
        read_picture(str(tmp_path / "none.png"))
