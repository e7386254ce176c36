import os

import pytest

from configs.cores import cores


def test_cores() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


def test_cores_where_the_system_does_not_tell_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    assert cores() == (os.cpu_count() or 1)
