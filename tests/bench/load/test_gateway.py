import pytest

from bench.load.gateway import PROBES, Swarm, carry
from tests.server.media.peers import need_network

pytestmark = pytest.mark.slow


async def test_listeners_at_sockets_get_everything() -> None:
    swarm = Swarm(rooms=2, listeners=3, calls=False, seconds=4.0)
    found = await carry(swarm)
    assert found.cut_off == 0
    assert found.messages_per_s > 5 * swarm.people / 4.0
    assert found.latency.count > 5 * min(PROBES, swarm.rooms)
    assert 0 < found.latency.p50_s <= found.p99_s
    assert 0 < found.server_cpu < 2
    assert found.server_mb > 10


async def test_listeners_in_calls_get_sound_too() -> None:
    need_network()
    found = await carry(Swarm(rooms=1, listeners=2, calls=True, seconds=4.0))
    assert found.cut_off == 0
    assert found.messages_per_s > 0
    assert 0.5 < found.packets_share <= 1.2
