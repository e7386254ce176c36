from pathlib import Path

import pytest

from captions.cue import Caption
from captions.file import CueFile
from captions.formats import cue_format
from configs.errors import OutputError
from dragoman.caption_files import FORMATS, CaptionFiles


def caption(number: int, text: str, *, revision: int = 2, language: str = "en") -> Caption:
    return Caption(
        track="source",
        id=number,
        revision=revision,
        lines=(text,),
        start_s=float(number),
        end_s=number + 0.5,
        speaker=None,
        language=language,
    )


def texts(folder: Path, language: str, name: str) -> list[str]:
    text = (folder / f"captions.{language}.{name}").read_text(encoding="utf-8")
    return [" ".join(cue.lines) for cue in cue_format(name).read(text)]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_format_after_each_caption(tmp_path: Path) -> None:
    files = CaptionFiles(tmp_path, "en")
    files.take(caption(1, "one", revision=1))
    assert [texts(tmp_path, "en", name) for name in FORMATS] == [["one"]] * 3
    files.take(caption(1, "one"))
    files.take(caption(2, "two"))
    files.take(caption(3, "three", revision=1))
    files.close()
    assert [texts(tmp_path, "en", name) for name in FORMATS] == [["one", "two", "three"]] * 3
    assert files.names == "captions.en.{vtt,srt,txt}"


def test_a_language_that_is_found_out_names_the_files(tmp_path: Path) -> None:
    files = CaptionFiles(tmp_path, None)
    files.take(caption(1, "hm", language="cy"))
    files.take(caption(2, "hola a todos", language="es", revision=1))
    assert names(tmp_path) == ["captions.source.srt", "captions.source.txt", "captions.source.vtt"]
    files.close()
    assert names(tmp_path) == ["captions.es.srt", "captions.es.txt", "captions.es.vtt"]
    assert files.names == "captions.es.{vtt,srt,txt}"
    vtt = (tmp_path / "captions.es.vtt").read_text(encoding="utf-8")
    assert "Language: es" in vtt
    assert [cue.language for cue in cue_format("vtt").read(vtt)] == ["cy", "es"]


def test_the_name_of_a_translation_is_left_to_it(tmp_path: Path) -> None:
    files = CaptionFiles(tmp_path, None, taken=("es",))
    files.take(caption(1, "hola", language="es"))
    files.close()
    assert files.names.startswith("captions.source.")
    assert texts(tmp_path, "source", "srt") == ["hola"]


def test_nothing_was_said(tmp_path: Path) -> None:
    files = CaptionFiles(tmp_path, None)
    files.close()
    assert texts(tmp_path, "source", "vtt") == []


def test_a_new_name_that_cannot_be_had_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = CaptionFiles(tmp_path, None)
    files.take(caption(1, "hola", language="es"))

    def full(*arguments: object) -> None:
        raise OutputError("captions.es.vtt", "No space left on device")

    monkeypatch.setattr(CueFile, "write", full)
    files.close()
    assert files.names.startswith("captions.source.")
    assert names(tmp_path) == ["captions.source.srt", "captions.source.txt", "captions.source.vtt"]
    assert texts(tmp_path, "source", "vtt") == ["hola"]


def test_one_format_that_fails_does_not_keep_the_others_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = CaptionFiles(tmp_path, "en")
    write, calls = CueFile.write, []

    def first_fails(file: CueFile, *arguments: object) -> None:
        calls.append(file)
        if len(calls) == 1:
            raise OutputError("captions.en.vtt", "No space left on device")
        write(file, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(CueFile, "write", first_fails)
    with pytest.raises(OutputError, match="No space"):
        files.take(caption(1, "one"))
    files.close()
    assert [texts(tmp_path, "en", name) for name in FORMATS] == [[], ["one"], ["one"]]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file"):
        CaptionFiles(tmp_path / "none", "en")
