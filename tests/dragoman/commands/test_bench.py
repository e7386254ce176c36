from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configs.errors import DragomanError, MissingPart
from dragoman.commands import bench
from dragoman.commands.bench import command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


def test_arguments_go_to_the_benchmark() -> None:
    result = run("--seeds", "one")
    assert result.exit_code == 2
    assert "'one' is not a row of numbers" in result.output


def test_it_needs_a_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "CHECKOUT", tmp_path)
    result = run("--quick")
    assert isinstance(result.exception, DragomanError)
    assert "needs a checkout of Dragoman's source" in str(result.exception)


def test_a_missing_library_names_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="jiwer")

    monkeypatch.setattr(bench, "import_module", absent)
    result = run("--quick")
    assert isinstance(result.exception, MissingPart)
    assert "jiwer" in str(result.exception)
    assert "[dev,bench]" in str(result.exception)
