import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captions.announcing.announcement import Announcement, Priority
from captions.announcing.braille import CELL_S, SHORTEST_PAGE_S, open_braille, pages
from captions.announcing.brlapi import connect
from configs.errors import MissingPart, OutputError
from tests.audio_io.fakes import ManualClock
from tests.captions.announcing.daemons import brltty


class FakeDisplay:
    def __init__(self, cells: int = 10) -> None:
        self.cells = cells
        self.shown: list[str] = []
        self.is_broken = False
        self.closed = 0

    def write(self, text: str) -> None:
        if self.is_broken:
            raise OutputError("braille", "cannot write: it is gone")
        self.shown.append(text)

    def close(self) -> None:
        self.closed += 1


def announcement(text: str) -> Announcement:
    return Announcement(text, Priority.NEW, "en")


@given(text=st.text(st.characters(min_codepoint=32, max_codepoint=400)), cells=st.integers(1, 80))
def test_pages_fit_and_lose_nothing(text, cells):
    made = pages(text, cells)
    assert all(len(page) <= cells for page in made)
    assert "".join("".join(made).split()) == "".join(text.split())


async def test_a_long_text_is_turned_page_by_page_as_it_is_read():
    display, clock = FakeDisplay(), ManualClock()
    braille = await open_braille(clock=clock, reach=lambda host, auth: display)
    await braille.say(announcement("A person is there, near."))
    assert display.shown == ["A person"]
    page_s = max(SHORTEST_PAGE_S, CELL_S * 8)
    await clock.until_somebody_sleeps(page_s)
    clock.advance(page_s)
    await clock.until_somebody_sleeps(max(SHORTEST_PAGE_S, CELL_S * 9))
    assert display.shown == ["A person", "is there,"]
    await braille.say(announcement("Car"))
    assert display.shown[-1] == "Car"
    await braille.close()
    assert display.closed == 1


async def test_a_display_that_goes_away_is_an_error():
    display = FakeDisplay()
    braille = await open_braille(reach=lambda host, auth: display)
    display.is_broken = True
    with pytest.raises(OutputError, match="gone"):
        await braille.say(announcement("Car"))
    await braille.close()


async def test_brltty_without_a_display_is_an_error():
    with pytest.raises(OutputError, match="no display"):
        await open_braille(reach=lambda host, auth: FakeDisplay(cells=0))


async def test_a_real_brltty_shows_the_text(tmp_path):
    with brltty(tmp_path, cells=20) as (host, display):
        braille = await open_braille(host, "none")
        await braille.say(announcement("Straße: ein Hund."))
        await asyncio.to_thread(display.wait_for, "Straße: ein Hund.")
        await braille.close()


def test_nobody_answers():
    with pytest.raises(OutputError, match="cannot connect") as failed:
        connect("127.0.0.1:59", "none", load=_library_or_skip)
    assert str(failed.value).count("\n") == 0


def test_without_the_library_the_error_says_how_to_get_it():
    def absent(name: str) -> object:
        raise OSError(name)

    with pytest.raises(MissingPart, match="apt-get install brltty"):
        connect(load=absent)


def _library_or_skip(name: str) -> object:
    import ctypes

    try:
        return ctypes.CDLL(name)
    except OSError:
        pytest.skip("BrlAPI is not installed: apt-get install libbrlapi0.8")
