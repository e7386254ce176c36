import pytest

from server.gateway.lifecycle import Phase
from tests.server.made import ADMIN, client, config


async def test_alive_and_ready() -> None:
    async with client() as (http, _):
        assert (await http.get("/healthz")).json() == {"status": "ok"}
        assert (await http.get("/readyz")).json() == {"status": "ready"}


@pytest.mark.parametrize("phase", [Phase.WARMING, Phase.DRAINING])
async def test_not_ready(phase: Phase) -> None:
    async with client() as (http, services):
        services.lifecycle.phase = phase
        answer = await http.get("/readyz")
        assert answer.status_code == 503
        assert answer.json() == {"status": phase.value}
        assert "retry-after" in answer.headers
        assert (await http.get("/healthz")).status_code == 200


async def test_metrics() -> None:
    async with client() as (http, _):
        answer = await http.get("/metrics")
        assert answer.headers["content-type"].startswith("text/plain")
        assert "dragoman_rooms 0.0" in answer.text
        assert 'dragoman_queue_depth{queue="recognizer"} 0.0' in answer.text


async def test_metrics_of_a_public_server_need_the_admin_token() -> None:
    async with client(config(host="0.0.0.0", admin_token=ADMIN)) as (http, _):
        refused = await http.get("/metrics")
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        answer = await http.get("/metrics", headers={"Authorization": f"Bearer {ADMIN}"})
        assert answer.status_code == 200
