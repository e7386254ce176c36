import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from model_store.catalogue import ModelFile
from model_store.fetch import Job
from tests.model_store.servers import Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as running:
        yield running


@pytest.fixture(autouse=True)
def _direct(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy of this machine may come between the tests and loopback."""
    if request.node.get_closest_marker("models"):
        return
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def use_index(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Point pip at one index and nothing else."""

    def use(url: str) -> None:
        for name in [name for name in os.environ if name.startswith("PIP_")]:
            monkeypatch.delenv(name)
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setenv("PIP_INDEX_URL", f"{url}/simple/")

    return use


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    def make(*files: ModelFile, timeout_s: float = 5.0, told: list[int] | None = None) -> Job:
        into, scratch = tmp_path / "into", tmp_path / "scratch"
        into.mkdir(exist_ok=True)
        scratch.mkdir(exist_ok=True)
        seen = told if told is not None else []
        return Job(files, into, scratch, timeout_s, seen.append)

    return make
