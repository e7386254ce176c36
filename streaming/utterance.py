"""One segment while it is recognised: its sound, its settled words, its next window."""

from collections import deque

import numpy as np

from audio_io.chunk import AudioChunk, Samples
from streaming.agreement import Agreement, same_word
from streaming.guards import VoiceTrack, guarded
from streaming.transcript import Transcript, text_of
from translators.recognize import Hypothesis, Word

__all__ = ["Utterance"]

SAMPLE_RATE_HZ = 16_000
VOICED = 0.2
"""Voice probability below which nobody spoke."""
NEAR_S = 0.03
LONGEST_WORD_S = 0.9
UNHEARD_S = 0.7
"""Voice at the end that no word covers, from which something was missed."""
SHOW_PROBABILITY = 0.5
"""An unsettled word less likely than this is not shown yet."""
SHOW_MARGIN_S = 0.15
"""An unsettled word that ends closer than this to the end of the sound is not shown yet."""


class Utterance:
    """Collects a segment's sound and turns hypotheses into revisions of its transcript."""

    def __init__(self, segment_id: int, speech_start_s: float, agreement: int) -> None:
        self.segment_id = segment_id
        self.speech_start_s = speech_start_s
        self.speech_end_s: float | None = None
        """Media time at which the speech ended; None while it goes on."""
        self.voiced_end_s = speech_start_s
        """Media time at which the latest pause began."""
        self.passed_s = speech_start_s
        """Media time up to which the recognizer was given it."""
        self.language: str | None = None
        """Language of the latest hypothesis."""
        self.tail_start_s = 0.0
        """Media time from which a last pass hears again; 0 while the whole segment is heard."""
        self.is_given_up = False
        """Nobody will hear the rest of it: there was too much to do."""
        self._known_s = speech_start_s
        self._chunks: deque[tuple[AudioChunk, float]] = deque()
        self._voice = VoiceTrack()
        self._agreement = Agreement(agreement)
        self._revision = 0
        self._shown: tuple[str, str] = ("", "")
        self._rest: tuple[Word, ...] = ()

    @property
    def sound_start_s(self) -> float:
        """Media time of the first sample kept (before the speech: the pre-roll)."""
        return self._chunks[0][0].start_s if self._chunks else self.speech_start_s

    @property
    def heard_s(self) -> float:
        """Media time just after the last sample kept."""
        return self._chunks[-1][0].end_s if self._chunks else self.speech_start_s

    @property
    def settled(self) -> tuple[Word, ...]:
        """Words that will not be taken back."""
        return self._agreement.settled

    @property
    def unsettled(self) -> tuple[Word, ...]:
        """What the latest hypothesis has after the settled words."""
        return self._rest

    def hear(self, chunk: AudioChunk, probability: float) -> None:
        """Take more sound, with its voice probability."""
        self._chunks.append((chunk, probability))
        self._voice.add(chunk.start_s, chunk.end_s, probability)

    def heard_all(self, until_s: float) -> bool:
        """Whether a whole hypothesis covers the sound up to a media time."""
        return self._known_s >= until_s

    def sound_since(self, at_s: float) -> tuple[tuple[AudioChunk, float], ...]:
        """Chunks that end after a media time, with their voice probabilities."""
        return tuple((chunk, p) for chunk, p in self._chunks if chunk.end_s > at_s)

    def samples(self, from_s: float, until_s: float) -> Samples:
        """The sound between two media times, as far as it was kept."""
        if not self._chunks:
            return np.zeros(0, np.float32)
        joined = np.concatenate([chunk.samples for chunk, _ in self._chunks])
        first, last = (
            round((at - self.sound_start_s) * SAMPLE_RATE_HZ) for at in (from_s, until_s)
        )
        return joined[max(0, first) : max(0, last)]

    def accept(self, hypothesis: Hypothesis, heard_s: float, language: str) -> Transcript | None:
        """Take the hypothesis of a pass that heard up to `heard_s`; a revision if text changed."""
        self.passed_s = heard_s
        self.language = language
        if not hypothesis.complete:
            # A decoder that did not stop is no witness: neither to agree with nor to show.
            return None
        self._known_s = heard_s
        checked = guarded(hypothesis, self._voice, VOICED)
        self._rest = self._agreement.update(checked, heard_s)
        return self._revise(language, self._showable(heard_s))

    def finish(self, hypothesis: Hypothesis | None, language: str) -> Transcript:
        """The final: from a last pass, or (None) from the latest hypothesis."""
        rest = self._rest if hypothesis is None else self._checked(hypothesis)
        words = self._agreement.finish(Hypothesis(rest, language))
        self._revision += 1
        return Transcript(
            segment_id=self.segment_id,
            revision=self._revision,
            language=language,
            stable=text_of(words),
            unstable="",
            words=words,
            start_s=self.speech_start_s,
            end_s=self.heard_s if self.speech_end_s is None else self.speech_end_s,
            is_final=True,
        )

    def unheard_from_s(self, rest: tuple[Word, ...]) -> float | None:
        """Where voice begins that no word covers, at the end of the segment; None without any.

        A decoder sometimes stops in the middle of the speech. Its last word is then stretched
        over what follows, so a word counts for no longer than a word can last.
        """
        last = (*self.settled[-1:], *rest)[-1:]
        from_s = min(last[0].end_s, last[0].start_s + LONGEST_WORD_S) if last else 0.0
        from_s = max(from_s, self.tail_start_s)
        end_s = self.heard_s if self.speech_end_s is None else self.speech_end_s
        return from_s if self._voice.voiced_s(from_s, end_s) >= UNHEARD_S else None

    def hear_again(self, from_s: float, hypothesis: Hypothesis) -> None:
        """Settle what the last pass found; the next one hears only what comes after it."""
        self._agreement.finish(Hypothesis(self._checked(hypothesis), hypothesis.language))
        self._rest = ()
        self.tail_start_s = from_s

    def best_cut_s(self, longest_s: float) -> float:
        """Where to end a segment that is too long: between two words, where it is quietest.

        Never before the end of a settled word, nor in the first half of the longest segment.
        """
        begin_s = self.sound_start_s
        floor_s = max(begin_s + longest_s / 2, self.settled[-1].end_s if self.settled else 0.0)
        ceiling_s = max(begin_s + longest_s, floor_s)
        ends = [word.end_s for word in (*self.settled[-1:], *self._rest[:-1])]
        ends = [end_s for end_s in ends if floor_s <= end_s <= ceiling_s]
        if not ends:
            ends = [c.end_s for c, _ in self._chunks if floor_s <= c.end_s <= ceiling_s]
        return min(ends, key=self._loudness, default=ceiling_s)

    def split(self, at_s: float, segment_id: int, agreement: int) -> "Utterance":
        """End this segment's sound at `at_s`; what follows begins the next one."""
        following = Utterance(segment_id, at_s, agreement)
        kept: deque[tuple[AudioChunk, float]] = deque()
        for chunk, probability in self._chunks:
            before, after = _split(chunk, at_s)
            if len(before.samples):
                kept.append((before, probability))
            if len(after.samples):
                following.hear(after, probability)
        self._chunks = kept
        self.speech_end_s = at_s
        return following

    def _loudness(self, at_s: float) -> float:
        """Mean power within a few hundredths of a second around a media time."""
        near = [
            chunk.samples
            for chunk, _ in self._chunks
            if chunk.start_s < at_s + NEAR_S and chunk.end_s > at_s - NEAR_S
        ]
        return float(np.square(np.concatenate(near)).mean()) if near else 0.0

    def _checked(self, hypothesis: Hypothesis) -> tuple[Word, ...]:
        words = guarded(hypothesis, self._voice, VOICED).words
        is_echo = (
            self.tail_start_s > 0
            and words
            and self.settled
            and same_word(words[0], self.settled[-1])
        )
        # The tail's sound may begin with the end of the last settled word.
        return words[1:] if is_echo else words

    def _showable(self, heard_s: float) -> tuple[Word, ...]:
        shown: list[Word] = []
        for word in self._rest:
            if word.probability < SHOW_PROBABILITY or word.end_s > heard_s - SHOW_MARGIN_S:
                break
            shown.append(word)
        return tuple(shown)

    def _revise(self, language: str, unsettled: tuple[Word, ...]) -> Transcript | None:
        words = (*self.settled, *unsettled)
        stable = text_of(self.settled)
        unstable = text_of(words)[len(stable) :]
        if (stable, unstable) == self._shown:
            return None
        self._shown = (stable, unstable)
        self._revision += 1
        return Transcript(
            segment_id=self.segment_id,
            revision=self._revision,
            language=language,
            stable=stable,
            unstable=unstable,
            words=words,
            start_s=self.speech_start_s,
            end_s=self.passed_s,
            is_final=False,
        )


def _split(chunk: AudioChunk, at_s: float) -> tuple[AudioChunk, AudioChunk]:
    """The parts of a chunk before and after a media time; either may be empty."""
    rate_hz = chunk.sample_rate_hz
    count = min(max(0, round((at_s - chunk.start_s) * rate_hz)), len(chunk.samples))
    after_s = chunk.start_s + count / rate_hz
    return (
        AudioChunk(chunk.samples[:count], rate_hz, chunk.start_s),
        AudioChunk(chunk.samples[count:], rate_hz, after_s),
    )
