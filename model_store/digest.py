"""Whether files are what the catalogue says."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from model_store.catalogue import ModelFile

__all__ = ["known_bytes", "problem_with", "quick_problem_with", "sha256_of"]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def quick_problem_with(folder: Path, file: ModelFile) -> str:
    """What is wrong with a file as far as its presence and size tell; empty when nothing is."""
    path = folder / file.path
    if not path.is_file():
        return f"{file.path} is missing"
    size = path.stat().st_size
    if file.size_bytes is not None and size != file.size_bytes:
        return f"{file.path} has {size} bytes instead of {file.size_bytes}"
    return ""


def problem_with(folder: Path, file: ModelFile) -> str:
    """What is wrong with a file, its hash included; empty when nothing is."""
    quick = quick_problem_with(folder, file)
    if quick or file.sha256 is None:
        return quick
    found = sha256_of(folder / file.path)
    return "" if found == file.sha256 else f"{file.path} has the wrong hash {found[:12]}…"


def known_bytes(files: Iterable[ModelFile]) -> int:
    """The sum of the sizes that are known."""
    return sum(file.size_bytes or 0 for file in files)
