from pathlib import Path

import numpy as np
import pytest

from bench.material import Material
from bench.sound import read_samples, write_wav
from bench.stages import Plan, stages
from configs.errors import DragomanError, MissingPart
from model_store.store import ModelStore


@pytest.mark.models
def test_a_talk_is_written_with_noise_and_timed_without(tmp_path: Path, store: ModelStore) -> None:
    for name in ("whisper-base", "whisper-tiny.en"):
        store.ensure(name)
    plan = Plan("made", tmp_path, Material((1,), 6.0, (10.0,)), languages=("en",))
    try:
        (stage,) = stages(plan)
    except MissingPart as missing:
        pytest.skip(str(missing))
    assert stage.wav == tmp_path / "made" / "en-1.wav"
    assert stage.model == "whisper-tiny.en"
    assert stage.model_folder.is_dir()
    assert stage.truth.text == stage.talk.text
    assert stage.truth.duration_s == stage.talk.duration_s
    # The file holds the noise that nobody speaks over at its beginning.
    assert np.abs(read_samples(stage.wav)[:4000]).max() > 0.001
    assert all(
        word.end_s <= passage.end_s + 1e-6
        for passage in stage.truth.passages
        for word in passage.words
    )


@pytest.mark.models
def test_recordings_with_their_texts_take_the_place_of_talks(
    tmp_path: Path, store: ModelStore
) -> None:
    store.ensure("whisper-base")
    folder = tmp_path / "own"
    folder.mkdir()
    for name in ("one", "two"):
        write_wav(folder / f"{name}.wav", np.full(8000, 0.1, dtype=np.float32))
    (folder / "one.txt").write_text("Hola.", encoding="utf-8")
    plan = Plan("made", tmp_path, Material(recordings=folder), languages=("it",))
    (stage,) = stages(plan)
    assert (stage.wav.name, stage.talk.text, stage.model) == ("one.wav", "Hola.", "whisper-base")


@pytest.mark.models
def test_a_language_without_prompts_is_refused(tmp_path: Path, store: ModelStore) -> None:
    store.ensure("whisper-base")
    with pytest.raises(DragomanError, match="no recorded prompts in 'de'"):
        list(stages(Plan("made", tmp_path, Material((1,)), languages=("de",))))
