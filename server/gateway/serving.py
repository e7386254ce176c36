"""Runs the server from its start to its end.

The first SIGTERM or Ctrl-C drains: nobody new comes in, everybody's last words get their finals,
then the server leaves. The second one ends it at once.
"""

import asyncio
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from types import FrameType

import uvicorn
from fastapi import APIRouter

from configs.errors import DragomanError
from configs.schema import Config
from server.access.access import Access
from server.engines import Pool
from server.gateway.app import Part, create_app
from server.gateway.lifecycle import Lifecycle
from server.gateway.listening import address_of
from server.gateway.logs import log
from server.gateway.services import Services
from server.meters import Meters
from server.rooms.hall import Hall
from server.rooms.languages import offer_of
from server.rooms.room import RoomParts
from server.slots import Slots
from server.storage import open_archive

__all__ = ["opened_services", "serve"]

_MOST_MESSAGE_BYTES = 1024 * 1024
"""Of any socket; rooms take less (`server.max_message_kb`)."""
_ENCODERS = 2
_GOODBYE_S = 3
"""How long connections may take to close, when all is said."""
_AT_ONCE_S = 2.0
"""After a second signal, for what is still on its way to the disk."""
_SIGNALLED = 128
"""A shell adds the signal's number to this."""


@asynccontextmanager
async def opened_services(config: Config, pool: Pool) -> AsyncIterator[Services]:
    """One of each service; closed at the end of the block, but for the pool."""
    archive = await open_archive(config.storage, say=lambda line: log("storage", message=line))
    slots, meters, lifecycle = Slots(config.server.max_sessions), Meters(), Lifecycle()
    parts = RoomParts(config, pool, slots, meters, archive, offer_of(pool), time.monotonic)
    hall = Hall(parts)
    lifecycle.on_drain(hall.finish)
    lifecycle.on_drain(slots.emptied)
    encoding = ThreadPoolExecutor(_ENCODERS, thread_name_prefix="encode")
    access = Access(config.server, now_s=time.monotonic, wall_s=time.time)
    try:
        async with hall.running():
            yield Services(config, pool, access, hall, archive, slots, meters, lifecycle, encoding)
    finally:
        encoding.shutdown(wait=False, cancel_futures=True)
        await archive.close()


async def serve(
    config: Config,
    pool: Pool,
    listening: socket.socket,
    *,
    routers: Sequence[APIRouter] = (),
    parts: Sequence[Part] = (),
    on_started: Callable[[str], None] = lambda url: None,
) -> int:
    """Serve until a signal ends it; the exit status.

    Raises `DragomanError` if the models cannot be had.
    `on_started` is told the address when requests are answered; the models still load then.
    """
    async with opened_services(config, pool) as services:
        app = create_app(services, routers=routers, parts=parts)
        server = _Server(_settings(app, config), services.lifecycle, config.server.drain_s)
        warming = asyncio.create_task(_warm(services, server), name="warm")
        try:
            url = config.server.public_url or address_of(listening, config.server)
            server.on_started = lambda: on_started(url)
            await server.serve(sockets=[listening])
        finally:
            warming.cancel()
            outcome = (await asyncio.gather(warming, return_exceptions=True))[0]
        if isinstance(outcome, DragomanError):
            raise outcome
        return server.ended_by


async def _warm(services: Services, server: "_Server") -> None:
    """Load what the first speaker would wait for; without it the server is of no use."""
    try:
        await services.pool.warm((services.config.recognize.language,))
    except DragomanError:
        server.should_exit = True
        raise
    services.lifecycle.ready()
    log("ready")


def _settings(app: object, config: Config) -> uvicorn.Config:
    server = config.server
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        ws_max_size=_MOST_MESSAGE_BYTES,
        # Compressed messages cost memory for each socket, and speech gains nothing by it.
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_GOODBYE_S,
        ssl_certfile=server.tls_cert or None,
        ssl_keyfile=server.tls_key or None,
    )


class _Server(uvicorn.Server):
    """uvicorn, with an end that loses nothing."""

    def __init__(self, config: uvicorn.Config, lifecycle: Lifecycle, drain_s: float) -> None:
        super().__init__(config)
        self._lifecycle = lifecycle
        self._drain_s = drain_s
        self._loop: asyncio.AbstractEventLoop | None = None
        self._draining: asyncio.Task[None] | None = None
        self.on_started: Callable[[], None] = lambda: None
        self.ended_by = 0
        """Exit status, where the end was not waited for."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)
        if self.started:
            self.on_started()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """A signal came: drain, or if that goes on already, end."""
        if self._loop is None:
            self.should_exit = True
        else:
            self._loop.call_soon_threadsafe(self._on_signal, sig)

    def _on_signal(self, sig: int) -> None:
        log("signal", name=signal.Signals(sig).name)
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain(), name="drain")
        else:
            self.should_exit = self.force_exit = True
            # An engine's call can take long, and threads cannot be ended from outside.
            self.ended_by = _SIGNALLED + sig
            leaving = threading.Timer(_AT_ONCE_S, os._exit, (self.ended_by,))
            leaving.daemon = True
            leaving.start()

    async def _drain(self) -> None:
        try:
            complete = await self._lifecycle.drain(self._drain_s)
            level = logging.INFO if complete else logging.WARNING
            log("drained", level=level, complete=complete)
        finally:
            self.should_exit = True
