"""What is said in a benchmark: prompts joined into talks, and recordings with their texts."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.prompts import find_prompts
from bench.talk import Talk, make_talk, recorded_talk

__all__ = ["Material", "Spoken"]

RECORDINGS = (".wav", ".flac", ".g722", ".mp3", ".ogg")


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A talk with its name."""

    name: str
    talk: Talk
    clean: Talk
    """The same talk without noise."""


@dataclass(frozen=True, slots=True)
class Material:
    """Which talks."""

    seeds: tuple[int, ...] = ()
    """One talk of prompts for each, in each loudness."""
    seconds: float = 75.0
    """Length of each of those."""
    snrs_db: tuple[float | None, ...] = (None,)
    """Loudness of the speech over the noise; None is without noise."""
    recordings: Path | None = None
    """A folder of recordings with their texts beside them, as `name.txt`."""

    def talks(self, language: str) -> Iterator[Spoken]:
        """All of them, one by one. Raises `MissingPart`, `BadAudio`."""
        yield from self._joined(language)
        if self.recordings is not None:
            yield from _recorded(self.recordings, language)

    def _joined(self, language: str) -> Iterator[Spoken]:
        prompts = find_prompts(language).values() if self.seeds else ()
        for seed in self.seeds:
            clean = make_talk(prompts, seed=seed, seconds=self.seconds)
            for snr_db in self.snrs_db:
                talk = clean
                if snr_db is not None:
                    talk = make_talk(prompts, seed=seed, seconds=self.seconds, snr_db=snr_db)
                yield Spoken(f"{language}-{seed}{self._noise(snr_db)}", talk, clean)

    def _noise(self, snr_db: float | None) -> str:
        """How a name tells it; it need not where all talks have the same."""
        return "" if snr_db is None or len(self.snrs_db) == 1 else f"-{snr_db:.0f}dB"


def _recorded(folder: Path, language: str) -> Iterator[Spoken]:
    for path in sorted(folder.iterdir()):
        text = path.with_suffix(".txt")
        if path.suffix in RECORDINGS and text.is_file():
            talk = recorded_talk(path, text.read_text(encoding="utf-8"), language)
            yield Spoken(path.stem, talk, talk)
