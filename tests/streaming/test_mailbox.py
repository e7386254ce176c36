import asyncio

from streaming.mailbox import Mailbox


async def drained(mailbox: Mailbox[str]) -> list[str]:
    return [item async for item in mailbox]


async def test_a_newer_draft_replaces_the_one_that_waits():
    mailbox: Mailbox[str] = Mailbox(limit=4)
    await mailbox.put("draft 1", key=1)
    await mailbox.put("final 0")
    await mailbox.put("draft 2", key=1)
    mailbox.close()
    assert await drained(mailbox) == ["final 0", "draft 2"]


async def test_a_final_is_never_replaced():
    mailbox: Mailbox[str] = Mailbox(limit=4)
    for text in ("a", "b", "a"):
        await mailbox.put(text)
    mailbox.close()
    assert await drained(mailbox) == ["a", "b", "a"]


async def test_a_full_mailbox_makes_its_writer_wait():
    mailbox: Mailbox[str] = Mailbox(limit=1)
    await mailbox.put("first")
    writer = asyncio.create_task(mailbox.put("second"))
    await asyncio.sleep(0)
    assert not writer.done()
    assert len(mailbox) == 1
    reader = asyncio.create_task(drained(mailbox))
    await writer
    mailbox.close()
    assert await reader == ["first", "second"]


async def test_drafts_do_not_wait_for_room():
    mailbox: Mailbox[str] = Mailbox(limit=1)
    await mailbox.put("final")
    await mailbox.put("draft", key="x")
    assert len(mailbox) == 2
