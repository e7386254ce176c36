"""What a group of routes keeps for its application, such as a desk with open sessions."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Generic, TypeVar

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from server.gateway.services import Services, services_of

__all__ = ["Kept"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kept(Generic[T]):
    """One of a kind in each application, made when somebody first comes to it."""

    name: str
    """In the application's state; no other is called so."""
    make: Callable[[Services], T]
    finish: Callable[[T], Awaitable[None]]
    """What it does when the server drains."""

    def of(self, connection: HTTPConnection) -> T:
        """That of the application that a request or a socket came to."""
        found = self.made(connection.app)
        if found is None:
            services = services_of(connection)
            found = self.make(services)
            setattr(connection.app.state, self.name, found)
            services.lifecycle.on_drain(partial(self.finish, found))
        return found

    def made(self, app: FastAPI) -> T | None:
        """What is there; None if nobody has come yet."""
        found: T | None = getattr(app.state, self.name, None)
        return found

    def until_the_end(
        self, close: Callable[[T], Awaitable[None]]
    ) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
        """The life of a router, at whose end what was made is closed."""

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[None]:
            yield
            found = self.made(app)
            if found is not None:
                await close(found)

        return lifespan
