"""What looks at the pictures of cameras: made once for all of them, each engine in a thread."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass

from configs.schema import Config
from streaming.narrating.asking import NarrationEngines
from streaming.narrating.engines import open_narration_engines
from translators.registry import EngineContext

__all__ = ["STAGES", "Eyes", "open_eyes"]

STAGES = ("glance", "detect", "read", "describe", "answer", "depth")
"""What is done with pictures. One call at a time for each of them, in the order of the calls."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Eyes:
    """Engines, and the threads that they are asked in."""

    engines: NarrationEngines
    """Without a translator: that depends on the user's language."""
    threads: Mapping[str, ThreadPoolExecutor]
    """By stage."""


def open_eyes(config: Config, context: EngineContext, say: Say, stack: ExitStack) -> Eyes:
    """Make the engines; `stack` frees them, after the calls that are running.

    Only a detector is indispensable: raises what its last backend raised. What else `auto` cannot
    have is done without. `say` gets a line about what is missing and how to get it.
    """
    engines = open_narration_engines(config, context, say, stack)
    threads = {stage: ThreadPoolExecutor(1, thread_name_prefix=stage) for stage in STAGES}
    for thread in threads.values():
        stack.callback(thread.shutdown, wait=True, cancel_futures=True)
    return Eyes(engines, threads)
