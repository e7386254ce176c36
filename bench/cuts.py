"""Streams that end and begin anywhere: is the last word there, and is it there once?

Each talk is streamed whole, and then in pieces, cut at random between two words as when somebody
stops the program and starts it again. What the pieces' finals say, joined, is held against what was
said, against the talk in one piece, and against one pass of the model over each piece: half a
sentence is hard to hear for whoever hears no more of it. On a simulated clock, with a real model.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path

import click

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from audio_io.vad import create_detector
from bench.engines import open_recognizer, read_settings
from bench.forced import Aligner
from bench.one_line import said_in_one_line
from bench.prompts import find_prompts
from bench.reading import final_transcripts
from bench.seams import repeated
from bench.simulated import simulate, voice
from bench.talk import make_talk
from bench.truth import Truth, truth_of
from bench.words import WordErrors, normalize, word_errors
from configs.schema import Config
from streaming.transcript import text_of
from translators.recognize import Recognizer, Window

__all__ = ["CutScores", "cut_times", "doubled_at_edges", "score_cuts"]

LEAST_PIECE_S = 2.0
MOST_AT_ONCE_S = 28.0
"""A longer piece takes the one pass in several."""
LONGEST_REPEAT = 6
"""Words of the longest repetition that is looked for."""


@dataclass(frozen=True, slots=True)
class CutScores:
    """One talk, in one piece and in many."""

    seed: int
    cuts_s: tuple[float, ...]
    whole: WordErrors
    in_pieces: WordErrors
    one_pass: WordErrors
    """One pass over each piece, in no hurry."""
    doubled: int
    """Words that end one piece and begin the next again."""


def cut_times(truth: Truth, count: int, seed: int) -> tuple[float, ...]:
    """Times between two words, each once, in order, at least two seconds apart."""
    words = truth.words
    gaps = [(one.end_s + other.start_s) / 2 for one, other in pairwise(words)]
    random.Random(seed).shuffle(gaps)
    chosen: list[float] = []
    for at_s in gaps:
        if len(chosen) < count and all(abs(at_s - other) >= LEAST_PIECE_S for other in chosen):
            chosen.append(at_s)
    return tuple(sorted(chosen))


def doubled_at_edges(texts: Sequence[str], said: str, language: str) -> int:
    """Words at the end of one text that the next one begins with, unless they were said twice."""
    wanted = normalize(said, language).split()
    pieces = [words for text in texts if (words := normalize(text, language).split())]
    return sum(repeated(*pair, wanted, longest=LONGEST_REPEAT) for pair in pairwise(pieces))


def score_cuts(
    samples: Samples,
    truth: Truth,
    cuts_s: Sequence[float],
    recognizer: Recognizer,
    config: Config,
    *,
    seed: int,
) -> CutScores:
    """Stream a talk whole and in pieces; `samples` are float32[n] at 16 kHz."""
    whole = _finals(samples, recognizer, config)
    edges = [0, *(round(at_s * SAMPLE_RATE_HZ) for at_s in cuts_s), len(samples)]
    pieces = [_finals(samples[a:b], recognizer, config) for a, b in pairwise(edges)]
    at_once = [_one_pass(samples[a:b], recognizer, truth.language) for a, b in pairwise(edges)]
    language = truth.language
    return CutScores(
        seed=seed,
        cuts_s=tuple(cuts_s),
        whole=word_errors([truth.text], [whole], language),
        in_pieces=word_errors([truth.text], [" ".join(pieces)], language),
        one_pass=word_errors([truth.text], [" ".join(at_once)], language),
        doubled=doubled_at_edges(pieces, truth.text, language),
    )


def _finals(samples: Samples, recognizer: Recognizer, config: Config) -> str:
    voiced = voice(samples, create_detector(config.audio.vad))
    done = simulate(samples, voiced, recognizer, config)
    return " ".join(final.text for _, final in final_transcripts(done.events) if final.text)


def _one_pass(samples: Samples, recognizer: Recognizer, language: str) -> str:
    step = round(MOST_AT_ONCE_S * SAMPLE_RATE_HZ)
    windows = [
        Window(samples[start : start + step], 0.0, language)
        for start in range(0, len(samples), step)
    ]
    return " ".join(text_of(recognizer.recognize(window).words) for window in windows)


def _rate(errors: Sequence[WordErrors]) -> str:
    count, words = sum(one.errors for one in errors), sum(one.words for one in errors)
    return f"{100 * count / max(1, words):.2f} % ({count} of {words})"


@click.command(context_settings={"show_default": True})
@click.option("--talks", default=10, help="Seeds from 1 on.")
@click.option("--cuts", default=20, help="In each talk.")
@click.option("--seconds", default=120.0, help="Length of a talk.")
@click.option("--snr", default=30.0, help="Speech over noise, in decibels.")
@click.option("--model", default="whisper-tiny.en")
@click.option("--language", default="en")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out", "cuts.json"))
def main(
    talks: int, cuts: int, seconds: float, snr: float, model: str, language: str, out: Path
) -> None:
    """Cut talks at random, and compare what is heard of the pieces with the whole."""
    done: list[CutScores] = []
    with said_in_one_line():
        config, store = read_settings([f"recognize.language={language}"])
        prompts = find_prompts(language).values()
        aligner = Aligner(store.ensure(model))
        with open_recognizer(config, store, model) as recognizer:
            for seed in range(1, talks + 1):
                clean = make_talk(prompts, seed=seed, seconds=seconds)
                noisy = make_talk(prompts, seed=seed, seconds=seconds, snr_db=snr)
                truth = truth_of(clean, aligner, out.parent / "truth")
                places_s = cut_times(truth, cuts, seed)
                scores = score_cuts(noisy.samples, truth, places_s, recognizer, config, seed=seed)
                done.append(scores)
                click.echo(
                    f"talk {seed}: {len(places_s)} cuts, whole {_rate([scores.whole])}, "
                    f"in pieces {_rate([scores.in_pieces])}, the model in one pass over each "
                    f"{_rate([scores.one_pass])}, doubled {scores.doubled}"
                )
                out.parent.mkdir(parents=True, exist_ok=True)
                rows = json.dumps([asdict(one) for one in done], indent=1)
                out.write_text(rows + "\n", encoding="utf-8")
    click.echo(
        f"{sum(len(one.cuts_s) for one in done)} cuts: whole {_rate([one.whole for one in done])}, "
        f"in pieces {_rate([one.in_pieces for one in done])}, "
        f"the model in one pass over each {_rate([one.one_pass for one in done])}, "
        f"doubled {sum(one.doubled for one in done)}"
    )


if __name__ == "__main__":
    main()
