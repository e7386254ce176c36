"""When to translate what: finished sentences once, the open one again as it grows.

A sentence is settled when its source is stable to its closing mark: it is translated on its own and
never again, and what a first translation loses is looked for in others (`faithful`). The open
sentence is translated anew with each stable word; `drafts` decides what is shown of that.
"""

from collections import deque
from dataclasses import dataclass

from streaming.drafts import Drafts, steadiness
from streaming.faithful import Translate, faithful_translation, keeps_as_much
from streaming.sentences import clause_end, sentence_ends
from streaming.transcript import Transcript
from translators.translate import Pair, TranslationRequest, TranslatorTraits

__all__ = ["Translate", "Translation", "TranslationTrack"]

LONG_CLAUSE_CHARS = 90
"""An open sentence longer than this is settled at its last clause end instead of its end."""
CONTEXT_SENTENCES = 2
"""Sentences said before that an engine is shown, where it can use them."""


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
    """The translations of one stream into one language, by an engine of these traits."""

    def __init__(self, target: str, traits: TranslatorTraits) -> None:
        self._target = target
        self._traits = traits
        self._rule = steadiness(traits)
        self._said: deque[str] = deque(maxlen=CONTEXT_SENTENCES if traits.uses_context else 0)
        self._start(0)

    def _start(self, segment_id: int) -> None:
        self._segment_id = segment_id
        self._revision = 0
        self._source_chars = 0
        self._stable = ""
        self._shown = ("", "")
        self._drafts = Drafts(self._rule)

    def revise(self, transcript: Transcript, translate: Translate) -> Translation | None:
        """The translation of a transcript's newest revision, or None if nothing changed."""
        if transcript.segment_id != self._segment_id:
            self._start(transcript.segment_id)
        self._settle_sentences(transcript, translate)
        if transcript.is_final:
            return self._translation(transcript, "")
        rest = transcript.stable[self._source_chars :].strip()
        if rest:
            self._draft(rest, transcript.language, translate)
        unstable = self._drafts.shown
        if unstable and self._stable:
            unstable = f" {unstable}"
        if (self._stable, unstable) == self._shown:
            return None
        self._shown = (self._stable, unstable)
        return self._translation(transcript, unstable)

    def untranslated(self, transcript: Transcript) -> Translation:
        """A final with what was translated before the translator failed."""
        if transcript.segment_id != self._segment_id:
            self._start(transcript.segment_id)
        return self._translation(transcript, "")

    def _settle_sentences(self, transcript: Transcript, translate: Translate) -> None:
        open_text = transcript.stable[self._source_chars :]
        ends = sentence_ends(open_text, is_whole=transcript.is_final)
        if not ends and len(open_text) > LONG_CLAUSE_CHARS and not transcript.is_final:
            end = clause_end(open_text, at_least=LONG_CLAUSE_CHARS // 2)
            ends = () if end is None else (end,)
        begin, settled = 0, self._source_chars
        for end in ends:
            sentence = open_text[begin:end].strip()
            if sentence:
                self._append(self._settled(sentence, transcript.language, translate))
                self._said.append(sentence)
            begin = end
            self._drafts = Drafts(self._rule)
            self._source_chars = settled + end

    def _settled(self, sentence: str, language: str, translate: Translate) -> str:
        """The translation of a sentence that is whole, near to what is shown of it."""
        return faithful_translation(
            self._request(sentence, language),
            translate,
            draft=self._drafts.newest,
            forces_terms=self._traits.forces_terms,
        )

    def _draft(self, text: str, language: str, translate: Translate) -> None:
        if text == self._drafts.newest[0]:
            return
        request = self._request(text, language)
        draft = translate(request)
        self._drafts.add(text, draft, lambda shown, other: keeps_as_much(request, shown, other))

    def _request(self, text: str, language: str) -> TranslationRequest:
        """A request for the open sentence, held to what is shown of it where that is possible."""
        bias = self._rule.prefix_bias
        return TranslationRequest(
            text,
            Pair(language, self._target),
            prefix="" if bias is None else self._drafts.shown,
            prefix_bias=bias,
            context=" ".join(self._said),
        )

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
