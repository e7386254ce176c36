import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configs.errors import ConfigError
from dragoman import cli
from dragoman.cli import COMMANDS, main
from tests.conftest import PROJECT


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_help_names_the_commands() -> None:
    shown = run("--help").output
    assert all(name in shown for name in COMMANDS)
    assert "Examples:" in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help_with_examples(name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"dragoman {name}" in result.output.split("Examples:")[1]


def test_help_loads_nothing_heavy() -> None:
    check = (
        "import sys; from dragoman.cli import main; main(['--help'], standalone_mode=False);"
        "print(sorted({'numpy', 'rich', 'asyncio', 'httpx', 'av'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_version() -> None:
    assert run("--version").output.startswith("dragoman ")


def test_as_a_module() -> None:
    command = [sys.executable, "-m", "dragoman", "no-such-command"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_an_error_is_one_line_and_its_status() -> None:
    result = run("config", "--set", "audio.vad=ears")
    assert result.exit_code == ConfigError.exit_status
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("dragoman: audio.vad: unknown value 'ears'")


def test_a_current_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()
    result = run("devices")
    assert result.exit_code == 1
    assert result.stderr == "dragoman: the current folder is gone; go to another one\n"


def test_ctrl_c_before_anything_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(name: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "import_module", interrupted)
    result = run("config")
    assert result.exit_code == 130
    assert result.stderr == "dragoman: stopped\n"
