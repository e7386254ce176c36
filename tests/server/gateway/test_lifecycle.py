import asyncio

from server.gateway.lifecycle import Lifecycle, Phase


def test_a_server_warms_up_serves_and_ends() -> None:
    life = Lifecycle()
    assert life.phase is Phase.WARMING
    life.ready()
    assert life.phase is Phase.READY


async def test_draining_waits_for_everybody() -> None:
    life, done = Lifecycle(), []
    released = asyncio.Event()

    async def slow() -> None:
        await released.wait()
        done.append("slow")

    async def quick() -> None:
        done.append("quick")
        released.set()

    life.on_drain(slow)
    life.on_drain(quick)
    assert await life.drain(60.0)
    assert done == ["quick", "slow"]
    life.ready()
    assert life.is_draining


async def test_draining_ends_in_time() -> None:
    life = Lifecycle()
    life.on_drain(asyncio.Event().wait)  # type: ignore[arg-type]
    assert not await life.drain(0.01)
