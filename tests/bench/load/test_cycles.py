import pytest

from bench.load.cycles import come_and_go
from tests.server.media.peers import need_network


@pytest.mark.slow
async def test_nothing_stays_behind() -> None:
    need_network()
    left = await come_and_go(5)
    assert (left.tasks, left.threads) == (0, 0)
    assert len(left.memory_mb) == 6
    assert left.grown_mb < 10
