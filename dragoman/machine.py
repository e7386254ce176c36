"""What this machine has, and which profile suits it."""

import ctypes
from contextlib import suppress

from configs.cores import cores
from configs.profiles import ProfileChoice, choose_profile, read_candidates
from model_store.store import ModelStore

__all__ = ["give_memory_back", "gpus", "suggest_profile"]

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
_LARGE_BYTES = 32 * 1024 * 1024
"""More than the blocks of a usual pass, which are asked for again some hundred milliseconds later:
with 4 MB, getting their pages from the system anew was a quarter of all processor time."""
_SPARE_BYTES = 64 * 1024 * 1024


def gpus() -> int:
    """NVIDIA cards that the recognizer's engine can use."""
    with suppress(ImportError):
        from ctranslate2 import get_cuda_device_count

        return int(get_cuda_device_count())
    return 0


def give_memory_back() -> None:
    """Have the largest blocks returned to the system when they are freed, and others used again.

    The C library of most Linux systems learns to keep ever larger blocks, and gives each thread a
    heap of its own. Both grow in steps over hours of windows of different lengths. Other systems
    are left as they are.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        library.mallopt(_M_TRIM_THRESHOLD, _SPARE_BYTES)
        library.mallopt(_M_ARENA_MAX, 1)


def suggest_profile(store: ModelStore) -> ProfileChoice:
    """What the profile `auto` stands for here, with the models that are in the cache."""
    present = {entry.name for entry in store.entries() if store.has(entry.name)}
    return choose_profile(present, has_gpu=gpus() > 0, cores=cores(), candidates=read_candidates())
