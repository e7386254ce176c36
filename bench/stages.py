"""The talks of a benchmark, joined, written and timed before anybody hears them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.engines import read_settings
from bench.forced import Aligner
from bench.ours import NAME
from bench.prompts import find_prompts
from bench.sound import write_wav
from bench.talk import Talk, make_talk, recorded_talk
from bench.truth import Truth, truth_of

__all__ = ["Plan", "Stage", "stages"]

MODELS: Mapping[str, str] = MappingProxyType({"en": "whisper-tiny.en"})
OTHER_LANGUAGES = "whisper-base"
TIMING_MODEL = "whisper-base"
"""Tells when words were said. Not the model that is measured in English."""
RECORDINGS = (".wav", ".flac", ".g722", ".mp3", ".ogg")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    name: str
    out: Path
    languages: tuple[str, ...] = ("en", "es")
    systems: tuple[str, ...] = (NAME,)
    seeds: tuple[int, ...] = (1, 2, 3)
    seconds: float = 120.0
    snr_db: float | None = 30.0
    """Loudness of the speech over the noise; None is without noise."""
    cores: tuple[int, ...] = (0, 1)
    recordings: Path | None = None
    """A folder of recordings with their texts beside them as `name.txt`, instead of prompts."""
    settings: tuple[str, ...] = ()
    """For Dragoman."""
    command: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """One talk, ready to be played to each system."""

    talk: Talk
    truth: Truth
    wav: Path
    model: str
    model_folder: Path


def stages(plan: Plan) -> Iterator[Stage]:
    """The talks of a plan, written and timed. Raises `MissingPart`, `ModelError`."""
    _, store = read_settings()
    aligner = Aligner(store.ensure(TIMING_MODEL), threads=len(plan.cores))
    for language in plan.languages:
        model = MODELS.get(language, OTHER_LANGUAGES)
        folder = store.ensure(model)
        for name, talk, clean in _talks(plan, language):
            wav = plan.out / plan.name / f"{name}.wav"
            wav.parent.mkdir(parents=True, exist_ok=True)
            write_wav(wav, talk.samples)
            truth = truth_of(clean, aligner, plan.out / ".truth")
            yield Stage(talk, truth, wav, model, folder)


def _talks(plan: Plan, language: str) -> Iterator[tuple[str, Talk, Talk]]:
    """Name, talk, and the same talk without noise."""
    if plan.recordings is not None:
        for path in sorted(plan.recordings.iterdir()):
            text = path.with_suffix(".txt")
            if path.suffix in RECORDINGS and text.is_file():
                talk = recorded_talk(path, text.read_text(encoding="utf-8"), language)
                yield path.stem, talk, talk
        return
    prompts = find_prompts(language).values()
    for seed in plan.seeds:
        clean = make_talk(prompts, seed=seed, seconds=plan.seconds)
        talk = make_talk(prompts, seed=seed, seconds=plan.seconds, snr_db=plan.snr_db)
        yield f"{language}-{seed}", talk, clean
