"""What this machine has, and which profile suits it."""

import os
from contextlib import suppress

from configs.profiles import ProfileChoice, choose_profile, read_candidates
from model_store.store import ModelStore

__all__ = ["cores", "gpus", "suggest_profile"]


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def gpus() -> int:
    """NVIDIA cards that the recognizer's engine can use."""
    with suppress(ImportError):
        from ctranslate2 import get_cuda_device_count

        return int(get_cuda_device_count())
    return 0


def suggest_profile(store: ModelStore) -> ProfileChoice:
    """What the profile `auto` stands for here, with the models that are in the cache."""
    present = {entry.name for entry in store.entries() if store.has(entry.name)}
    return choose_profile(present, has_gpu=gpus() > 0, cores=cores(), candidates=read_candidates())
