from pathlib import Path

import pytest

from configs.errors import ConfigError, EngineError, MissingPart
from tests.translators.engines import offline_context
from tests.video_io.made import frame, textured
from translators.backends import tesseract
from translators.backends.tesseract import BACKEND, TesseractReader, words_of_table

NAMES = "level page_num block_num par_num line_num word_num left top width height conf text"
ROWS = (
    NAMES.split(),
    ["4", "1", "1", "1", "1", "0", "10", "20", "100", "30", "-1"],
    ["5", "1", "1", "1", "1", "1", "10", "20", "40", "30", "96.5", "Way"],
    ["5", "1", "1", "1", "1", "2", "60", "20", "50", "30", "-1", "out"],
    [*["5", "1", "1", "1", "2", "1", "10", "60", "40", "30", "80"], " "],
)
TABLE = "\n".join("\t".join(row) for row in ROWS)


def test_its_table() -> None:
    way, out = words_of_table(TABLE)
    assert way == ((1, 1, 1, 1), 10, 20, 40, 30, 0.965, "Way")
    assert (out.text, out.score) == ("out", 0.0)
    assert words_of_table("") == []


def test_without_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    verdict = BACKEND.check(offline_context(tmp_path))
    assert (verdict.usable, verdict.command) == (False, "sudo apt-get install tesseract-ocr")
    with pytest.raises(MissingPart):
        BACKEND.create({}, offline_context(tmp_path))


def program(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_a_program_that_fails_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "cat >/dev/null; echo 'no such thing' >&2; exit 3", monkeypatch)
    with pytest.raises(EngineError, match="tesseract failed: no such thing"):
        TesseractReader(["eng"]).read(frame(textured()))


def test_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tesseract._languages.cache_clear()
    program(tmp_path, "printf 'List of (3):\\nosd\\ndeu\\nspa\\n'", monkeypatch)
    context = offline_context(tmp_path)
    assert BACKEND.check(context).detail == "languages: deu, spa"
    assert BACKEND.create({}, context).traits.languages == {"de"}
    both = BACKEND.create({"languages": "deu+spa"}, context)
    assert both.traits.languages == {"de", "es"}
    with pytest.raises(ConfigError, match=r"'fra' is not here \(allowed: deu, spa\)"):
        BACKEND.create({"languages": "fra"}, context)
