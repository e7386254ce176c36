"""Who may use the interface: whoever has the key, which is the admin token."""

from collections.abc import Iterator
from contextlib import contextmanager

from starlette.requests import HTTPConnection

from server.access.access import bearer
from server.gateway.doorman import client_address
from server.gateway.services import Services, services_of

__all__ = ["enter", "seat"]


def enter(connection: HTTPConnection, key: str | None = None) -> Services:
    """The services, for who may use them. Raises `Refused`.

    `key` is what they named where it is not in the header. On this machine alone none is needed:
    clients send one anyway, and it does not matter which.
    """
    services = services_of(connection)
    if key is None:
        key = bearer(connection.headers.get("authorization"))
    services.access.require_admin(key, client_address(connection.scope))
    return services


@contextmanager
def seat(services: Services) -> Iterator[None]:
    """A place among those who are heard at the same time. Raises `Refused` (busy)."""
    services.slots.take()
    try:
        yield
    finally:
        services.slots.give_back()
