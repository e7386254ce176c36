import json
from pathlib import Path

import numpy as np
import pytest

from bench.engines import needed_models, read_settings
from bench.prompts import find_prompts
from bench.sound import write_wav
from bench.talk import join_talk
from bench.talks import Plan, main, run_talk, talks
from configs.errors import MissingPart
from model_store.store import ModelStore
from translators.translate import Pair

PAIR = Pair("en", "pt")


def test_each_seed_makes_a_talk_with_and_without_noise(tmp_path: Path) -> None:
    plan = Plan(PAIR, tmp_path, seeds=(1, 2), seconds=8.0)
    try:
        made = dict(talks(plan))
    except MissingPart as missing:
        pytest.skip(str(missing))
    assert list(made) == ["en-1", "en-1-20dB", "en-2", "en-2-20dB"]
    assert made["en-1"].text == made["en-1-20dB"].text != made["en-2"].text


def test_recordings_need_their_text_beside_them(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_wav(tmp_path / f"{name}.wav", np.full(8000, 0.1, dtype=np.float32))
    (tmp_path / "one.txt").write_text("Hello.", encoding="utf-8")
    ((name, talk),) = talks(Plan(PAIR, tmp_path, recordings=tmp_path))
    assert (name, talk.text, talk.language) == ("one", "Hello.", "en")


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
    scores = run_talk(Plan(PAIR, tmp_path), "short", talk)
    assert scores.one_pass is not None
    assert scores.one_pass.words == scores.errors.words
    assert scores.one_pass.rate < 0.15
    assert scores.chrf is not None
    started = json.loads((tmp_path / "short" / "events.jsonl").read_text().splitlines()[0])
    assert started["targets"] == ["pt"]
