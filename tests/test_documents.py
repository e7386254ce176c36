"""What the documents name is there: files, headings, options, settings, modules."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from configs.values import known_keys
from dragoman.cli import main
from tests.conftest import PROJECT

DOCUMENTS = [
    *(PROJECT / name for name in ("README.md", "CONTRIBUTING.md")),
    *sorted((PROJECT / "docs").glob("*.md")),
]
FOLDERS = ("dragoman", "server", "streaming", "captions", "translators", "model_store")
FOLDERS += ("video_io", "audio_io", "configs", "bench", "tests", "docs")
SECTIONS = {key.partition(".")[0] for key in known_keys() if "." in key}
FILES = (".source", ".js")
"""Some sections are called as files are: captions.source, camera.js."""

pytestmark = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)


def found(document: Path, pattern: str) -> Iterator[re.Match[str]]:
    return re.finditer(pattern, document.read_text(encoding="utf-8"), re.MULTILINE)


def anchors(document: Path) -> set[str]:
    heads = (match[1].lower() for match in found(document, r"^#+ (.+)$"))
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in heads}


def options_of(words: list[str]) -> tuple[set[str], bool]:
    """What a command takes, and whether all else, too."""
    command: click.Command = main
    for word in words:
        if not isinstance(command, click.Group):
            break
        context = click.Context(command)
        command = command.get_command(context, word) or command
    assert command is not main or words[0].startswith("-"), words
    names = {name for parameter in command.params for name in parameter.opts}
    return {*names, "--help"}, command.ignore_unknown_options


def test_links_lead_somewhere(document: Path) -> None:
    for match in found(document, r"\]\((?!https?:)([^)#\s]*)#?([^)\s]*)\)"):
        there = document.parent / match[1] if match[1] else document
        assert there.exists(), match[0]
        assert not match[2] or match[2] in anchors(there), match[0]


def test_commands_have_these_options(document: Path) -> None:
    for match in found(document, r"(?:^ *|`|\$ |\| )dragoman ((?:[^`|\n\\]|\\\n)+)"):
        words = match[1].partition("#")[0].replace("[", " ").replace("]", " ").split()
        if words[0] == "...":
            continue
        options, takes_all = options_of(words)
        told = {word.partition("=")[0] for word in words if word.startswith("--")}
        assert takes_all or told <= options, match[0]


def test_settings_exist(document: Path) -> None:
    named = [match[1] for match in found(document, r"`([a-z]+\.[a-z_]+)`")]
    named += [match[1] for match in found(document, r"--set ([a-z_.]+)=")]
    named += [
        match[1].lower().replace("__", ".")
        for match in found(document, r"DRAGOMAN_([A-Z]+__[A-Z_]+)")
    ]
    for key in named:
        section, _, name = key.partition(".")
        if section in SECTIONS and not name.startswith("options.") and key not in known_keys():
            assert key.endswith(FILES), key


def test_files_and_modules_are_there(document: Path) -> None:
    roots = "|".join(FOLDERS)
    for match in found(document, rf"`((?:{roots})/[\w./-]*)`"):
        assert (PROJECT / match[1]).exists() or "NAME" in match[1], match[1]
    for match in found(document, r"`((?:\w+/)*\w+\.js)`"):
        assert list((PROJECT / "server/static").rglob(match[1])), match[1]
    for match in found(document, rf"python -m ((?:{roots})[\w.]*)"):
        path = PROJECT / match[1].replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), match[0]
