from pathlib import Path

import numpy as np
import pytest

from bench.material import Material
from bench.sound import write_wav
from configs.errors import DragomanError, MissingPart


def test_each_seed_makes_a_talk_with_and_without_noise() -> None:
    try:
        made = list(Material((1, 2), 8.0, (None, 20.0)).talks("en"))
    except MissingPart as missing:
        pytest.skip(str(missing))
    assert [one.name for one in made] == ["en-1", "en-1-20dB", "en-2", "en-2-20dB"]
    first, noisy, second, _ = made
    assert first.talk.text == noisy.talk.text != second.talk.text
    assert first.talk is first.clean
    noise = noisy.talk.samples - noisy.clean.samples
    assert noisy.clean.samples.tolist() == first.talk.samples.tolist()
    assert 0.0001 < float(np.sqrt(np.mean(noise**2))) < 0.1


def test_names_do_not_tell_what_all_talks_have() -> None:
    try:
        (made,) = Material((1,), 8.0, (20.0,)).talks("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    assert made.name == "en-1"
    assert made.talk.samples.tolist() != made.clean.samples.tolist()


def test_recordings_need_their_text_beside_them(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_wav(tmp_path / f"{name}.wav", np.full(8000, 0.1, dtype=np.float32))
    (tmp_path / "one.txt").write_text("Hello.", encoding="utf-8")
    (tmp_path / "three.txt").write_text("Nobody says this.", encoding="utf-8")
    (made,) = Material(recordings=tmp_path).talks("en")
    assert (made.name, made.talk.text, made.talk.language) == ("one", "Hello.", "en")
    assert made.clean is made.talk


def test_without_seeds_and_recordings_there_is_nothing() -> None:
    assert list(Material().talks("de")) == []


def test_a_language_without_prompts_is_refused() -> None:
    with pytest.raises(DragomanError, match="no recorded prompts in 'de'"):
        list(Material((1,)).talks("de"))
