"""One segment while it is recognised: its sound, its settled words, its revisions."""

from dataclasses import replace
from itertools import pairwise

from audio_io.chunk import AudioChunk
from streaming.agreement import Agreement, same_word
from streaming.guards import guarded
from streaming.sentences import clause_end, sentence_ends
from streaming.sound import VoicedSound
from streaming.transcript import Transcript, text_of
from translators.recognize import Hypothesis, Word

__all__ = ["Utterance"]

VOICED = 0.2
"""Voice probability below which nobody spoke."""
LONGEST_WORD_S = 0.9
"""A word that is given more was stretched over what follows it."""
UNHEARD_S = 0.7
"""Voice at the end that no word covers, from which something was missed."""
STUCK_S = 1.0
"""The same, for a pass in the middle of the speech."""
HOLE_S = 2.0
"""The same, under one word in the midst of others: what a decoder left out."""
ECHO_S = 0.3
CONTEXT_WORDS = 3
"""Words of the segment before that the window keeps when a segment goes over into the next."""
SCROLL_FROM_S = 8.0
SCROLL_TO_S = 5.0
"""A window longer than the first goes on with about the second."""
SHOW_PROBABILITY = 0.5
"""Below it, an unsettled word is doubted: it is shown only when much was heard after it."""
SHOW_MARGIN_S = 0.15
"""An unsettled word that ends closer than this to the end of the sound is not shown yet."""
DOUBTED_MARGIN_S = 1.2
"""The same for a word less likely than `SHOW_PROBABILITY`: it keeps back what follows it."""


