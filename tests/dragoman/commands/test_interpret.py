from pathlib import Path

import pytest

from tests.dragoman.program import run
from tests.dragoman.recordings import write_talk


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--from", "en"], "Missing option '--to'"),
        (["--to", "es"], "Missing option '--from'"),
        (["--from", "en", "--to", "en"], "it needs no translation"),
        (["--from", "xx", "--to", "en"], "--from: unknown language 'xx'"),
        (["--from", "en", "--to", "es", "--pace", "slow"], "'slow' is not one of"),
    ],
)
def test_wrong_wishes(tmp_path: Path, arguments: list[str], problem: str) -> None:
    result = run("interpret", write_talk(tmp_path / "talk.wav", 4), *arguments)
    assert result.exit_code == 2
    assert problem in result.stderr


def test_further_languages_are_captions_only(tmp_path: Path) -> None:
    source, out = write_talk(tmp_path / "talk.wav", 4), tmp_path / "out"
    result = run(
        *("interpret", source, "--from", "en", "--to", "es,pt", "--pace", "fast", "--out", out)
    )
    assert result.exit_code == 0
    assert [path.name for path in out.glob("*.wav")] == ["speech.es.wav"]
    assert "pt:jumped" in (out / "captions.pt.srt").read_text(encoding="utf-8")
