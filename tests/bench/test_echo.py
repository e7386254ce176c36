from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from audio_io.chunk import Samples
from bench.echo import echo_errors
from bench.sound import write_wav
from bench.words import WordErrors
from tests.bench.made import session, spoken, words
from translators.recognize import Hypothesis, Recognizer, RecognizerTraits, Window


class Parrot:
    """Answers with the texts it was given, and keeps the windows it heard."""

    traits = RecognizerTraits("parrot", frozenset({"pt"}))

    def __init__(self, *texts: str) -> None:
        self._texts = list(texts)
        self.windows: list[Window] = []

    def recognize(self, window: Window) -> Hypothesis:
        self.windows.append(window)
        return Hypothesis(words(self._texts.pop(0), 0, 1), window.language or "")

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        return {}

    def close(self) -> None:
        """Nothing to free."""


EVENTS = session(
    (1.0, spoken(1, 1, "started", at_s=1.0, source_end_s=0.5, text="bom dia")),
    (2.0, spoken(1, 1, "finished", at_s=2.0, source_end_s=0.5, text="bom dia")),
    (2.1, spoken(2, 2, "started", at_s=2.05, source_end_s=1.5, text="boa noite")),
    (3.0, spoken(2, 2, "finished", at_s=3.0, source_end_s=1.5, text="boa noite")),
)


def _wav(folder: Path) -> Path:
    path = folder / "speech.wav"
    write_wav(path, np.linspace(0, 0.9, 4 * 16_000, dtype=np.float32))
    return path


def test_each_clause_is_heard_alone_and_compared(tmp_path: Path) -> None:
    parrot = Parrot("bom dia", "boa tarde")
    assert isinstance(parrot, Recognizer)
    assert echo_errors(EVENTS, _wav(tmp_path), parrot, "pt") == WordErrors(1, 4)
    one, other = parrot.windows
    assert (one.start_s, other.start_s) == pytest.approx((0.9, 2.0))
    # A margin on both sides, but nothing of the neighbour.
    assert len(one.samples) / 16_000 == pytest.approx(2.05 - 0.9, abs=0.001)
    assert len(other.samples) / 16_000 == pytest.approx(3.1 - 2.0, abs=0.001)
    assert one.language == "pt"


def test_nothing_spoken_is_nothing_wrong(tmp_path: Path) -> None:
    assert echo_errors(session(), _wav(tmp_path), Parrot(), "pt") == WordErrors(0, 0)
