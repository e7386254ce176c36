"""Which captioners Dragoman is measured beside, and what each needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from configs.errors import DragomanError

__all__ = ["PEERS", "Peer", "PeerUnknown", "find_peer"]

REQUIREMENTS = Path(__file__).parent / "requirements"


class PeerUnknown(DragomanError):
    """No such captioner among the peers."""

    exit_status = 2

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"no peer is called {name!r}; known: {', '.join(PEERS)}")


@dataclass(frozen=True, slots=True)
class Peer:
    """A captioner and how it comes here."""

    name: str
    title: str
    version: str
    driver: str
    """The module that streams a talk through it, run by its own interpreter."""
    requirements: Path | None
    """Every package of its environment with its version; None: it runs in ours."""
    imports: str
    """A module that can be imported when the environment is complete."""

    @property
    def is_ours(self) -> bool:
        """Whether our own environment is enough."""
        return self.requirements is None


def _packaged(name: str, title: str, version: str, imports: str) -> Peer:
    driver = f"bench.peers.drivers.{name}_driver"
    return Peer(name, title, version, driver, REQUIREMENTS / f"{name}.txt", imports)


PEERS: Mapping[str, Peer] = MappingProxyType(
    {
        peer.name: peer
        for peer in (
            _packaged("whisperlivekit", "WhisperLiveKit", "0.2.26", "whisperlivekit.core"),
            _packaged("whisperlive", "WhisperLive", "0.10.0", "whisper_live.server"),
            _packaged("realtimestt", "RealtimeSTT", "1.1.2", "RealtimeSTT"),
            Peer(
                "naive",
                "faster-whisper, every second",
                "",
                "bench.peers.drivers.naive_driver",
                None,
                "faster_whisper",
            ),
        )
    }
)
"""By name, in the order in which they are shown."""


def find_peer(name: str) -> Peer:
    """The peer of this name. Raises `PeerUnknown`."""
    try:
        return PEERS[name]
    except KeyError:
        raise PeerUnknown(name) from None
