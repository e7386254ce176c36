import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bench.benchmark import main
from bench.prompts import find_prompts
from configs.errors import MissingPart
from model_store.store import ModelStore


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_help_says_what_it_does() -> None:
    shown = run("--help").output
    assert "beside other captioners" in shown
    assert "--quick" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--systems", "dragoman,whisper9"), "whisper9: known are dragoman, whisperlivekit"),
        (("--systems", ","), "nothing: known are"),
        (("--seeds", "1,b"), "'1,b' is not a row of numbers"),
        (("--seconds", "1"), "--seconds"),
    ],
)
def test_what_is_asked_wrongly_is_told(arguments: tuple[str, ...], said: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in " ".join(result.stderr.split())


def test_cores_that_are_not_there_are_refused() -> None:
    core = max(os.sched_getaffinity(0)) + 1
    result = run("--cores", str(core))
    assert result.exit_code == 1
    assert f"cores ({core},) are not all among" in result.stderr


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(300)
def test_a_quick_run_leaves_figures_plots_and_logs(tmp_path: Path, store: ModelStore) -> None:
    try:
        find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    for name in ("whisper-base", "whisper-tiny.en"):
        store.ensure(name)
    result = run(
        *("--quick", "--seconds", "8", "--systems", "dragoman,whisperlive", "--name", "made"),
        *("--out", str(tmp_path)),
    )
    assert "en-1: Dragoman" in result.output
    saved = json.loads((tmp_path / "made.json").read_text())
    by_system = {each["system"]: each for each in saved["runs"]}
    assert set(by_system) == {"one-pass", "dragoman", "whisperlive"}
    ours = by_system["dragoman"]
    assert ours["error"] == ""
    assert ours["figures"]["wer"] < 0.5
    assert -0.5 < ours["figures"]["settled_mean"] < 5
    assert ours["figures"]["cpu"] > 0.01
    assert "one-pass" not in {path.name for path in (tmp_path / "made" / "en-1").iterdir()}
    assert (tmp_path / "made" / "en-1" / "dragoman" / "logs" / "longform.jsonl").is_file()
    assert result.exit_code == 0
