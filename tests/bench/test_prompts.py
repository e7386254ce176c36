import gzip
from pathlib import Path

import pytest

from bench.prompts import LANGUAGES, Prompt, find_prompts, read_texts
from configs.errors import DragomanError, MissingPart

LIST = """\N{ZERO WIDTH NO-BREAK SPACE}; Core Asterisk Sounds in English

hello:   Hello,  world.
dir/first: ... letters of your name...
beep: [a tone]
intro: Leave a message. (a tone)
star: separated by * and so on
site: visit www.example.org
lost: sar? tutto
twice: Hold on. conf-mute-in: To mute yourself
question: Mailbox?
empty:
"""


def _texts(path: Path) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(LIST)
    return path


def _installed(folder: Path) -> tuple[Path, Path]:
    documents = folder / "doc"
    (documents / "asterisk-core-sounds-en").mkdir(parents=True)
    _texts(documents / "asterisk-core-sounds-en" / "core-sounds-en.txt.gz")
    sounds = folder / "sounds"
    (sounds / "en" / "dir").mkdir(parents=True)
    (sounds / "en" / "hello.g722").write_bytes(b"\0" * 80)
    (sounds / "en" / "question.g722").touch()
    return sounds, documents


def test_only_what_is_certainly_said_is_kept(tmp_path: Path) -> None:
    assert read_texts(_texts(tmp_path / "list.gz")) == {
        "hello": "Hello, world.",
        "dir/first": "letters of your name",
        "question": "Mailbox?",
    }


def test_a_prompt_needs_a_recording_that_is_not_empty(tmp_path: Path) -> None:
    sounds, documents = _installed(tmp_path)
    assert find_prompts("en", sounds=sounds, documents=documents) == {
        "hello": Prompt("hello", "Hello, world.", sounds / "en" / "hello.g722", "en")
    }


def test_a_missing_package_is_named_with_its_command(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match=r"sudo apt-get install .*asterisk-core-sounds-es-g722"):
        find_prompts("es", sounds=tmp_path, documents=tmp_path)


def test_a_missing_list_is_named_with_its_command(tmp_path: Path) -> None:
    sounds, _ = _installed(tmp_path)
    with pytest.raises(MissingPart, match=r"what the prompts say .*--path-include=.*sounds-en/\*"):
        find_prompts("en", sounds=sounds, documents=sounds)


def test_a_language_without_prompts_is_named() -> None:
    with pytest.raises(DragomanError, match=r"'de'.*en, es, fr, it, ru"):
        find_prompts("de")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_real_lists_are_read(language: str) -> None:
    try:
        prompts = find_prompts(language)
    except MissingPart as missing:
        pytest.skip(str(missing))
    assert len(prompts) > 400
    assert not any(set("[](){}*#@\ufeff\ufffd") & set(prompt.text) for prompt in prompts.values())
