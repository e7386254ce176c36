import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from model_store.fetch import SourceDown, SourceFailure
from model_store.pip import download_wheels
from tests.model_store.servers import Site, dripping_server, index_of, make_wheel, silent_server

UseIndex = Callable[[str], None]


def download(folder: Path, *packages: str, platform: str = "", timeout_s: float = 5.0) -> list[int]:
    told: list[int] = []
    download_wheels(
        packages, platform=platform, folder=folder, timeout_s=timeout_s, tell=told.append
    )
    return told


def test_downloads_from_the_users_index(site: Site, use_index: UseIndex, tmp_path: Path) -> None:
    wheel = make_wheel(tmp_path / "made", "tiny_model", {"tiny/a": b"1" * 100_000})
    site.files = index_of({"tiny-model": ("tiny_model-1.0-py3-none-any.whl", wheel)})
    use_index(site.url)
    told = download(tmp_path / "got", "tiny-model==1.0")
    assert (tmp_path / "got" / "tiny_model-1.0-py3-none-any.whl").read_bytes() == wheel
    assert max(told) >= len(wheel)


def test_a_wheel_for_another_platform(site: Site, use_index: UseIndex, tmp_path: Path) -> None:
    name = "tiny_model-1.0-py3-none-win_arm64.whl"
    wheel = make_wheel(tmp_path / "made", "tiny_model", {"tiny/a": b"1"}, tag="win_arm64")
    site.files = index_of({"tiny-model": (name, wheel)})
    use_index(site.url)
    download(tmp_path / "got", "tiny-model==1.0", platform="win_arm64")
    assert (tmp_path / "got" / name).read_bytes() == wheel


def test_an_unknown_package_is_said_in_pips_words(
    site: Site, use_index: UseIndex, tmp_path: Path
) -> None:
    use_index(site.url)
    with pytest.raises(
        SourceFailure, match="No matching distribution found for tiny-model"
    ) as info:
        download(tmp_path, "tiny-model==1.0")
    assert not isinstance(info.value, SourceDown)


def test_an_index_that_never_answers(use_index: UseIndex, tmp_path: Path) -> None:
    with silent_server() as url:
        use_index(url)
        before = time.monotonic()
        with pytest.raises(SourceDown):
            download(tmp_path, "tiny-model==1.0", timeout_s=0.5)
        assert time.monotonic() - before < 10.0


def test_an_index_that_drips(use_index: UseIndex, tmp_path: Path) -> None:
    with dripping_server() as url:
        use_index(url)
        with pytest.raises(SourceDown, match=r"no answer within 0\.5 s"):
            download(tmp_path, "tiny-model==1.0", timeout_s=0.5)


@pytest.mark.parametrize(
    ("says", "kind", "problem"),
    [
        ("ERROR: Could not: [Errno 28] No space left on device", OSError, "No space left"),
        ("Killed", SourceFailure, "Killed"),
        ("", SourceFailure, "pip ended with status 2"),
    ],
)
def test_how_pip_may_end(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    says: str,
    kind: type[Exception],
    problem: str,
) -> None:
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nprintf '{says}'\nexit 2\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with pytest.raises(kind, match=problem):
        download(tmp_path, "tiny-model==1.0")


def test_nobody_listens(use_index: UseIndex, tmp_path: Path) -> None:
    with silent_server() as url:
        pass
    use_index(url)
    with pytest.raises(SourceDown, match="not reached"):
        download(tmp_path, "tiny-model==1.0")


def test_without_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SourceFailure, match="ensurepip") as info:
        download(tmp_path, "tiny-model==1.0")
    assert sys.executable in str(info.value)
