"""Recorded prompts with their texts: real voices that any Debian machine can install.

The packages asterisk-core-sounds-LL-g722 hold hundreds of short recordings (16 kHz) by
professional speakers under a Creative Commons licence, and a list of what they say.
"""

import gzip
import re
from dataclasses import dataclass
from pathlib import Path

from configs.errors import DragomanError, MissingPart

__all__ = ["LANGUAGES", "Prompt", "find_prompts", "read_texts"]

LANGUAGES = ("en", "es", "fr", "it", "ru")
SOUNDS = Path("/usr/share/asterisk/sounds")
DOCUMENTS = Path("/usr/share/doc")

_UNSAID = re.compile(
    r"[][(){}<>*#@=_\\/\N{REPLACEMENT CHARACTER}]|www\."  # remarks, and signs read in many ways
    r"|\w\?\w|\?\s+[a-z]"  # a letter that was lost
    r"|[a-z]-[a-z-]+:\s"  # two entries on one line
)
"""What makes it uncertain what is said."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A recording and what is said in it."""

    id: str
    """The file's name without its suffix, such as `demo-congrats`."""
    text: str
    path: Path
    language: str
    """ISO 639-1 code."""


def find_prompts(
    language: str, *, sounds: Path = SOUNDS, documents: Path = DOCUMENTS
) -> dict[str, Prompt]:
    """Prompts by id: those with a recording and a text that says what is heard.

    Raises `MissingPart` when the packages are not installed.
    """
    if language not in LANGUAGES:
        known = ", ".join(LANGUAGES)
        raise DragomanError(f"there are no recorded prompts in {language!r}, only in: {known}")
    package = f"asterisk-core-sounds-{language}"
    texts = documents / package / f"core-sounds-{language}.txt.gz"
    folder = sounds / language
    if not folder.is_dir():
        raise MissingPart("recorded prompts", f"sudo apt-get install {package} {package}-g722")
    if not texts.is_file():
        raise MissingPart(
            "the list of what the prompts say",
            "sudo apt-get install --reinstall "
            f"-o DPkg::Options::='--path-include={documents / package}/*' {package}",
        )
    prompts = [
        Prompt(name, text, folder / f"{name}.g722", language)
        for name, text in read_texts(texts).items()
    ]
    # A few recordings are empty files.
    return {each.id: each for each in prompts if each.path.is_file() and each.path.stat().st_size}


def read_texts(path: Path) -> dict[str, str]:
    """Texts by id from a package's list; lines whose wording is not certain are left out."""
    with gzip.open(path, "rt", encoding="utf-8-sig", errors="replace") as lines:
        entries = (line.partition(":") for line in lines if not line.startswith(";"))
        texts = {name.strip(): _clean(text) for name, _, text in entries}
    return {name: text for name, text in texts.items() if text}


def _clean(text: str) -> str:
    """What is said, or nothing where the line does not tell."""
    if _UNSAID.search(text):
        return ""
    return " ".join(re.sub(r"\.{2,}|…", " ", text).split())
