"""The segments that have no final yet, their sound, and what ends one where no silence does.

Speech without a pause goes over into the next segment between two words; where no words are
settled, the sound itself is cut. Live, what the recognizer cannot keep up with is given up.
"""

import math
from collections import deque

from audio_io.chunk import AudioChunk
from configs.schema import Config
from streaming.utterance import Utterance

__all__ = ["Segments"]

LONGEST_ONSET_S = 1.0
"""Sound kept while nobody speaks, beyond the pre-roll: speech is noticed after it began."""
GO_OVER_FROM = (0.6, 0.85, 1.0)
"""Shares of the longest segment from which a sentence end, a clause end, any word end will do."""
LONGEST_WINDOW_S = 24.0


class Segments:
    """Utterances in the order in which they began; at most the last is still being spoken.

    `partials`: somebody waits for the words, so sound must not pile up, and a segment may go over
    between words. Without them a segment is heard in one window.
    """

    def __init__(self, config: Config, *, partials: bool) -> None:
        self._certainty = config.streaming.certainty
        self._pre_roll_s = config.segmenter.pre_roll_s
        self._longest_s = config.segmenter.max_segment_s
        self._longest_window_s = LONGEST_WINDOW_S if partials else config.segmenter.max_segment_s
        self._most_waiting_s = config.audio.buffer_s if partials else math.inf
        self._utterances: deque[Utterance] = deque()
        self._before: deque[tuple[AudioChunk, float]] = deque()
        """Sound since the last one, with voice probabilities: the next may begin in it."""
        self._begun = 0

    @property
    def is_empty(self) -> bool:
        """Whether every one that began has had its final."""
        return not self._utterances

    @property
    def oldest(self) -> Utterance:
        """The one whose final comes next, where there is one."""
        return self._utterances[0]

    @property
    def spoken(self) -> Utterance | None:
        """The one that is being spoken."""
        if self._utterances and self._utterances[-1].speech_end_s is None:
            return self._utterances[-1]
        return None

    @property
    def waiting(self) -> int:
        """How many are over and wait for their final."""
        return sum(each.speech_end_s is not None for each in self._utterances)

    @property
    def backlog_s(self) -> float:
        """Sound that no pass has heard yet, and that one will."""
        waiting = (each for each in self._utterances if not each.is_given_up)
        return sum(each.heard_s - each.passed_s for each in waiting)

    def hear(self, chunk: AudioChunk, probability: float) -> None:
        """Take the next chunk, with its voice probability."""
        current = self.spoken
        if current is not None:
            current.hear(chunk, probability)
            return
        self._before.append((chunk, probability))
        oldest_s = chunk.end_s - self._pre_roll_s - LONGEST_ONSET_S
        while self._before[0][0].end_s < oldest_s:
            self._before.popleft()

    def begin(self, at_s: float) -> Utterance:
        """The next one, whose speech began at a media time; it has the pre-roll before that."""
        utterance = Utterance(self._begun + 1, at_s, self._certainty)
        for chunk, probability in self._before:
            if chunk.end_s > at_s - self._pre_roll_s:
                utterance.hear(chunk, probability)
        self._before.clear()
        self._append(utterance)
        return utterance

    def end(self, utterance: Utterance, at_s: float) -> None:
        """The speech of the one that is being spoken ended at a media time."""
        utterance.speech_end_s = at_s
        # What was heard after the end may be the beginning of the next segment.
        self._before.extend(utterance.sound.since(at_s))

    def remove_oldest(self) -> None:
        """Its final is there."""
        self._utterances.popleft()

    def go_over(self, utterance: Utterance) -> Utterance | None:
        """End a long one at the next good place between two words that were just settled.

        Gives the one that follows it; None where there is no such place, or no need.
        """
        share = (utterance.heard_s - utterance.speech_start_s) / self._longest_s
        if utterance is not self.spoken or share < GO_OVER_FROM[0]:
            return None
        wanted = 2 - sum(share >= bar for bar in GO_OVER_FROM[1:])
        following = utterance.go_over(self._begun + 1, wanted=wanted, certainty=self._certainty)
        if following is not None:
            self._append(following)
        return following

    def cut(self, utterance: Utterance) -> Utterance | None:
        """End one whose sound is too long; gives the one that follows, None where there is no need.

        The last resort, where nothing was settled.
        """
        if utterance.heard_s - utterance.sound_start_s < self._longest_window_s:
            return None
        following = utterance.cut(
            self._begun + 1, longest_s=self._longest_window_s, certainty=self._certainty
        )
        self._append(following)
        return following

    def shed(self, passing: int | None) -> Utterance | None:
        """Give up the oldest one that is over, where more waits than may; give that one.

        `passing` is the segment that the recognizer is hearing: that one is not given up.
        """
        if self.backlog_s <= self._most_waiting_s:
            return None
        for utterance in self._utterances:
            is_waiting = utterance.speech_end_s is not None and not utterance.is_given_up
            if is_waiting and utterance.segment_id != passing:
                utterance.is_given_up = True
                return utterance
        return None

    def _append(self, utterance: Utterance) -> None:
        self._begun = utterance.segment_id
        self._utterances.append(utterance)
