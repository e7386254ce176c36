import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.refusal import Refused
from server.rooms.outbox import Closed, Outbox

sent = st.lists(st.tuples(st.none() | st.integers(0, 3), st.booleans()), max_size=60)


@given(sent)
def test_drafts_are_replaced_and_the_rest_comes_in_order(
    made: list[tuple[int | None, bool]],
) -> None:
    async def run() -> None:
        box, got, lasting, last = Outbox(), [], [], {}
        for number, (draft, take) in enumerate(made):
            box.put(str(number), draft)
            if draft is None:
                lasting.append(number)
            else:
                last[draft] = number
            if take:
                got.append(int(await box.take()))
        box.close()
        while True:
            try:
                got.append(int(await box.take()))
            except Closed:
                break
        assert got == sorted(got)
        assert [number for number in got if made[number][0] is None] == lasting
        assert set(last.values()) <= set(got)
        assert len(got) + box.coalesced == len(made)

    asyncio.run(run())


async def test_a_reader_that_is_too_slow_is_cut_off() -> None:
    box = Outbox(most_waiting=2)
    for text in "abc":
        box.put(text)
    with pytest.raises(Refused) as info:
        await box.take()
    assert info.value.code == "slow"
    box.put("d")
    assert len(box) == 3


async def test_drafts_do_not_make_a_reader_slow() -> None:
    box = Outbox(most_waiting=2)
    for number in range(100):
        box.put(str(number), "same")
    assert await box.take() == "99"


async def test_the_reader_waits_for_the_writer() -> None:
    box = Outbox()
    taking = asyncio.create_task(box.take())
    await asyncio.sleep(0)
    assert not taking.done()
    box.put("a")
    assert await taking == "a"
    box.close()
    box.put("too late")
    with pytest.raises(Closed):
        await box.take()
