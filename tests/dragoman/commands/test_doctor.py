import json
from pathlib import Path

from click.testing import CliRunner

from dragoman.commands.doctor import command
from tests.dragoman.program import run


def test_a_machine_on_which_all_works() -> None:
    result = run("doctor")
    assert result.exit_code == 0
    assert "Everything is there" in result.output


def test_an_empty_cache_is_a_failure_with_commands(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--set", f"models.cache={tmp_path}"])
    assert result.exit_code == 1
    assert "run: dragoman models pull whisper-tiny.en" in result.output
    assert "dragoman models pull --profile light" in result.output


def test_json(tmp_path: Path) -> None:
    result = CliRunner().invoke(command, ["--json", "--set", f"models.cache={tmp_path}"])
    found = json.loads(result.output)
    assert found["works"] is False
    assert found["auto"]["profile"] == "light"
    assert {engine["role"] for engine in found["engines"]} == {
        *("voices", "recognize", "translate", "speak"),
        *("detect", "read", "describe", "answer", "depth"),
    }
