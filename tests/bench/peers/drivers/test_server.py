import sys
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from bench.peers.drivers.server import HOST, ServerEnded, serving


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://{HOST}:{port}/", timeout=5):
            return True
    except (URLError, ConnectionError):
        return False


def test_a_server_runs_until_it_is_left() -> None:
    def command(port: int) -> list[str]:
        return [sys.executable, "-m", "http.server", "--bind", HOST, str(port)]

    with serving(command, _answers) as server:
        assert _answers(server.port)
    assert not _answers(server.port)


def test_one_that_does_not_begin_tells_why() -> None:
    def command(port: int) -> list[str]:
        return [sys.executable, "-c", "print('hello'); raise ValueError('no model')"]

    with pytest.raises(ServerEnded, match="ValueError: no model"), serving(command, _answers):
        pass
