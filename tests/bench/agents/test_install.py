import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.agents import install as installing
from bench.agents.__main__ import main
from configs.errors import DragomanError


def test_every_scorer_has_its_version() -> None:
    assert all("==" in scorer for scorer in installing.SCORERS)


def test_what_failed_is_told_and_nothing_counts_as_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "ENVIRONMENT", tmp_path / "none" / "scorers")
    monkeypatch.setattr(installing.sys, "executable", "/bin/false")
    with pytest.raises(DragomanError, match="ended with status 1"):
        installing.install()
    assert not installing.installed()
    result = CliRunner().invoke(main, ["install"])
    assert result.exit_code == 1
    assert "agents: /bin/false" in result.stderr


def test_the_steps_are_a_venv_the_scorers_and_what_they_need(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, ...]] = []

    def note(command: tuple[str, ...], *, check: bool) -> "subprocess.CompletedProcess[str]":
        ran.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(installing, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(installing.subprocess, "run", note)
    installing.install()
    assert [command[2] for command in ran] == ["venv", "pip", "pip"]
    assert ran[1][-3:] == installing.SCORERS
    assert str(installing.PROJECT) in ran[2]
    assert installing.installed()
