"""The talks of a benchmark, joined, written and timed before anybody hears them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from bench.engines import read_settings
from bench.forced import Aligner
from bench.material import Material
from bench.ours import NAME
from bench.sound import write_wav
from bench.talk import Talk
from bench.truth import Truth, truth_of

__all__ = ["Plan", "Stage", "stages"]

MODELS: Mapping[str, str] = MappingProxyType({"en": "whisper-tiny.en"})
OTHER_LANGUAGES = "whisper-base"
TIMING_MODEL = "whisper-base"
"""Tells when words were said. Not the model that is measured in English."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be measured."""

    name: str
    out: Path
    material: Material
    languages: tuple[str, ...] = ("en", "es")
    systems: tuple[str, ...] = (NAME,)
    cores: tuple[int, ...] = (0, 1)
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
        for spoken in plan.material.talks(language):
            wav = plan.out / plan.name / f"{spoken.name}.wav"
            wav.parent.mkdir(parents=True, exist_ok=True)
            write_wav(wav, spoken.talk.samples)
            truth = truth_of(spoken.clean, aligner, plan.out / ".truth")
            yield Stage(spoken.talk, truth, wav, model, folder)
