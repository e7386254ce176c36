import asyncio

import pytest

from server.refusal import Refused
from server.slots import Slots, default_slots


def test_what_is_full_refuses_at_once() -> None:
    slots = Slots(2)
    slots.take()
    slots.take()
    with pytest.raises(Refused) as info:
        slots.take()
    assert (info.value.code, bool(info.value.retry_s)) == ("busy", True)
    slots.give_back()
    slots.take()
    assert (slots.taken, slots.free) == (2, 0)


def test_who_goes_on_keeps_the_place_of_the_last_words() -> None:
    slots = Slots(1)
    slots.take()
    slots.take(goes_on=True)
    assert (slots.taken, slots.free) == (2, 0)
    slots.give_back()
    with pytest.raises(Refused, match="hears 1 people"):
        slots.take()


def test_what_ends_takes_nobody() -> None:
    slots = Slots(2)
    slots.closed = True
    with pytest.raises(Refused, match="end"):
        slots.take()
    with pytest.raises(Refused, match="end"):
        slots.take(goes_on=True)


async def test_waiting_for_the_last_one() -> None:
    slots = Slots(2)
    await slots.emptied()
    slots.take()
    waiting = asyncio.create_task(slots.emptied())
    await asyncio.sleep(0)
    assert not waiting.done()
    slots.give_back()
    await waiting


def test_without_a_number_the_machine_decides() -> None:
    assert Slots(0).most == default_slots() >= 1
