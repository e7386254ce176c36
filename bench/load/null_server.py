"""`python -m bench.load.null_server`: the server as it is, with engines that cost nothing.

Its options and its log are those of `dragoman serve`, as far as they are needed here, and it tells
how many tasks and threads it has.
"""

import asyncio
import sys
import threading
import time

import click
from fastapi import APIRouter

from bench.load.null_engines import NullPool
from configs.load import load_config
from server.gateway.listening import listen
from server.gateway.logs import log, set_up_logs
from server.gateway.serving import serve

__all__ = ["main", "router"]

router = APIRouter()
SETTLED_S = 2.0
"""Goodbyes take some moments."""


@router.get("/bench/counts")
async def counts() -> dict[str, int]:
    """Tasks of the event loop, and threads, when for a while there were no fewer."""
    fewest, since_s = len(asyncio.all_tasks()), time.monotonic()
    while time.monotonic() - since_s < SETTLED_S:
        await asyncio.sleep(SETTLED_S / 10)
        if len(asyncio.all_tasks()) < fewest:
            fewest, since_s = len(asyncio.all_tasks()), time.monotonic()
    return {"tasks": fewest, "threads": threading.active_count()}


@click.command()
@click.option("--port", default="0")
@click.option("--set", "overrides", multiple=True)
def main(port: str, overrides: tuple[str, ...]) -> None:
    """Serve until a signal ends it."""
    changed = (f"server.port={port}", *overrides)
    config = load_config("light", user_file=None, environ={}, overrides=changed).config
    with listen(config.server) as listening:
        set_up_logs()
        pool = NullPool(time.monotonic)
        try:
            running = serve(
                config,
                pool,
                listening,
                routers=(router,),
                on_started=lambda url: log("listening", url=url),
            )
            status = asyncio.run(running)
        finally:
            pool.close()
    sys.exit(status)


if __name__ == "__main__":
    main()
