"""When each word of a known text was said in a recording: Whisper's own alignment of the two."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples

__all__ = ["Aligner", "Span"]

WINDOW_S = 30.0
SECONDS_PER_POSITION = 0.02
"""One position of Whisper's encoder."""
MOST_TOKENS = 220
"""Half of what the decoder can hold is the most that it aligns."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in seconds from the recording's first sample."""

    start_s: float
    end_s: float


class Aligner:
    """A Whisper model of CTranslate2 that is told what was said, and says when."""

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        from faster_whisper import WhisperModel

        self.name = folder.name
        self._whisper: Any = WhisperModel(
            str(folder), device="cpu", cpu_threads=threads, compute_type="float32",
            local_files_only=True,
        )  # fmt: skip

    def fits(self, samples: Samples, words: Sequence[str]) -> bool:
        """Whether the recording and its text are short enough to be aligned at once."""
        tokens = self._whisper.hf_tokenizer.encode(" ".join(words)).ids
        return len(samples) <= WINDOW_S * SAMPLE_RATE_HZ and len(tokens) <= MOST_TOKENS

    def align(self, samples: Samples, words: Sequence[str], language: str) -> list[Span]:
        """One span for each word as it is written; float32[n] at 16 kHz, for which `fits` holds."""
        tokenizer = self._tokenizer(language)
        # Every word but the first is written with the space before it, as the model knows it.
        spelled = [tokenizer.encode(f" {word}") for word in words]
        tokens = [token for word in spelled for token in word]
        mel = self._whisper.feature_extractor(samples)
        frames = len(samples) * 100 // SAMPLE_RATE_HZ
        encoded = self._whisper.encode(_window(mel))
        found = self._whisper.model.align(encoded, tokenizer.sot_sequence, [tokens], frames)[0]
        starts_s = _token_starts_s(found.alignments, len(tokens), len(samples) / SAMPLE_RATE_HZ)
        edges = np.cumsum([0, *map(len, spelled)])
        return [
            Span(float(starts_s[begin]), float(starts_s[end])) for begin, end in pairwise(edges)
        ]

    def hear(self, samples: Samples, language: str) -> list[tuple[str, Span]]:
        """What the model itself hears, word by word: for recordings that do not fit."""
        segments, _ = self._whisper.transcribe(samples, language=language, word_timestamps=True)
        return [
            (word.word.strip(), Span(word.start, word.end))
            for segment in segments
            for word in segment.words
        ]

    def _tokenizer(self, language: str) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = self._whisper.model.is_multilingual
        return Tokenizer(
            self._whisper.hf_tokenizer, multilingual, task="transcribe", language=language
        )


def _window(mel: Samples) -> Samples:
    padded = np.zeros((mel.shape[0], round(WINDOW_S * 100)), dtype=np.float32)
    padded[:, : mel.shape[1]] = mel[:, : padded.shape[1]]
    return padded


def _token_starts_s(pairs: Any, tokens: int, until_s: float) -> Samples:
    """Where each token begins, and after the last one where the sound ends; never backwards."""
    path = np.asarray(pairs)
    starts_s = np.full(tokens + 1, until_s)
    for token in range(tokens):
        at = np.flatnonzero(path[:, 0] == token)
        if len(at):
            starts_s[token] = min(path[at[0], 1] * SECONDS_PER_POSITION, until_s)
    # A token that the path leaves out begins with the next one.
    return np.minimum.accumulate(starts_s[::-1])[::-1]
