"""`dragoman serve`: rooms in the browser, and the APIs that other programs use."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import click

from configs.load import load_config
from configs.schema import Config
from dragoman.machine import give_memory_back, suggest_profile
from dragoman.options import overrides_of, settings_options
from model_store.store import open_store
from server.access.access import check_exposure
from server.camera import routes as camera
from server.engine_pool import EnginePool
from server.gateway.app import Part
from server.gateway.listening import check_certificate, listen, listen_at
from server.gateway.logs import log, set_up_logs
from server.gateway.serving import serve
from server.openai_api import routes as openai
from server.whip import routes as whip
from server.wyoming_api.serving import wyoming

__all__ = ["command"]


@click.command(
    "serve",
    epilog="\b\nExamples:\n"
    "  dragoman serve\n"
    "  dragoman serve --port 9000 --profile light\n"
    "  dragoman serve --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem",
)
@click.option("--host", metavar="ADDRESS", help="Where to listen.  [default: 127.0.0.1]")
@click.option("--port", type=int, help="0 takes any free one.  [default: 8080]")
@click.option("--tls-cert", metavar="FILE", help="Serve HTTPS with this certificate (PEM).")
@click.option("--tls-key", metavar="FILE", help="The certificate's key (PEM).")
@click.option(
    "--wyoming-port", type=int, help="Serve Home Assistant (Wyoming) too, such as at 10300."
)
@click.option(
    "--wyoming-host", metavar="ADDRESS", help="Where; it asks for no key.  [default: 127.0.0.1]"
)
@settings_options
def command(
    profile: str | None, overrides: tuple[str, ...], offline: bool, **options: str | int | None
) -> None:
    """Captions, translation and calls in the browser, and APIs for other programs.

    On this machine (127.0.0.1) it needs no password. Anywhere else it needs server.admin_token,
    and browsers give their microphone only to pages over HTTPS: pass a certificate, or put the
    server behind a proxy that has one. Ctrl-C lets everybody finish the sentence; a second one
    ends it at once.
    """
    told = overrides_of({f"server.{key}": value for key, value in options.items()})
    config, reason = _settings(profile, (*overrides, *told), offline=offline)
    check_exposure(config.server)
    check_certificate(config.server)
    with listen(config.server) as listening, _wyoming_parts(config) as parts:
        set_up_logs()
        give_memory_back()
        log("starting", profile=reason)
        store = open_store(config.models, offline=offline)
        pool = EnginePool(
            config, store, now_s=time.monotonic, say=lambda line: log("models", message=line)
        )
        try:
            running = serve(
                config,
                pool,
                listening,
                routers=(openai.router, whip.router, camera.router),
                parts=parts,
                on_started=_on_started,
            )
            status = asyncio.run(running)
        finally:
            pool.close()
    click.get_current_context().exit(status)


@contextmanager
def _wyoming_parts(config: Config) -> Iterator[tuple[Part, ...]]:
    """The Wyoming server, where one is wanted; its port is taken before anything loads."""
    server = config.server
    if not server.wyoming_port:
        yield ()
        return
    advice = "--wyoming-port takes another port"
    with listen_at(server.wyoming_host, server.wyoming_port, advice) as listening:
        yield (partial(wyoming, listening=listening),)


def _settings(
    profile: str | None, overrides: tuple[str, ...], *, offline: bool
) -> tuple[Config, str]:
    """The settings, with `auto` replaced by a profile, and why this one."""
    config = load_config(profile, overrides=overrides).config
    if config.profile != "auto":
        return config, config.profile
    choice = suggest_profile(open_store(config.models, offline=True))
    return load_config(choice.profile, overrides=overrides).config, choice.reason


def _on_started(url: str) -> None:
    log("listening", url=url)
    click.echo(f"dragoman: open {url} in a browser; Ctrl-C ends the server", err=True)
