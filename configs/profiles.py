"""The built-in profiles, and which of them `auto` takes."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from configs.schema import PROFILES

__all__ = ["ProfileChoice", "choose_profile", "read_candidates", "read_profile"]

_CPU_CORES = 4
"""With fewer, the models of `cpu` do not keep up with speech."""


@dataclass(frozen=True, slots=True)
class ProfileChoice:
    """What `auto` took."""

    profile: str
    reason: str
    """One line for the user: what was taken, why, and how to get better."""


def read_profile(name: str) -> Mapping[str, Any]:
    """The tables of a built-in profile."""
    text = resources.files("configs").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def read_candidates() -> Mapping[str, tuple[str, ...]]:
    """Profile to the recognizer's models that it would take, the best first."""
    return {name: tuple(read_profile(name)["recognize"]["candidates"]) for name in PROFILES}


def choose_profile(
    present: Collection[str],
    *,
    has_gpu: bool,
    cores: int,
    candidates: Mapping[str, tuple[str, ...]],
) -> ProfileChoice:
    """Take the best profile that this machine can run with a model that is already here.

    `present` are the models in the cache, `candidates` what `read_candidates` says. A profile
    above `light` is taken only with a model that `light` does not have, because nobody wants to
    wait for gigabytes that they did not ask for; `light` is taken with nothing at all.
    """
    able = {"gpu": has_gpu, "cpu": cores >= _CPU_CORES}
    best = next((name for name in ("gpu", "cpu") if able[name]), "light")
    for name in ("gpu", "cpu"):
        here = [model for model in _own(name, candidates) if model in present]
        if able[name] and here:
            return ProfileChoice(name, f"profile {name}: {here[0]} is here{_better(name, best)}")
    return ProfileChoice("light", f"profile light: small models{_better('light', best)}")


def _own(profile: str, candidates: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    small = candidates["light"]
    return tuple(model for model in candidates[profile] if model not in small)


def _better(profile: str, best: str) -> str:
    if profile == best:
        return ", the best for this machine"
    return f"; this machine can do better: dragoman models pull --profile {best}"
