"""When to translate what: finished sentences once, the open one again as it grows.

A sentence is settled when its source is stable to its closing mark: it is translated on its own and
never again. The open sentence is translated anew with each stable word. What is shown of that is
what two successive translations begin with alike, less the last words, and what was shown stays
until the sentence is settled: the text grows instead of jumping.
"""

from collections.abc import Callable
from dataclasses import dataclass

from streaming.sentences import clause_end, sentence_ends
from streaming.transcript import Transcript

__all__ = ["Translate", "Translation", "TranslationTrack"]

Translate = Callable[[str, str], str]
"""(text, prefix) -> translation; the prefix is empty where the engine cannot force one."""

MASKED_WORDS = 1
"""Last words that two drafts share and that are not shown: the next source word moves them."""
LONG_CLAUSE_CHARS = 90
"""An open sentence longer than this is settled at its last clause end instead of its end."""


@dataclass(frozen=True, slots=True)
class Translation:
    """One revision of a segment's translation. `stable` only grows; a final never changes."""

    segment_id: int
    revision: int
    source: str
    """Language it was said in."""
    target: str
    """Language of `stable` and `unstable`."""
    stable: str
    unstable: str
    start_s: float
    end_s: float
    """Media times of the segment's speech, as far as it was heard."""
    is_final: bool

    @property
    def text(self) -> str:
        """Stable and unstable text together."""
        return self.stable + self.unstable


class TranslationTrack:
    """The translations of one stream into one language."""

    def __init__(self, target: str, *, forces_prefix: bool) -> None:
        self._target = target
        self._forces_prefix = forces_prefix
        self._segment_id = 0
        self._revision = 0
        self._source_chars = 0
        self._stable = ""
        self._shown = ("", "")
        self._previous = ""

    def revise(self, transcript: Transcript, translate: Translate) -> Translation | None:
        """The translation of a transcript's newest revision, or None if nothing changed."""
        if transcript.segment_id != self._segment_id:
            self._reset(transcript.segment_id)
        self._settle_sentences(transcript, translate)
        rest = transcript.stable[self._source_chars :].strip()
        if transcript.is_final:
            self._append(translate(rest, "") if rest else "")
            return self._translation(transcript, "")
        unstable = self._draft(rest, translate) if rest else ""
        if (self._stable, unstable) == self._shown:
            return None
        self._shown = (self._stable, unstable)
        return self._translation(transcript, unstable)

    def untranslated(self, transcript: Transcript) -> Translation:
        """A final with what was translated before the translator failed."""
        if transcript.segment_id != self._segment_id:
            self._reset(transcript.segment_id)
        return self._translation(transcript, "")

    def _reset(self, segment_id: int) -> None:
        self._segment_id = segment_id
        self._revision = 0
        self._source_chars = 0
        self._stable = ""
        self._shown = ("", "")
        self._previous = ""

    def _settle_sentences(self, transcript: Transcript, translate: Translate) -> None:
        open_text = transcript.stable[self._source_chars :]
        ends = sentence_ends(open_text, is_whole=transcript.is_final)
        if not ends and len(open_text) > LONG_CLAUSE_CHARS and not transcript.is_final:
            end = clause_end(open_text, at_least=LONG_CLAUSE_CHARS // 2)
            ends = () if end is None else (end,)
        begin = 0
        for end in ends:
            sentence = open_text[begin:end].strip()
            if sentence:
                self._append(translate(sentence, ""))
            begin = end
        if ends:
            self._source_chars += ends[-1]
            self._previous = ""

    def _draft(self, text: str, translate: Translate) -> str:
        """What to show of the open sentence: it grows, and stays while the drafts disagree."""
        shown = self._shown[1].strip() if self._shown[0] == self._stable else ""
        newest = translate(text, shown if self._forces_prefix else "").strip()
        previous, self._previous = self._previous, newest
        agreed = _common_words(previous, newest, masked=MASKED_WORDS)
        if not agreed.startswith(shown):
            agreed = shown
        return f" {agreed}" if agreed and self._stable else agreed

    def _append(self, text: str) -> None:
        text = text.strip()
        if text:
            self._stable = f"{self._stable} {text}" if self._stable else text

    def _translation(self, transcript: Transcript, unstable: str) -> Translation:
        self._revision += 1
        return Translation(
            segment_id=transcript.segment_id,
            revision=self._revision,
            source=transcript.language,
            target=self._target,
            stable=self._stable,
            unstable=unstable,
            start_s=transcript.start_s,
            end_s=transcript.end_s,
            is_final=transcript.is_final,
        )


def _common_words(one: str, other: str, *, masked: int) -> str:
    """The words that two texts begin with alike, but for the last `masked` of them."""
    count = 0
    ones, others = one.split(" "), other.split(" ")
    for left, right in zip(ones, others, strict=False):
        if left != right:
            break
        count += 1
    return " ".join(others[: max(0, count - masked)])
