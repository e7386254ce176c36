from pathlib import Path

import pytest

from dragoman import machine
from tests.translators.engines import offline_store


def test_gpus() -> None:
    assert machine.gpus() >= 0


def test_an_empty_cache_means_the_light_profile(tmp_path: Path) -> None:
    choice = machine.suggest_profile(offline_store(tmp_path))
    assert choice.profile == "light"


def test_giving_memory_back_is_no_error_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    machine.give_memory_back()
    monkeypatch.setattr("ctypes.CDLL", lambda name: object())
    machine.give_memory_back()
