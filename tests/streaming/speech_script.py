"""Speech that never was: known words at known times, as sound, as voice, and as hypotheses."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st

from audio_io.chunk import AudioChunk
from translators.recognize import Hypothesis, Window, Word

CHUNK = 512
RATE_HZ = 16_000
GRAIN_S = 0.04
"""A chunk and a bit: a word that misses no more than this is still understood."""
UNSTEADY_S = 0.1
"""Words that end this close to the end of the sound are unsteady."""


def script(gaps_s: Sequence[float], lengths_s: Sequence[float]) -> list[Word]:
    """Words w0, w1, ... each after its gap."""
    at_s, words = 0.2, []
    for index, (gap_s, length_s) in enumerate(zip(gaps_s, lengths_s, strict=True)):
        at_s += gap_s
        words.append(Word(_name(index), at_s, at_s + length_s, 0.9))
        at_s += length_s
    return words


def _name(index: int) -> str:
    return f" w{chr(97 + index // 26)}{chr(97 + index % 26)}x"


scripts = st.integers(1, 40).flatmap(
    lambda count: st.builds(
        script,
        st.lists(
            st.sampled_from([0.0, 0.04, 0.1, 0.25, 0.45, 0.7, 2.0]),
            min_size=count,
            max_size=count,
        ),
        st.lists(st.sampled_from([0.15, 0.3, 0.5, 0.8]), min_size=count, max_size=count),
    )
)


def sound(words: Sequence[Word], tail_s: float) -> list[tuple[AudioChunk, float]]:
    """Chunks with voice probabilities: loud and voiced where a word is."""
    total = int((words[-1].end_s + tail_s) * RATE_HZ) if words else int(tail_s * RATE_HZ)
    samples = np.zeros(total, np.float32)
    for word in words:
        samples[int(word.start_s * RATE_HZ) : int(word.end_s * RATE_HZ)] = 0.3
    found = []
    for start in range(0, total, CHUNK):
        piece = samples[start : start + CHUNK]
        voiced = float(np.mean(piece > 0)) if len(piece) else 0.0
        found.append((AudioChunk(piece, RATE_HZ, start / RATE_HZ), 0.95 if voiced > 0.3 else 0.02))
    return found


@dataclass
class Oracle:
    """A recognizer that knows the words, and is as unsteady at the end as the real ones.

    `whims` are drawn one a pass: what this pass does to the end of its hypothesis.
    """

    words: Sequence[Word]
    whims: Sequence[str] = field(default_factory=lambda: ["steady"])
    passes: int = 0

    def recognize(self, window: Window) -> Hypothesis:
        end_s = window.start_s + len(window.samples) / RATE_HZ
        inside = [w for w in self.words if window.start_s <= (w.start_s + w.end_s) / 2 < end_s]
        said = [_trimmed(word, end_s) for word in inside][len(window.prefix) :]
        whim = self.whims[self.passes % len(self.whims)]
        self.passes += 1
        return _with_whim(tuple(said), whim, end_s)


def _trimmed(word: Word, end_s: float) -> Word:
    if word.end_s <= end_s + GRAIN_S:
        return word
    return Word(word.text[:-1], word.start_s, end_s, 0.4)


def _with_whim(said: tuple[Word, ...], whim: str, end_s: float) -> Hypothesis:
    if whim == "late" and said and said[-1].end_s > end_s - UNSTEADY_S:
        return Hypothesis(said[:-1], "en")
    if whim == "wrong end" and said and said[-1].end_s > end_s - UNSTEADY_S:
        wrong = Word(" zebra", said[-1].start_s, said[-1].end_s, 0.4)
        return Hypothesis((*said[:-1], wrong), "en")
    if whim == "extra word":
        return Hypothesis((*said, Word(" thanks", end_s - 0.01, end_s, 0.2)), "en")
    if whim == "crowd":
        again = [Word(word.text, end_s, end_s, 0.99) for word in said[:6]]
        return Hypothesis((*said, *again), "en") if len(again) == 6 else Hypothesis(said, "en")
    if whim == "loop":
        looped = said[-1:] * 20
        return Hypothesis((*said, *looped), "en", complete=False)
    return Hypothesis(said, "en")
