from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.video_io.made import frame, textured
from video_io.frame import Pixels, VideoFrame
from video_io.gate import ChangeGate, Glance
from video_io.scaling import scaled
from video_io.source import open_film
from video_io.still import read_picture

WIDE = textured(5, 2200, 700)
ELSEWHERE = textured(9, 640, 480)
DEG_PER_PX = 65.0 / 640


def view(left: int) -> Pixels:
    return WIDE[100:580, left : left + 640]


def glances(pictures: list[Pixels], step_s: float = 0.2) -> list[Glance]:
    gate = ChangeGate()
    return [gate.push(frame(rgb, number * step_s)) for number, rgb in enumerate(pictures)]


@settings(max_examples=15)
@given(st.sampled_from([-1, 1]), st.integers(4, 150))
def test_a_turn_is_seen_at_thirty_degrees(direction: int, step_px: int) -> None:
    lefts = list(range(0, 1500, step_px))[::direction]
    gate = ChangeGate()
    since = lefts[0]
    for number, left in enumerate(lefts):
        found = gate.push(frame(view(left), number * 0.2))
        turned_deg = (left - since) * DEG_PER_PX
        assert found.turned_deg == pytest.approx(turned_deg, abs=2.0)
        if found.view == "turn":
            assert abs(turned_deg) >= 28.5
            since = left
        elif number:
            assert found.view == ""
            assert abs(turned_deg) < 31.5


def test_shaking_is_no_turn() -> None:
    rng = np.random.default_rng(2)
    found = glances([view(700 + int(rng.integers(-25, 26))) for _ in range(60)])
    assert [one.view for one in found[1:]] == [""] * 59
    assert all(abs(one.turned_deg) < 5.5 for one in found)


def test_a_cut_is_seen_and_what_comes_back_is_a_cut_again() -> None:
    found = glances([view(0), view(0), ELSEWHERE, ELSEWHERE, view(0)])
    assert [one.view for one in found] == ["first", "", "cut", "", "cut"]
    assert [one.look for one in found] == [True, False, True, False, True]


def test_what_stands_still_is_looked_at_now_and_then_only() -> None:
    found = glances([view(0)] * 300)
    looked = [one.captured_s for one in found if one.look]
    assert looked == pytest.approx([5.0 * number for number in range(12)])
    assert all(one.motion == one.changed == 0.0 for one in found[1:])


def test_noise_and_light_are_no_change() -> None:
    rng = np.random.default_rng(3)
    pictures = []
    for number in range(20):
        lit = view(0) * (0.75 + 0.1 * np.sin(number)) + rng.normal(0, 5, view(0).shape)
        pictures.append(lit.clip(0, 255).astype(np.uint8))
    found = glances(pictures)
    assert all(one.view == "" for one in found[1:])
    assert max(one.motion for one in found[1:]) < 0.15


def test_something_that_moves_is_motion_and_no_turn() -> None:
    pictures = []
    for number in range(20):
        rgb = view(0).copy()
        rgb[150:330, number * 20 : number * 20 + 160] = (250, 30, 30)
        pictures.append(rgb)
    found = glances(pictures)
    assert all(one.view == "" and one.turned_deg == 0.0 for one in found[1:])
    assert all(0.01 < one.motion < 0.3 and one.look for one in found[1:])


def test_something_slow_is_noticed_in_the_end() -> None:
    pictures = []
    for number in range(20):
        rgb = view(0).copy()
        rgb[200:250, 100 : 110 + number * 2] = 255
        pictures.append(rgb)
    assert any(one.look for one in glances(pictures, step_s=0.1)[1:])


def test_a_hand_before_the_lens_ends_no_view_and_is_not_looked_at() -> None:
    covered = np.full((480, 640, 3), 40, np.uint8)
    found = glances([view(0), covered, covered, view(0), covered, ELSEWHERE])
    assert [one.problem for one in found] == ["", "covered", "covered", "", "covered", ""]
    assert [one.view for one in found] == ["first", "", "", "", "", "cut"]
    assert not any(one.look for one in found if one.problem)


def test_a_start_in_the_dark() -> None:
    found = glances([np.zeros((480, 640, 3), np.uint8), view(0)])
    assert [(one.view, one.look) for one in found] == [("", False), ("first", True)]


@settings(max_examples=20)
@given(st.lists(st.integers(0, 3), min_size=1, max_size=25), st.integers(1, 40))
def test_whatever_comes_every_look_has_a_reason(kinds: list[int], tenths: int) -> None:
    pictures = [
        [view(0), view(200), ELSEWHERE, np.zeros((480, 640, 3), np.uint8)][k] for k in kinds
    ]
    found = glances(pictures, tenths / 10)
    usable = [one for one in found if not one.problem]
    assert [one.view for one in usable[:1]] in ([], ["first"])
    for before, now in pairwise(usable):
        assert 0.0 <= now.motion <= 1.0
        assert now.view != "first"
        if now.view:
            assert now.look
        assert before.captured_s < now.captured_s
    looked = [one.captured_s for one in found if one.look]
    for at_s, now_s in pairwise([one.captured_s for one in usable]):
        recent = [s for s in looked if s <= now_s]
        assert recent
        assert now_s - recent[-1] < 5.0 + tenths / 10 + (now_s - at_s)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["dog", "street_1", "horses", "person", "street_4"])
def test_turns_over_photographs(shared: Path, name: str) -> None:
    wide = scaled(read_picture(str(shared / "data" / "images" / f"{name}.jpg")).rgb, 1600, 1000)
    found = glances([wide[200:680, left : left + 640] for left in range(0, 960, 25)])
    turns = [number * 25 * DEG_PER_PX for number, one in enumerate(found) if one.view == "turn"]
    assert turns == pytest.approx([30.5, 61.0, 91.4], abs=3.0)
    assert not any(one.view == "cut" for one in found)


async def watched(path: Path) -> list[Glance]:
    gate = ChangeGate()
    source = open_film(str(path), fps=5, pace="fast")
    found = [gate.push(item) async for item in source if isinstance(item, VideoFrame)]
    await source.aclose()
    return found


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize("name", ["people_one_by_one", "cars"])
async def test_a_fixed_camera_has_one_view_whatever_moves(shared: Path, name: str) -> None:
    found = await watched(shared / "data" / "video" / f"{name}.mp4")
    assert [one.view for one in found if one.view] == ["first"]
    assert all(abs(one.turned_deg) < 3.0 for one in found)
    assert not any(one.problem for one in found)
    assert 0.2 < sum(one.look for one in found) / len(found) < 0.8
