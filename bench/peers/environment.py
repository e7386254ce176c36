"""The environments that peers live in, apart from ours and from each other's."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.peers.last_words import last_words
from bench.peers.registry import Peer
from configs.errors import DragomanError

__all__ = ["ROOT", "Environment", "PeerNotInstalled", "environment_of", "install"]

ROOT = Path(__file__).parents[1] / ".peers"
STAMP = "installed"
CPU_TORCH = "https://download.pytorch.org/whl/cpu"
"""What PyPI offers as torch for Linux brings gigabytes for graphics cards."""


class PeerNotInstalled(DragomanError):
    """A peer cannot be installed, or has not been."""

    def __init__(self, peer: Peer, problem: str) -> None:
        self.peer = peer
        self.problem = problem
        super().__init__(f"{peer.title} {peer.version} {problem}")


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a peer's interpreter is, and whether its packages are those asked for."""

    peer: Peer
    folder: Path

    @property
    def python(self) -> Path:
        """Its interpreter; ours, where that is enough."""
        return Path(sys.executable) if self.peer.is_ours else self.folder / "bin" / "python"

    @property
    def is_complete(self) -> bool:
        """Whether everything was installed, in the versions that are asked for now."""
        if self.peer.requirements is None:
            return True
        stamp = self.folder / STAMP
        return stamp.is_file() and stamp.read_text() == _digest(self.peer.requirements)


def environment_of(peer: Peer, root: Path = ROOT) -> Environment:
    """Where the peer is, or would be."""
    return Environment(peer, root / peer.name)


def install(peer: Peer, say: Callable[[str], object], root: Path = ROOT) -> Environment:
    """Install what is missing; `say` gets a line for each step. Raises `PeerNotInstalled`."""
    environment = environment_of(peer, root)
    if environment.is_complete:
        say(f"{peer.title} {peer.version}".strip() + " is installed")
        return environment
    assert peer.requirements is not None
    say(f"{peer.title} {peer.version}: an environment in {environment.folder}")
    # What a broken attempt left behind must not count.
    shutil.rmtree(environment.folder, ignore_errors=True)
    _run(peer, [sys.executable, "-m", "venv", str(environment.folder)])
    pip = [str(environment.python), "-m", "pip", "--no-input", "--disable-pip-version-check"]
    for step in _steps(peer.requirements):
        say(f"  {step.what}")
        _run(peer, [*pip, "install", "--no-deps", *step.arguments])
    say("  trying it")
    _run(peer, [str(environment.python), "-c", f"import {peer.imports}"])
    (environment.folder / STAMP).write_text(_digest(peer.requirements))
    return environment


@dataclass(frozen=True, slots=True)
class _Step:
    what: str
    arguments: tuple[str, ...]


def _steps(requirements: Path) -> list[_Step]:
    """Torch comes first and alone: only for it is its own index asked."""
    lines = [line.strip() for line in requirements.read_text().splitlines()]
    torch = [line for line in lines if line.startswith("torch==")]
    packages = sum("==" in line for line in lines)
    steps = [_Step(each, ("--extra-index-url", CPU_TORCH, each)) for each in torch]
    return [*steps, _Step(f"{packages} packages", ("--requirement", str(requirements)))]


def _run(peer: Peer, command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        why = last_words(done.stderr) or last_words(done.stdout)
        raise PeerNotInstalled(peer, f"cannot be installed: {why}")


def _digest(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()
