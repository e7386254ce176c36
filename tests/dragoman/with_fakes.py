"""`python -m tests.dragoman.with_fakes ...`: the command line with engines that need no model."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from dragoman.cli import main
from tests.fakes import FAKE_ENGINES, FakeDetector
from translators import registry

FAKES, EYES = "tests.fakes", "tests.dragoman.fake_eyes"
SEEING = ("detect", "read", "describe", "answer")
BUILT_IN = {
    role: {**backends, "fake": f"{EYES if role in SEEING else FAKES}:{role.upper()}"}
    for role, backends in registry.BUILT_IN.items()
}


def settings() -> dict[str, str]:
    """`FAKE_ENGINES` as environment variables, below what the command line sets."""
    pairs = (setting.split("=") for setting in FAKE_ENGINES)
    return {f"DRAGOMAN_{key.upper().replace('.', '__')}": value for key, value in pairs}


def detector(name: str) -> Any:
    return FakeDetector()


@contextmanager
def fakes() -> Iterator[None]:
    """Make `--set recognize.backend=fake` and the like possible."""
    with (
        patch.object(registry, "BUILT_IN", BUILT_IN),
        patch("dragoman.engines.create_detector", detector),
        patch("server.engine_pool.create_detector", detector),
        patch.dict("os.environ", settings()),
    ):
        yield


if __name__ == "__main__":
    with fakes():
        main(prog_name="dragoman")
