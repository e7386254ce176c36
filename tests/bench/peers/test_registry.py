import ast
import re
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench.peers.registry import PEERS, Peer, PeerUnknown, find_peer

PINNED = re.compile(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.+]*")


def test_the_issue_names_four() -> None:
    assert list(PEERS) == ["whisperlivekit", "whisperlive", "realtimestt", "naive"]


def test_an_unknown_name_tells_the_known_ones() -> None:
    with pytest.raises(PeerUnknown, match=r"'whisper'.*whisperlivekit, whisperlive"):
        find_peer("whisper")


@pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)
def test_each_has_a_driver(peer: Peer) -> None:
    assert find_peer(peer.name) is peer
    assert find_spec(peer.driver) is not None


def _lines(requirements: Path) -> list[str]:
    lines = requirements.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(
    "peer", [peer for peer in PEERS.values() if peer.requirements], ids=lambda peer: peer.name
)
def test_every_package_has_one_version(peer: Peer) -> None:
    assert peer.requirements is not None
    lines = _lines(peer.requirements)
    assert [line for line in lines if not PINNED.fullmatch(line)] == []
    names = [line.partition("==")[0].replace("_", "").replace("-", "").lower() for line in lines]
    assert len(set(names)) == len(names)
    versions = dict(zip(names, (line.partition("==")[2] for line in lines), strict=True))
    assert versions[peer.name] == peer.version
    assert versions["torch"].endswith("+cpu")


def _imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_what_runs_in_a_peers_environment_needs_nothing_of_ours() -> None:
    folder = Path(__file__).parents[3] / "bench"
    shared = [folder / name for name in ("child.py", "trace.py", "peers/last_words.py")]
    inits = [folder / "__init__.py", folder / "peers" / "__init__.py"]
    drivers = list((folder / "peers" / "drivers").glob("*.py"))
    allowed = {"bench.child", "bench.trace", "bench.peers.last_words"}
    for path in [*shared, *inits, *drivers]:
        for name in _imported(path):
            is_driver = name.startswith("bench.peers.drivers.")
            standard = name.partition(".")[0] in sys.stdlib_module_names
            assert standard or is_driver or name in allowed, f"{path.name} imports {name}"
