"""What the routes work with."""

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection

from configs.schema import Config
from server.access.access import Access
from server.engines import Pool
from server.gateway.lifecycle import Lifecycle
from server.meters import Meters
from server.rooms.hall import Hall
from server.slots import Slots
from server.storage.archive import Archive

__all__ = ["Services", "services_of"]


@dataclass(frozen=True, slots=True)
class Services:
    """One of each, for the whole server; a route gets them by `services_of`."""

    config: Config
    pool: Pool
    access: Access
    hall: Hall
    archive: Archive
    slots: Slots
    """Take one for each stream of speech that is heard."""
    meters: Meters = field(default_factory=Meters)
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    encoding: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "encode"))
    """Encodes the sound that people hear, and does nothing else."""


def services_of(connection: HTTPConnection) -> Services:
    """The services of the application that a request or a socket came to."""
    found: Services = connection.app.state.services
    return found
