"""Text in pictures by Tesseract, the program of that name: for print; it reads few street signs."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from configs.errors import ConfigError, EngineError, MissingPart
from translators.describe import PictureTraits, ReadText
from translators.languages import find_language
from translators.options import check_options, number_option
from translators.reading import in_reading_order, looks_like_text
from translators.registry import EngineContext, Usability
from video_io.frame import Pixels, VideoFrame
from video_io.scaling import scaled

__all__ = ["BACKEND", "TesseractReader", "words_of_table"]

_PROGRAM = "tesseract"
_INSTALL = "sudo apt-get install tesseract-ocr"
_LEAST_SCORE = 0.75
_TIMEOUT_S = 60.0
_SHORT_SIDE = 1000
"""Letters of a camera's picture are small for it: smaller pictures are enlarged to this."""
_LONG_SIDE = 4000
"""No side is enlarged beyond this; larger pictures are made smaller."""
_LEAST_SIDE = 10
"""No letter fits into less."""
_SPARSE = "11"
"""It is to find as much text as it can, in no order: a street is no page."""


class _Word(NamedTuple):
    line: tuple[int, ...]
    left: int
    top: int
    width: int
    height: int
    score: float
    text: str


class TesseractReader:
    """Runs the program once for each picture."""

    def __init__(self, languages: Sequence[str], *, least_score: float = _LEAST_SCORE) -> None:
        self._models = "+".join(languages)
        self._least_score = least_score
        codes = (find_language(name) for name in languages)
        self.traits = PictureTraits("tesseract", frozenset(code for code in codes if code))

    def read(self, frame: VideoFrame) -> tuple[ReadText, ...]:
        """Lines in reading order."""
        if min(frame.width, frame.height) < _LEAST_SIDE:
            return ()
        factor = max(1.0, _SHORT_SIDE / min(frame.width, frame.height))
        factor = min(factor, _LONG_SIDE / max(frame.width, frame.height))
        width, height = round(frame.width * factor), round(frame.height * factor)
        table = self._table(scaled(frame.rgb, width, height))
        return in_reading_order(self._lines(words_of_table(table), width, height))

    def close(self) -> None:
        """Nothing is kept between two pictures."""

    def _lines(self, words: Iterable[_Word], width: int, height: int) -> Iterable[ReadText]:
        sure = (word for word in words if word.score >= self._least_score)
        for _, group in groupby(sure, key=lambda word: word.line):
            line = list(group)
            text = " ".join(word.text for word in line)
            if not looks_like_text(text) or sum(sign.isalnum() for sign in text) < 2:
                continue
            yield ReadText(
                text,
                sum(word.score for word in line) / len(line),
                left=max(0, min(word.left for word in line)) / width,
                top=max(0, min(word.top for word in line)) / height,
                right=min(width, max(word.left + word.width for word in line)) / width,
                bottom=min(height, max(word.top + word.height for word in line)) / height,
            )

    def _table(self, rgb: Pixels) -> str:
        header = b"P6 %d %d 255\n" % (rgb.shape[1], rgb.shape[0])
        command = [_PROGRAM, "stdin", "stdout", "-l", self._models, "--psm", _SPARSE, "tsv"]
        try:
            done = subprocess.run(
                command,
                input=header + np.ascontiguousarray(rgb).tobytes(),
                capture_output=True,
                timeout=_TIMEOUT_S,
                env={**os.environ, "OMP_THREAD_LIMIT": "1"},
                start_new_session=True,  # Ctrl-C is ours to handle
            )
        except (subprocess.SubprocessError, OSError) as error:
            raise EngineError(f"tesseract: {error}") from error
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise EngineError(f"tesseract failed: {said[-1] if said else done.returncode}")
        return done.stdout.decode("utf-8", "replace")


def words_of_table(table: str) -> list[_Word]:
    """The words in Tesseract's table: level, page, block, paragraph, line, word, place, score."""
    words = []
    for row in table.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) == 12 and cells[0] == "5" and cells[11].strip():
            left, top, width, height = (int(cell) for cell in cells[6:10])
            line = tuple(int(cell) for cell in cells[1:5])
            score = max(0.0, float(cells[10]) / 100)
            words.append(_Word(line, left, top, width, height, score, cells[11].strip()))
    return words


class TesseractBackend:
    """Needs the program and at least one of its languages."""

    def check(self, context: EngineContext) -> Usability:
        """Look for the program and its languages."""
        try:
            return Usability(True, f"languages: {', '.join(_installed())}")
        except MissingPart as error:
            return Usability(False, f"{error.what} is not installed", error.command)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> TesseractReader:
        """Options: `languages` (such as "eng+spa"; without it English, or what there is) and
        `least_score`.
        """
        check_options("read", options, ("languages", "least_score"))
        here = _installed()
        wanted = str(options.get("languages", "eng" if "eng" in here else here[0])).split("+")
        for name in wanted:
            if name not in here:
                raise ConfigError("read.options.languages", f"{name!r} is not here", allowed=here)
        least = number_option("read", options, "least_score", _LEAST_SCORE, 0.0, 1.0)
        return TesseractReader(wanted, least_score=least)


BACKEND = TesseractBackend()


def _installed() -> tuple[str, ...]:
    program = shutil.which(_PROGRAM)
    if program is None:
        raise MissingPart("the program tesseract", _INSTALL)
    here = _languages(program)
    if not here:
        raise MissingPart("a language of tesseract", f"{_INSTALL}-eng")
    return here


@cache
def _languages(program: str) -> tuple[str, ...]:
    try:
        done = subprocess.run([program, "--list-langs"], capture_output=True, timeout=10, text=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise EngineError(f"tesseract does not work: {error}") from error
    names = [line.strip() for line in done.stdout.splitlines()[1:]]
    return tuple(name for name in names if name and name != "osd")
