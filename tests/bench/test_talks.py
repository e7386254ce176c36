import json
from pathlib import Path

import pytest

from bench.engines import needed_models, read_settings
from bench.prompts import find_prompts
from bench.talk import join_talk
from bench.talks import Trial, main, run_talk
from configs.errors import MissingPart
from model_store.store import ModelStore
from translators.translate import Pair

PAIR = Pair("en", "pt")


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--recordings", str(tmp_path / "none")])
    assert ended.value.code == 2


def test_without_talks_there_is_nothing_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--out", str(tmp_path)])
    assert ended.value.code == 2
    assert "--seed" in capsys.readouterr().err


def test_a_language_without_prompts_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--seed", "1", "--from", "de", "--out", str(tmp_path)])
    assert ended.value.code == 1
    assert "no recorded prompts in 'de'" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.models
def test_a_talk_stands_beside_one_pass(tmp_path: Path, store: ModelStore) -> None:
    try:
        prompts = find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    for name in needed_models(read_settings()[0], store, PAIR):
        store.ensure(name)
    talk = join_talk([prompts["vm-newuser"], prompts["conf-onlyone"]], seed=1)
    scores = run_talk(Trial(PAIR, tmp_path), "short", talk)
    assert scores.one_pass is not None
    assert scores.one_pass.words == scores.errors.words
    assert scores.one_pass.rate < 0.15
    assert scores.chrf is not None
    started = json.loads((tmp_path / "short" / "events.jsonl").read_text().splitlines()[0])
    assert started["targets"] == ["pt"]
