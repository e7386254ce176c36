import numpy as np
import pytest

from configs.camera_config import DepthConfig
from configs.errors import EngineError, MissingPart
from streaming.events import SessionStarted, Stats, Warned
from streaming.narrating.asking import NarrationEngines
from streaming.narrating.performer import Recording
from streaming.narrating.session import NarrationSession
from streaming.narrating.settings import NarratorSettings
from tests.streaming.narrating.boxes import box
from tests.streaming.narrating.fakes import FakeEye, FakeFilm, VirtualClock
from tests.streaming.narrating.test_session import Run, live, record
from tests.translators import tiny_vision
from tests.translators.engines import offline_context
from translators.backends.whisper_network import missing_packages
from translators.sight import create_depth

PERSON = box("person", 0.45, 0.5, 0.25, 0.8)
"""About two metres away."""
DOOR = box("door", 0.8, 0.5, 0.15, 0.6)
"""Nobody knows how large such a thing is."""


class FakeDepth:
    """Nearness by where things are: the right of the picture is near."""

    name = "fake depth"

    def __init__(self, *, falls=False):
        self.compared: list[float] = []
        self.failures = 0
        self._falls = falls

    def nearness(self, frame, areas):
        self.compared.append(frame.captured_s)
        if self.failures:
            raise EngineError("the fake depth is shallow")
        across = [area.centre[0] for area in areas]
        return np.array([1 - x if self._falls else x for x in across], np.float32)

    def close(self):
        """Nothing is open."""


def engines(depth, *boxes):
    return NarrationEngines(FakeEye(lambda at_s: boxes), depth=depth)


def scene(run: Run) -> str:
    return next(each.text for each in run.of("started") if each.reason == "scene")


async def told(depth, *boxes, **how) -> str:
    return scene(await record(None, 6.0, engines=engines(depth, *boxes), **how))


async def test_what_stands_nearer_than_a_person_who_is_near_is_near():
    assert "A door at 1 o'clock, near." in await told(FakeDepth(), PERSON, DOOR)
    assert "A door at 1 o'clock." in await told(None, PERSON, DOOR)
    assert "A door at 1 o'clock." in await told(FakeDepth(falls=True), PERSON, DOOR)
    assert "A door at 1 o'clock." in await told(FakeDepth(), DOOR), "nothing to compare it with"


async def test_it_never_becomes_metres():
    told_far = await told(FakeDepth(), PERSON, DOOR, settings=NarratorSettings(verbosity=3))
    assert "metre" not in told_far


async def test_it_is_asked_now_and_then_and_nobody_waits_for_it():
    depth = FakeDepth()
    run, _ = await live(None, 10.0, engines=engines(depth, PERSON, DOOR))
    assert "A door at 1 o'clock, near." in scene(run)
    assert 5 <= len(depth.compared) <= 11


async def test_a_still_picture_is_compared_once():
    depth = FakeDepth()
    session = NarrationSession(
        FakeFilm(0.2), engines(depth, PERSON, DOOR), Recording(), name="one", clock=VirtualClock()
    )
    run = Run([event async for event in session.events()])
    assert depth.compared == [0.0]
    assert "A door at 1 o'clock, near." in scene(run)


@pytest.mark.parametrize("is_live", [True, False])
async def test_when_it_fails_size_decides_again(is_live):
    depth = FakeDepth()
    depth.failures = 1
    if is_live:
        run, _ = await live(None, 6.0, engines=engines(depth, PERSON, DOOR))
    else:
        run = await record(None, 6.0, engines=engines(depth, PERSON, DOOR))
    assert [each.message for each in run.all(Warned)] == [
        "near and far are told by size alone: the fake depth is shallow"
    ]
    assert len(depth.compared) == 1
    assert "A door at 1 o'clock." in scene(run)


@pytest.mark.torch
async def test_depth_anything_with_random_weights_goes_all_the_way(tmp_path):
    folder = tiny_vision.make_depth_anything(tmp_path / "tiny")
    config = DepthConfig(backend="depth_anything", options={"model": str(folder)})
    depth = create_depth(config, offline_context(tmp_path))
    assert depth is not None
    run = await record(None, 4.0, engines=engines(depth, PERSON, DOOR))
    assert not run.all(Warned)
    assert run.all(SessionStarted)[0].engines["depth"].startswith("depth_anything")
    assert run.all(Stats)[-1].latency["depth"]["count"] >= 3
    assert "A door at 1 o'clock" in scene(run)
    depth.close()


def test_boxes_need_no_engine(tmp_path):
    assert create_depth(DepthConfig(), offline_context(tmp_path)) is None


@pytest.mark.skipif(not missing_packages(), reason="torch is installed")
def test_who_asks_for_it_by_name_is_told_what_is_missing(tmp_path):
    with pytest.raises(MissingPart, match=r"dragoman\[vision\]"):
        create_depth(DepthConfig(backend="depth_anything"), offline_context(tmp_path))
