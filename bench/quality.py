"""How near captions and translations are to what was said."""

from collections.abc import Callable, Mapping, Sequence

from bench.reading import final_transcripts, final_translations
from bench.talk import Passage, Talk
from bench.words import WordErrors, word_errors
from streaming.events import Event, Gap
from streaming.sentences import sentence_ends

__all__ = ["caption_errors", "chrf", "given_up_s", "language_share", "reference_translations"]

Translate = Callable[[str], str]
_Segment = tuple[float, float, str]


def caption_errors(events: Sequence[Event], talk: Talk) -> WordErrors:
    """The finals, joined, against all that was said."""
    heard = " ".join(final.text for _, final in final_transcripts(events))
    return word_errors([talk.text], [heard], talk.language)


def given_up_s(events: Sequence[Event]) -> float:
    """Seconds of sound that the run says it dropped."""
    gaps = (event.value for event in events if isinstance(event.value, Gap))
    return sum(gap.end_s - gap.start_s for gap in gaps)


def language_share(events: Sequence[Event], language: str, *, after: int = 2) -> float:
    """Share of the segments of five words and more that were taken for the right language.

    Counted once `after` segments have been heard; 1.0 when there is none.
    """
    finals = [final for _, final in final_transcripts(events) if final.text][after:]
    long = [final for final in finals if len(final.text.split()) >= 5]
    return sum(final.language == language for final in long) / len(long) if long else 1.0


def reference_translations(talk: Talk, translate: Translate) -> dict[str, str]:
    """What an engine makes of the true sentences, one by one, for each passage by its id."""
    return {passage.id: _by_sentence(passage.text, translate) for passage in talk.passages}


def chrf(events: Sequence[Event], talk: Talk, references: Mapping[str, str]) -> float:
    """chrF (0 to 100) of the streamed translation, passage by passage, over the whole talk.

    A segment belongs to the passage in whose time it lies; passages that a segment spans count
    as one.
    """
    from sacrebleu.metrics.chrf import CHRF

    heard: list[str] = []
    wanted: list[str] = []
    segments = [(final.start_s, final.end_s, final.text) for _, final in final_translations(events)]
    for passages, texts in _together(talk.passages, segments):
        wanted.append(" ".join(references[passage.id] for passage in passages))
        heard.append(" ".join(texts))
    return float(CHRF().corpus_score(heard, [wanted]).score)


def _by_sentence(text: str, translate: Translate) -> str:
    begin, done = 0, []
    for end in sentence_ends(text, is_whole=True):
        done.append(translate(text[begin:end].strip()).strip())
        begin = end
    return " ".join(done)


def _together(
    passages: Sequence[Passage], segments: Sequence[_Segment]
) -> list[tuple[list[Passage], list[str]]]:
    """Passages and the texts of the segments that lie in them, in order."""
    groups: list[tuple[list[Passage], list[str]]] = []
    waiting = list(segments)
    open_until_s = float("-inf")
    for index, passage in enumerate(passages):
        if passage.start_s >= open_until_s or not groups:
            groups.append(([], []))
        groups[-1][0].append(passage)
        is_last = index + 1 == len(passages)
        border_s = float("inf") if is_last else _middle_s(passage, passages[index + 1])
        while waiting and waiting[0][0] < border_s:
            _, end_s, text = waiting.pop(0)
            groups[-1][1].append(text)
            open_until_s = max(open_until_s, end_s)
    return groups


def _middle_s(passage: Passage, following: Passage) -> float:
    """The middle of the pause between two passages."""
    return (passage.end_s + following.start_s) / 2
