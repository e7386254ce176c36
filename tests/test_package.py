"""The wheel, in an environment that has nothing of this checkout."""

import json
import os
import pkgutil
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PACKAGES = (
    "dragoman",
    "server",
    "streaming",
    "captions",
    "translators",
    "model_store",
    "video_io",
    "audio_io",
    "configs",
)

pytestmark = [pytest.mark.package, pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that no build folder of the checkout can lend it a file."""
    copy = tmp_path_factory.mktemp("source")
    tracked = [*PACKAGES, "pyproject.toml", "README.md", "LICENSE"]
    subprocess.run(["cp", "-r", *(str(PROJECT / name) for name in tracked), str(copy)], check=True)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(out), str(copy)]
    subprocess.run(command, check=True, capture_output=True, text=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with the wheel in it, and what the wheel depends on, but not this checkout.

    The dependencies are those of the running environment, reached by a path file: to install them
    again would take minutes and prove nothing about the wheel. A checkout that is installed there
    by a path file of its own stays out: path files are only read in an environment's own folder.
    """
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=False)
    program = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    install = [sys.executable, "-m", "pip", "--python", str(program), "install"]
    quiet = ["--no-deps", "--no-index", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*install, *quiet, str(wheel)], check=True)
    dependencies = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "dependencies.pth").write_text("\n".join(dependencies), encoding="utf-8")
    return program


def _run(python: Path, *arguments: str) -> str:
    """What a program prints, run where the checkout is not."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(python.parent)}
    done = subprocess.run(
        [python, *arguments], cwd=python.parent, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _modules() -> Iterator[str]:
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages([str(PROJECT / package)], f"{package}."):
            yield found.name


def test_the_wheel_holds_every_file_of_every_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
    wanted = {
        str(path.relative_to(PROJECT))
        for package in PACKAGES
        for path in (PROJECT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted <= packed
    strangers = {name.split("/")[0] for name in packed} - set(PACKAGES)
    assert all(name.endswith(".dist-info") for name in strangers)
    assert any(name.endswith("/licenses/LICENSE") for name in packed)


def test_every_top_level_package_is_known_to_this_test() -> None:
    here = {path.parent.name for path in PROJECT.glob("*/__init__.py")}
    assert here - {"tests", "bench"} == set(PACKAGES)


def test_every_module_can_be_imported(python: Path) -> None:
    program = (
        "import importlib, json, sys\n"
        "print(json.dumps([importlib.import_module(n).__file__ for n in sys.argv[1:]]))"
    )
    files = json.loads(_run(python, "-c", program, *_modules()))
    assert len(files) > 50
    home = str(python.parents[1])
    assert [file for file in files if not file.startswith(home)] == []


def test_the_command_is_there(python: Path) -> None:
    text = _run(python, str(python.parent / "dragoman"), "--help")
    assert all(name in text for name in ("captions", "interpret", "models", "doctor"))


def test_an_installation_without_extras_has_no_torch(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    needed = [
        re.split(r"[^\w.-]", line)[0].lower()
        for line in metadata.get_all("Requires-Dist", [])
        if "extra ==" not in line
    ]
    assert "faster-whisper" in needed
    # None of these, and none that pull them: silero-vad and openai-whisper do.
    heavy = {"torch", "torchaudio", "transformers", "tts", "silero-vad", "openai-whisper"}
    assert heavy.isdisjoint(needed)
