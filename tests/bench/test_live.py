import json
from pathlib import Path

import pytest

from bench.live import RunFailed, caption, interpret, run_dragoman
from bench.talk import Passage
from configs.errors import OutputError
from model_store.store import ModelStore
from tests.bench.made import talk
from translators.translate import Pair

TALK = talk(Passage("one", "Hello there.", 0.5, 1.5))


def test_a_command_runs_with_changed_settings(capfd: pytest.CaptureFixture[str]) -> None:
    run_dragoman(["config"], ["captions.columns=37"])
    assert "37" in capfd.readouterr().out


def test_the_programs_own_status_is_carried_on(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RunFailed) as failed:
        run_dragoman(["config"], ["captions.columns=1"])
    assert failed.value.exit_status == 2
    assert "captions.columns" in capfd.readouterr().err


def test_what_is_said_is_kept_beside_the_talk(tmp_path: Path) -> None:
    with pytest.raises(RunFailed):
        interpret(TALK, Pair("en", "xx"), tmp_path / "out", quiet=True)
    assert (tmp_path / "out" / "talk.txt").read_text() == "   0.50    1.50  Hello there.\n"
    assert (tmp_path / "out" / "talk.wav").stat().st_size == 44 + 2 * len(TALK.samples)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        caption(TALK, tmp_path / "file" / "out")


@pytest.mark.slow
@pytest.mark.models
def test_captions_leave_their_events(tmp_path: Path, store: ModelStore) -> None:
    store.ensure("whisper-base")
    live = caption(TALK, tmp_path, quiet=True)
    assert live.run.cpu_s > 0
    assert live.events[-1].type == "session.ended"
    lines = (tmp_path / "events.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["type"] == "session.started"
