"""How calm live translation is, and how soon its words stand for good.

`python -m bench.drafts --from en --to pt` has the recorded prompts' texts settled word by word, as
if a perfect recognizer heard them, and follows what is shown of their translations. No sound, no
clock: delays are counted in words of the source.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from bench.engines import read_settings
from bench.one_line import said_in_one_line
from bench.prompts import find_prompts
from bench.revisions import common, seen_words
from streaming.transcript import Transcript
from streaming.translation import Translate, TranslationTrack
from translators.registry import EngineContext
from translators.router import create_translator
from translators.translate import Pair, TranslatorTraits

__all__ = ["Calmness", "follow"]

LEAST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Calmness:
    """What was shown of the translations of some texts."""

    words: int
    """Of the finished translations."""
    erased: int
    """Words that were shown and taken back."""
    late_words: float
    """Source words between a word's place in its sentence and the moment from which it stood: sum
    over `words`. A word's place is its share of the translation."""

    def __add__(self, other: "Calmness") -> "Calmness":
        return Calmness(
            self.words + other.words,
            self.erased + other.erased,
            self.late_words + other.late_words,
        )


def follow(text: str, pair: Pair, traits: TranslatorTraits, translate: Translate) -> Calmness:
    """Have a text translated while it grows, word by word."""
    track = TranslationTrack(pair.target, traits)
    source = text.split()
    shown: list[str] = []
    stood_from: list[int] = []
    erased = 0
    for count in range(1, len(source) + 1):
        is_final = count == len(source)
        revision = track.revise(_transcript(source[:count], pair.source, is_final), translate)
        if revision is None:
            continue
        words = seen_words(revision.text)
        kept = common(shown, words)
        erased += len(shown) - kept
        stood_from[kept:] = [count] * (len(words) - kept)
        shown = words
    places = ((index + 1) / len(shown) * len(source) for index in range(len(shown)))
    late = sum(stood - place for stood, place in zip(stood_from, places, strict=True))
    return Calmness(len(shown), erased, late)


def _transcript(words: Sequence[str], language: str, is_final: bool) -> Transcript:
    return Transcript(
        segment_id=1,
        revision=len(words),
        language=language,
        stable=" ".join(words),
        unstable="",
        words=(),
        start_s=0.0,
        end_s=float(len(words)),
        is_final=is_final,
    )


@click.command(context_settings={"show_default": True})
@click.option("--from", "source", default="en")
@click.option("--to", "target", default="pt")
@click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Change a setting.")
def main(source: str, target: str, settings: tuple[str, ...]) -> None:
    """Follow the translations of the recorded prompts while their texts grow."""
    with said_in_one_line():
        pair = Pair(source, target)
        config, store = read_settings(settings)
        context = EngineContext(store, config.recognize.threads)
        texts = [prompt.text for prompt in find_prompts(source).values()]
        texts = [text for text in texts if len(text.split()) >= LEAST_WORDS]
        router = create_translator(config.translate, context, [pair], click.echo)
        try:
            found = [
                follow(text, pair, router.traits, lambda request: router.translate(request).text)
                for text in texts
            ]
        finally:
            router.close()
    total = sum(found, Calmness(0, 0, 0.0))
    click.echo(
        f"{len(texts)} prompts, {total.words} words: {total.erased / total.words:.3f} taken back, "
        f"each stands {total.late_words / total.words:.1f} source words after its place"
    )


if __name__ == "__main__":
    main()
