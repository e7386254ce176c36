"""Words lost or doubled where one segment ends and the next begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bench.reading import final_transcripts
from bench.talk import Talk
from bench.words import normalize
from streaming.events import Event

__all__ = ["Seams", "contains", "repeated", "seams"]

LONGEST_REPEAT = 4
"""Words of the longest repetition that is looked for."""


@dataclass(frozen=True, slots=True)
class Seams:
    """What happened at the places where segments meet, over a talk."""

    count: int
    lost: int
    """Words of the talk that are missing right there."""
    doubled: int
    """Words that end one segment and begin the next, and were said once."""


def seams(events: Sequence[Event], talk: Talk) -> Seams:
    """Look at each place where one final with text is followed by another."""
    texts = [
        words
        for _, final in final_transcripts(events)
        if (words := normalize(final.text, talk.language).split())
    ]
    borders: list[int] = []
    heard: list[str] = []
    for words in texts:
        borders.append(len(heard))
        heard += words
    said = normalize(talk.text, talk.language).split()
    doubled = sum(repeated(*pair, said, longest=LONGEST_REPEAT) for pair in pairwise(texts))
    return Seams(max(0, len(texts) - 1), _lost(said, heard, borders[1:]), doubled)


def repeated(
    before: Sequence[str], after: Sequence[str], said: Sequence[str], *, longest: int
) -> int:
    """Words of the longest run that ends one text and begins the other, unless it was said so.

    Runs of more than `longest` words are not looked for.
    """
    for length in range(min(longest, len(before), len(after)), 0, -1):
        run = list(before[-length:])
        if run == list(after[:length]):
            return 0 if contains(said, run + run) else length
    return 0


def contains(words: Sequence[str], run: Sequence[str]) -> bool:
    """Whether some words hold others in a row."""
    size = len(run)
    return any(list(words[at : at + size]) == list(run) for at in range(len(words) - size + 1))


def _lost(said: Sequence[str], heard: Sequence[str], borders: Sequence[int]) -> int:
    """Words of the reference that the best alignment finds missing at a border."""
    import jiwer

    if not said or not heard:
        return 0
    found = jiwer.process_words(" ".join(said), " ".join(heard))
    return sum(
        chunk.ref_end_idx - chunk.ref_start_idx
        for chunk in found.alignments[0]
        if chunk.type == "delete" and chunk.hyp_start_idx in borders
    )
