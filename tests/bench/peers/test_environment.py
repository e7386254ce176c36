from dataclasses import replace
from pathlib import Path

import pytest

from bench.peers.environment import PeerNotInstalled, environment_of, install
from bench.peers.registry import Peer, find_peer


@pytest.fixture
def small(tmp_path: Path) -> Peer:
    """A peer that needs no package, so that its environment is made without a network."""
    requirements = tmp_path / "small.txt"
    requirements.write_text("# nothing\n", encoding="utf-8")
    return Peer("small", "Small", "1.0", "bench.peers.drivers.job", requirements, "json")


def test_what_runs_in_our_environment_is_installed(tmp_path: Path) -> None:
    said: list[str] = []
    environment = install(find_peer("naive"), said.append, tmp_path)
    assert environment.is_complete
    assert said == ["faster-whisper, every second is installed"]


@pytest.mark.slow
def test_an_environment_is_made_once_for_each_list_of_packages(small: Peer, tmp_path: Path) -> None:
    said: list[str] = []
    assert not environment_of(small, tmp_path).is_complete
    environment = install(small, said.append, tmp_path)
    assert environment.is_complete
    assert environment.python.is_file()
    assert said == [
        f"Small 1.0: an environment in {tmp_path / 'small'}",
        "  0 packages",
        "  trying it",
    ]
    assert install(small, said.append, tmp_path) == environment
    assert said[-1] == "Small 1.0 is installed"
    assert small.requirements is not None
    small.requirements.write_text("# nothing else\n", encoding="utf-8")
    assert not environment.is_complete


@pytest.mark.slow
def test_what_cannot_be_imported_is_not_installed(small: Peer, tmp_path: Path) -> None:
    broken = replace(small, imports="no_such_module")
    with pytest.raises(
        PeerNotInstalled, match=r"^Small 1\.0 cannot be installed: Module.*'no_such"
    ):
        install(broken, lambda line: None, tmp_path)
    assert not environment_of(broken, tmp_path).is_complete


@pytest.mark.slow
def test_a_list_that_cannot_be_read_is_one_line(small: Peer, tmp_path: Path) -> None:
    assert small.requirements is not None
    small.requirements.write_text("not a requirement\n", encoding="utf-8")
    with pytest.raises(PeerNotInstalled) as caught:
        install(small, lambda line: None, tmp_path)
    assert "\n" not in str(caught.value)
    assert "ERROR" in str(caught.value)
