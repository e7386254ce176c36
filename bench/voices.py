"""Are the voices understood, and what do they cost?

`python -m bench.voices --language pt --count 34` has the recorded prompts' texts spoken, in
translation where there are no prompts in the language, recognises them again with whisper-base, and
prints the word errors, the processor seconds for a second of speech, and how soon the first sound
of a text came.
"""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click
import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.resample import resample
from bench.engines import ECHO_MODEL, open_recognizer, open_translator, read_settings
from bench.one_line import said_in_one_line
from bench.prompts import LANGUAGES, find_prompts
from bench.words import WordErrors, word_errors
from configs.schema import Config
from model_store.store import ModelStore
from translators.recognize import Recognizer, Window
from translators.registry import EngineContext
from translators.speak import SpeechRequest, Synthesizer
from translators.speaker import create_synthesizer
from translators.translate import Pair

__all__ = ["Spoken", "listen", "speak"]

SPOKEN_BY = "en"
"""Whose prompts are translated where a language has none."""
LEAST_WORDS, MOST_WORDS = 6, 40
"""Of a text: words alone are hard to recognise, and a window holds 30 s."""


@dataclass(frozen=True, slots=True, eq=False)
class Spoken:
    """A text, and its speech."""

    text: str
    samples: Samples
    """float32[n] at 16 kHz."""
    first_s: float
    """Wall time until the first piece of it was there."""
    cpu_s: float
    """Processor time of this process, and of those that it ran and waited for."""


def speak(synthesizer: Synthesizer, request: SpeechRequest) -> Spoken:
    """Have a text spoken to its end."""
    began_s, used_s = time.monotonic(), _cpu_s()
    first_s = 0.0
    pieces: list[Samples] = []
    for piece in synthesizer.speak(request):
        first_s = first_s or time.monotonic() - began_s
        pieces.append(piece)
    cpu_s = _cpu_s() - used_s
    whole = np.concatenate([*pieces, np.zeros(0, np.float32)])
    samples = resample(whole, synthesizer.traits.sample_rate_hz, SAMPLE_RATE_HZ)
    return Spoken(request.text, samples, first_s, cpu_s)


def listen(spoken: Sequence[Spoken], recognizer: Recognizer, language: str) -> WordErrors:
    """What is understood of it."""
    heard = [recognizer.recognize(Window(one.samples, 0.0, language)).text for one in spoken]
    return word_errors([one.text for one in spoken], heard, language)


def _cpu_s() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _texts(language: str, count: int, config: Config, store: ModelStore) -> list[str]:
    """As many texts, from all over the list."""
    source = language if language in LANGUAGES else SPOKEN_BY
    texts = [
        prompt.text
        for prompt in find_prompts(source).values()
        if LEAST_WORDS <= len(prompt.text.split()) <= MOST_WORDS
    ]
    chosen = texts[:: max(1, len(texts) // count)][:count]
    if source == language:
        return chosen
    with open_translator(config, store, Pair(source, language)) as translate:
        return [translate(text) for text in chosen]


def _speeches(
    texts: Sequence[str], language: str, config: Config, store: ModelStore
) -> Iterator[Spoken]:
    context = EngineContext(store, config.speak.threads)
    synthesizer = create_synthesizer(config.speak, context, language, click.echo)
    try:
        click.echo(f"{synthesizer.traits.name}, {config.speak.voice or 'its usual voice'}")
        voice = config.speak.voice or None
        speak(synthesizer, SpeechRequest(".", language, voice))  # loading is not measured
        for text in texts:
            yield speak(synthesizer, SpeechRequest(text, language, voice))
    finally:
        synthesizer.close()


@click.command(context_settings={"show_default": True})
@click.option("--language", default="en", help="What is spoken.")
@click.option("--count", type=click.IntRange(1), default=16, help="Texts.")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def main(language: str, count: int, settings: tuple[str, ...]) -> None:
    """Have texts spoken and recognised again."""
    with said_in_one_line():
        config, store = read_settings(settings)
        texts = _texts(language, count, config, store)
        spoken = list(_speeches(texts, language, config, store))
        with open_recognizer(config, store, ECHO_MODEL) as recognizer:
            found = listen(spoken, recognizer, language)
    speech_s = sum(len(one.samples) for one in spoken) / SAMPLE_RATE_HZ
    cpu_s = sum(one.cpu_s for one in spoken)
    first_s = np.percentile([one.first_s for one in spoken], [50, 95])
    click.echo(
        f"{language}, {len(texts)} texts, {speech_s:.0f} s: word errors {found.rate:.1%}, "
        f"{cpu_s / speech_s:.2f} processor seconds a second, "
        f"first sound after {first_s[0]:.2f} s (p95 {first_s[1]:.2f} s)"
    )


if __name__ == "__main__":
    main()
