import asyncio
import queue
import threading
from collections.abc import Iterator

import pytest

from audio_io.clock import SystemClock
from audio_io.source_event import SourceEvent
from configs.errors import CameraError
from tests.video_io.made import number_of, numbered
from video_io import capture
from video_io.camera import CameraSource
from video_io.capture import FfmpegCapture, camera_name, list_cameras, open_capture
from video_io.frame import Pixels, VideoFrame
from video_io.source import open_camera

GONE = CameraError("/dev/video9", "was unplugged")


class Script:
    """A camera that does what a test tells it, when it is told."""

    def __init__(self) -> None:
        self.steps: queue.Queue[int | CameraError] = queue.Queue()
        self.opened = self.closed = 0
        self.read = threading.Event()
        """Everything that was told is taken in."""

    def open(self) -> "Script":
        self.opened += 1
        return self

    def pictures(self) -> Iterator[Pixels]:
        while True:
            step = self.steps.get(timeout=10)
            if isinstance(step, CameraError):
                raise step
            yield numbered(step)
            if self.steps.empty():
                self.read.set()

    def close(self) -> None:
        self.closed += 1


def source(script: Script, *, reconnect_s: float = 0.0, stalled_s: float = 10.0) -> CameraSource:
    return CameraSource(
        "front",
        script.open,
        fps=1e6,
        reconnect_s=reconnect_s,
        clock=SystemClock(),
        stalled_s=stalled_s,
    )


async def test_it_hands_out_pictures_with_rising_times() -> None:
    script = Script()
    camera = source(script)
    times = []
    for number in range(4):
        script.steps.put(number)
        item = await anext(camera)
        assert isinstance(item, VideoFrame)
        assert number_of(item) == number
        times.append(item.captured_s)
    assert times[0] == 0.0
    assert times == sorted(times)
    await camera.aclose()
    script.steps.put(99)
    with pytest.raises(StopAsyncIteration):
        await anext(camera)


async def test_a_camera_that_comes_back_is_told_once() -> None:
    script = Script()
    camera = source(script)
    script.steps.put(1)
    await anext(camera)
    for step in (GONE, GONE, GONE, 2):
        script.steps.put(step)
    lost, restored, picture = [await anext(camera) for _ in range(3)]
    assert isinstance(lost, SourceEvent)
    assert lost.kind == "lost"
    assert "was unplugged" in lost.message
    assert isinstance(restored, SourceEvent)
    assert restored.kind == "restored"
    assert isinstance(picture, VideoFrame)
    assert restored.end_s <= picture.captured_s
    assert script.opened == 4
    assert script.closed == 3
    script.steps.put(3)
    await camera.aclose()


async def test_a_camera_that_was_never_there_is_an_error() -> None:
    script = Script()
    script.steps.put(GONE)
    with pytest.raises(CameraError, match="was unplugged"):
        await anext(source(script))


async def test_a_camera_that_hangs_is_told() -> None:
    script = Script()
    camera = source(script, stalled_s=0.01)
    item = await anext(camera)
    assert isinstance(item, SourceEvent)
    assert "no picture comes from it" in item.message
    script.steps.put(5)
    assert isinstance(await anext(camera), SourceEvent)
    await camera.aclose()


async def test_only_the_newest_is_kept_for_a_slow_consumer() -> None:
    script = Script()
    camera = source(script)
    script.steps.put(0)
    await anext(camera)
    await asyncio.to_thread(script.read.wait, 10)
    for number in (1, 2, 3, 4):
        script.read.clear()
        script.steps.put(number)
        await asyncio.to_thread(script.read.wait, 10)
    item = await anext(camera)
    assert isinstance(item, VideoFrame)
    assert number_of(item) == 4
    script.steps.put(9)
    await camera.aclose()


@pytest.mark.parametrize(("spec", "name"), [("0", "/dev/video0"), ("/dev/video2", "/dev/video2")])
def test_names(monkeypatch: pytest.MonkeyPatch, spec: str, name: str) -> None:
    monkeypatch.setattr(capture.sys, "platform", "linux")
    assert camera_name(spec) == name
    with pytest.raises(CameraError):
        camera_name(" ")


async def test_no_such_camera_names_what_is_there() -> None:
    with pytest.raises(CameraError, match=r"/dev/video993: it is not there") as caught:
        await anext(aiter(open_camera("993", fps=5)))
    here = list_cameras()
    assert all(name in str(caught.value) for name in here)


def test_a_file_that_is_no_camera_is_said(tmp_path) -> None:
    odd = tmp_path / "video0"
    odd.write_text("x")
    with pytest.raises(CameraError, match="video0"):
        open_capture(str(odd), width=640, height=480, fps=5)


def test_real_capture_through_ffmpeg_until_it_stops() -> None:
    """FFmpeg's own test picture, which goes the same way as a device."""
    camera = FfmpegCapture("testsrc=size=64x48:rate=10:duration=1", "lavfi", {})
    pictures = []
    with pytest.raises(CameraError, match="it stopped"):
        pictures.extend(iter(camera.pictures()))
    camera.close()


def test_the_pictures_of_a_capture() -> None:
    camera = FfmpegCapture("testsrc=size=64x48:rate=10", "lavfi", {})
    pictures = camera.pictures()
    first, second = next(pictures), next(pictures)
    camera.close()
    assert first.shape == second.shape == (48, 64, 3)
    assert first.std() > 20
