from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests import fakes
from tests.dragoman.program import call, run
from tests.dragoman.recordings import write_floats, write_talk, write_wav
from tests.fakes import talk
from translators.translate import Pair

Make = Callable[[Path], object]


def zero_hertz(path: Path) -> None:
    write_talk(path, 4)
    content = bytearray(path.read_bytes())
    content[24:28] = bytes(4)
    path.write_bytes(content)


def only_a_header(path: Path) -> None:
    write_wav(path, np.zeros(0, np.float32))


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: None, "no such file or directory"),
        (lambda path: path.touch(), "the file is empty"),
        (lambda path: path.mkdir(), "is a directory"),
        (lambda path: path.write_text("It was the best of times.\n" * 50), "is not a recording"),
        (zero_hertz, "a sample rate of 0 Hz"),
        (only_a_header, "no sound in it"),
    ],
)
def test_what_is_no_recording(tmp_path: Path, make: Make, problem: str) -> None:
    source = tmp_path / "talk.wav"
    make(source)
    result = run("captions", source, "--language", "en", "--pace", "fast")
    assert result.exit_code == 1
    assert result.stdout == ""
    error = result.stderr.splitlines()[-1]
    assert error.startswith(f"dragoman: {source}: ")
    assert problem in error


def test_what_is_no_recording_is_found_before_models_load(tmp_path: Path) -> None:
    done = call("captions", tmp_path / "none.wav", "--language", "en")
    assert done.status == 1
    assert done.stderr == f"dragoman: {tmp_path / 'none.wav'}: no such file or directory\n"


def test_samples_that_are_no_numbers(tmp_path: Path) -> None:
    samples = talk(4)
    samples[48_000:48_100] = np.nan
    source = write_floats(tmp_path / "talk.wav", samples)
    result = run("captions", source, "--language", "en", "--pace", "fast")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["[00:00.5] en  The quick fox number 1 jumped."]
    assert "not numbers" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--language", "klingon"], "--language: unknown language 'klingon'"),
        (["--translate-to", "es,xx"], "--translate-to: unknown language 'xx'"),
        (["--language", "fr"], "does not know the language 'fr'; it knows: en, es"),
        (["--language", "en", "--translate-to", "ru"], "no translator from en to ru"),
        (["--language", "en", "--translate-to", "en"], "it needs no translation"),
        (["--set", "recognize.backend=none"], "recognize.backend: unknown engine 'none'"),
        (["--set", "translate.backend=none", "--translate-to", "es"], "translate.backend: unknown"),
        (["--set", "nonsense=1"], "nonsense"),
        (["--set", "nonsense"], "is not of the form section.key=value"),
        (["--set", "=1"], "is not of the form section.key=value"),
        (["--raw", "mp3"], "raw.encoding: unknown encoding 'mp3'"),
    ],
)
def test_wrong_wishes(tmp_path: Path, arguments: list[str], problem: str) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    result = run("captions", source, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    error = result.stderr.splitlines()[-1]
    assert error.startswith("dragoman: ")
    assert problem in error


def test_a_model_that_does_not_know_the_language(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    model = [
        "--set",
        "recognize.backend=faster_whisper",
        "--set",
        "recognize.model=whisper-tiny.en",
    ]
    result = run("captions", source, "--language", "es", *model)
    assert result.exit_code == 2
    assert "whisper-tiny.en does not know the language 'es'" in result.stderr


def test_an_engine_that_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("translators.backends.faster_whisper.find_spec", lambda name: None)
    source = write_talk(tmp_path / "talk.wav", 4)
    folder = ["--set", f"recognize.model={tmp_path}", "--set", "recognize.backend=faster_whisper"]
    result = run("captions", source, "--language", "en", *folder)
    assert result.exit_code == 1
    assert "faster-whisper is not installed; install it with: pip install" in result.stderr


def test_a_model_that_is_not_there_offline(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    result = run(
        *("captions", source, "--language", "en", "--offline"),
        *("--set", "recognize.backend=faster_whisper", "--set", f"models.cache={tmp_path}"),
    )
    assert result.exit_code == 1
    assert "dragoman models pull whisper-base" in result.stderr.splitlines()[-1]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    (tmp_path / "file").touch()
    result = run("captions", source, "--language", "en", "--out", tmp_path / "file")
    assert result.exit_code == 1
    problem = "it is a file; name a folder"
    assert result.stderr == f"dragoman: cannot write {tmp_path / 'file'}: {problem}\n"


def test_options_win_over_settings(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    result = run(
        *("captions", source, "--language", "English", "--pace", "fast"),
        *("--set", "recognize.language=es"),
    )
    assert result.stdout.startswith("[00:00.5] en")


def test_a_setting_gives_the_language(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    settings = ["--set", "recognize.language=es"]
    assert run("captions", source, "--pace", "fast", *settings).stdout.startswith("[00:00.5] es")


def test_a_detected_language_that_nobody_translates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fakes.TRANSLATE, "engine", fakes.FakeTranslator(Pair("es", "it")))
    source, out = write_talk(tmp_path / "talk.wav", 8), tmp_path / "out"
    arguments = ["--pace", "fast", "--translate-to", "it", "--out", out]
    result = run("captions", source, *arguments)
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 2
    told = "no translation into it: no translator from en to it"
    assert result.stderr.count(told) == 1
    assert "number 2" in (out / "captions.en.txt").read_text(encoding="utf-8")


def test_a_target_that_nobody_translates_into(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 4)
    result = run("captions", source, "--translate-to", "ru")
    assert result.exit_code == 2
    assert "no translator from any language to ru" in result.stderr
