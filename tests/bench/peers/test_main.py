import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.peers.__main__ import main
from bench.trace import read_trace
from tests.bench.peers.made import wav_of

PROJECT = Path(__file__).parents[3]


def test_all_peers_are_listed() -> None:
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == 0
    names = [line.split()[0] for line in result.output.splitlines()]
    assert names == ["whisperlivekit", "whisperlive", "realtimestt", "naive"]
    assert result.output.endswith("faster-whisper, every second (installed)\n")


def test_what_is_installed_is_left_alone() -> None:
    result = CliRunner().invoke(main, ["install", "naive"])
    assert (result.exit_code, result.output) == (0, "faster-whisper, every second is installed\n")


@pytest.mark.parametrize("command", [["install", "nobody"], ["run", "nobody"]])
def test_an_unknown_name_is_one_line(command: list[str], tmp_path: Path) -> None:
    wav = wav_of(tmp_path / "a.wav", bytes(64))
    options = ["--wav", str(wav), "--model", str(tmp_path), "--out", str(tmp_path / "a.json")]
    line = [*command, *(options if command[0] == "run" else ())]
    done = subprocess.run(
        [sys.executable, "-m", "bench.peers", *line],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "peers: no peer is called 'nobody'; known: whisperlivekit, whisperlive, realtimestt, naive"
    ]


def test_a_run_that_fails_leaves_a_trace_and_a_status(tmp_path: Path) -> None:
    wav, out = wav_of(tmp_path / "a.wav", bytes(3200)), tmp_path / "a.json"
    line = ["run", "naive", "--wav", str(wav), "--model", str(tmp_path), "--out", str(out)]
    result = CliRunner().invoke(main, [*line, "--cores", "0"])
    assert result.exit_code == 1
    assert result.output == f"{out}: error: {read_trace(out).error}\n"


def test_cores_are_numbers(tmp_path: Path) -> None:
    wav = wav_of(tmp_path / "a.wav", bytes(64))
    line = ["run", "naive", "--wav", str(wav), "--model", str(tmp_path), "--out", "a", "--cores"]
    assert "such as 0,1" in CliRunner().invoke(main, [*line, "first"]).output