class Utterance:
    """Collects a segment's sound and turns hypotheses into revisions of its transcript."""

    def __init__(self, segment_id: int, speech_start_s: float, certainty: float) -> None:
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
        self.is_heard_again = False
        """A last pass missed its end, and one more hears that."""
        self.is_given_up = False
        """Nobody will hear the rest of it: there was too much to do."""
        self.sound = VoicedSound()
        self._afresh_from_s = 0.0
        self._known_s = speech_start_s
        self._before: tuple[Word, ...] = ()
        """The last word before a window that begins afresh."""
        self._context: tuple[Word, ...] = ()
        self._scrolled_out = 0
        self._agreement = Agreement(certainty)
        self._shown_words = 0
        self._revision = 0
        self._shown: tuple[str, str] = ("", "")
        self._rest: tuple[Word, ...] = ()

    @property
    def sound_start_s(self) -> float:
        """Media time of the first sample kept (before the speech: the pre-roll)."""
        return self.speech_start_s if self.sound.is_empty else self.sound.start_s

    @property
    def window_start_s(self) -> float:
        """Media time at which the next pass begins to hear."""
        return max(self.sound_start_s, self._afresh_from_s)

    @property
    def heard_s(self) -> float:
        """Media time just after the last sample kept."""
        return self.speech_start_s if self.sound.is_empty else self.sound.end_s

    @property
    def settled(self) -> tuple[Word, ...]:
        """Words that will not be taken back."""
        return self._agreement.settled

    @property
    def prefix(self) -> tuple[Word, ...]:
        """The settled words inside the window, those of the segment before included."""
        return (*self._context, *self.settled[self._scrolled_out :])

    @property
    def scrolled_out(self) -> tuple[Word, ...]:
        """The settled words of this segment that the window has left behind."""
        return self.settled[: self._scrolled_out]

    @property
    def unsettled(self) -> tuple[Word, ...]:
        """What the latest hypothesis has after the settled words."""
        return self._rest

    @property
    def is_blank(self) -> bool:
        """Whether nothing of it was shown yet."""
        return self._revision == 0

    def hear(self, chunk: AudioChunk, probability: float) -> None:
        """Take more sound, with its voice probability."""
        self.sound.add(chunk, probability)

    def heard_all(self, until_s: float) -> bool:
        """Whether a whole hypothesis covers the sound up to a media time."""
        return self._known_s >= until_s

    def accept(self, hypothesis: Hypothesis, heard_s: float, *, at_pause: bool = False) -> None:
        """Take the hypothesis of a pass that heard up to `heard_s`, in a silence or not."""
        self.passed_s = heard_s
        self.language = hypothesis.language
        if not hypothesis.complete:
            # A decoder that did not stop is no witness: neither to agree with nor to show.
            return
        if not hypothesis.stopped_short:
            self._known_s = heard_s
        self._shown_words = len(self.settled)
        checked = replace(hypothesis, words=self.checked(hypothesis))
        self._rest = self._agreement.update(checked, heard_s, at_pause=at_pause)
        if not hypothesis.stopped_short and self._is_stuck(heard_s):
            self._start_afresh(self.prefix[-1].end_s)

    def scroll(self) -> None:
        """Leave sound behind whose words are settled: a pass costs what its window is long."""
        if self.heard_s - self.sound_start_s < SCROLL_FROM_S:
            return
        keep_from_s = self.heard_s - SCROLL_TO_S
        gone = sum(word.start_s < keep_from_s for word in self.prefix[:-CONTEXT_WORDS])
        if not gone:
            return
        self._scrolled_out += max(0, gone - len(self._context))
        self._context = self._context[gone:]
        self.sound.drop_before(self.prefix[0].start_s)

    def revise(self) -> Transcript | None:
        """A revision with what the last pass changed; None if that is nothing to be seen."""
        words = (*self.settled, *self._showable())
        stable = text_of(self.settled)
        unstable = text_of(words)[len(stable) :]
        if (stable, unstable) == self._shown:
            return None
        self._shown = (stable, unstable)
        return self._transcript(words, stable, unstable, self.passed_s, is_final=False)

    def finish(self, hypothesis: Hypothesis | None) -> Transcript:
        """The final: from a last pass, or (None) from the latest hypothesis."""
        if hypothesis is not None:
            self.language = hypothesis.language
        rest = self._rest if hypothesis is None else self.checked(hypothesis)
        words = self._agreement.finish(Hypothesis(rest, self.language or ""))
        end_s = self.heard_s if self.speech_end_s is None else self.speech_end_s
        return self._transcript(words, text_of(words), "", end_s, is_final=True)

    def go_over(self, segment_id: int, *, wanted: int, certainty: float) -> "Utterance | None":
        """End this segment between two settled words; what follows is the next one's.

        Only words that were not yet shown as stable can go over. `wanted` says how good the place
        must be: 2 the end of a sentence, 1 of a clause too, 0 between any two words. None where
        there is no such place. The sound is not cut: the next segment's window goes on with it,
        and with the last words of this one as forced prefix.
        """
        count = self._place_to_end(wanted)
        if count is None:
            return None
        over = self._agreement.detach(count)
        following = Utterance(segment_id, over[-1].end_s, certainty)
        following._agreement, self._agreement = self._agreement, following._agreement
        self._agreement.finish(Hypothesis(over, self.language or ""))
        following._rest, self._rest = self._rest, ()
        following._context = (*self._context, *over[self._scrolled_out :])[-CONTEXT_WORDS:]
        following.sound, self.sound = self.sound, self.sound.until(over[-1].end_s)
        following._scrolled_out = max(0, self._scrolled_out - count)
        following._afresh_from_s, following._before = self._afresh_from_s, self._before
        if following.prefix:
            following.sound.drop_before(following.prefix[0].start_s)
        following.language = self.language
        following.passed_s, following._known_s = self.passed_s, self._known_s
        self.speech_end_s = over[-1].end_s
        return following

    def cut(self, segment_id: int, *, longest_s: float, certainty: float) -> "Utterance":
        """End this segment's sound where it is quietest; what follows begins the next one."""
        floor_s = max(
            self.sound_start_s + longest_s / 2, self.settled[-1].end_s if self.settled else 0.0
        )
        ceiling_s = max(self.sound_start_s + longest_s, floor_s)
        places = self.sound.ends_s(floor_s, ceiling_s)
        at_s = self.sound.quietest_s(places) if places else ceiling_s
        following = Utterance(segment_id, at_s, certainty)
        following.sound = self.sound.split(at_s)
        self.speech_end_s = at_s
        return following

    def unheard_from_s(self, rest: tuple[Word, ...]) -> float | None:
        """Where voice begins that no word covers, at the end of the segment; None without any.

        A decoder sometimes stops in the middle of the speech.
        """
        from_s = max(self._afresh_from_s, self.speech_start_s)
        for last in (*self.prefix, *rest)[-1:]:
            from_s = max(self._afresh_from_s, _said_until_s(last))
        end_s = self.heard_s if self.speech_end_s is None else self.speech_end_s
        return from_s if self.sound.voiced_s(from_s, end_s) >= UNHEARD_S else None

    def hear_again(self, from_s: float, hypothesis: Hypothesis) -> None:
        """Settle what the last pass found; the next one hears only what comes after it."""
        self._agreement.finish(Hypothesis(self.checked(hypothesis), hypothesis.language))
        self._rest = ()
        self._start_afresh(from_s)
        self.is_heard_again = True

    def _is_stuck(self, heard_s: float) -> bool:
        """Whether a pass ended with the settled words, though people went on talking.

        A decoder that is made to begin with a whole sentence sometimes finds that all is said.
        """
        if not self.prefix:
            return False
        last = (*self.prefix, *self._rest)[-1]
        return self.sound.voiced_s(_said_until_s(last), heard_s) >= STUCK_S

    def _start_afresh(self, from_s: float) -> None:
        """Let the window begin here, with the settled words before it and none in it."""
        self._afresh_from_s = from_s
        self._before = (*self._context, *self.settled)[-1:]
        self._scrolled_out = len(self.settled)
        self._context = ()

    def _place_to_end(self, wanted: int) -> int | None:
        """How many settled words a segment that ends here keeps; all only at a sentence's end."""
        first, last = max(self._shown_words, 1), len(self.settled)
        best: tuple[int, int] | None = None
        for count in range(first, last + 1):
            rank = _ending(text_of(self.settled[: count + 1]), text_of(self.settled[:count]))
            is_open_end = count == last and rank < 2
            if rank >= wanted and not is_open_end and (best is None or rank >= best[0]):
                best = (rank, count)
        return None if best is None else best[1]

    def checked(self, hypothesis: Hypothesis) -> tuple[Word, ...]:
        """Its words without what was not said, and up to where it left out what was."""
        words = self._up_to_hole(guarded(hypothesis, self.sound, VOICED, self.prefix).words)
        is_echo = (
            words
            and self._before
            and not self.prefix
            and words[0].start_s < self._afresh_from_s + ECHO_S
            and same_word(words[0], self._before[0])
        )
        # A window that begins after a word may begin with its last sound.
        return words[1:] if is_echo else words

    def _up_to_hole(self, words: tuple[Word, ...]) -> tuple[Word, ...]:
        """Words up to where the decoder skipped speech; one is often stretched over that.

        What follows would be promised without what came before it. So the skipped speech counts as
        unheard, and gets a window of its own; the last one of a segment is taken as it is.
        """
        if self.is_heard_again:
            return words
        known = self.prefix[-1:]
        for count, (word, following) in enumerate(pairwise((*known, *words))):
            skipped_s = self.sound.voiced_s(_said_until_s(word), following.start_s)
            if skipped_s >= HOLE_S and (known or count):
                return _without_doubted_end(words[: max(0, count - len(known))], 1 - len(known))
        return words

    def _showable(self) -> tuple[Word, ...]:
        shown: list[Word] = []
        for word in self._rest:
            is_doubted = word.probability < SHOW_PROBABILITY
            wait_s = DOUBTED_MARGIN_S if is_doubted else SHOW_MARGIN_S
            if word.end_s > self.passed_s - wait_s:
                break
            shown.append(word)
        return tuple(shown)

    def _transcript(
        self, words: tuple[Word, ...], stable: str, unstable: str, end_s: float, *, is_final: bool
    ) -> Transcript:
        self._revision += 1
        return Transcript(
            segment_id=self.segment_id,
            revision=self._revision,
            language=self.language or "und",
            stable=stable,
            unstable=unstable,
            words=words,
            start_s=self.speech_start_s,
            end_s=end_s,
            is_final=is_final,
        )


def _ending(text: str, ended: str) -> int:
    """How well `ended` ends, where `text` goes on after it: 2 a sentence, 1 a clause, 0 neither."""
    if len(ended) in sentence_ends(text):
        return 2
    return 1 if clause_end(text, at_least=1) == len(ended) else 0


def _without_doubted_end(words: tuple[Word, ...], least: int) -> tuple[Word, ...]:
    count = len(words)
    while count > least and words[count - 1].probability < SHOW_PROBABILITY:
        count -= 1
    return words[:count]


def _said_until_s(last: Word) -> float:
    """Where the last word of a hypothesis ends, though it may be stretched over what follows."""
    return min(last.end_s, last.start_s + LONGEST_WORD_S)
