"""What is spoken, in which order, how fast and from when.

Sans-I/O: revisions of a translation in, clauses out; synthesised sound in, its place out. Speech
that falls behind is spoken faster, up to `max_rate`, until it has caught up. Where that does not
do, whole clauses are left to the captions, oldest first: `is_too_late` says which.
"""

from dataclasses import dataclass

from audio_io.chunk import AudioChunk
from configs.schema import SpeakConfig
from streaming.sentences import sentence_ends
from streaming.translation import Translation

__all__ = ["Clause", "SpeechQueue", "SpokenAudio"]

CHARS_PER_SECOND = 12.0
"""How fast a voice speaks at rate 1, until it has been heard."""
LEARNING = 0.2
"""Share of the newest clause in what is believed of the voice."""
CALM_S = 0.3
"""Backlog that is no reason to hurry."""
URGENT_S = 2.0
"""Backlog at which speech is as fast as it may be."""
SHORTEST_SOURCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """A sentence or clause to be spoken."""

    number: int
    """Counts from 1 over the session."""
    segment_id: int
    text: str
    language: str
    source_end_s: float
    """Media time up to which its source had been heard when it was settled."""
    source_s: float
    """How long the speaker took since the clause before."""


@dataclass(frozen=True, slots=True)
class SpokenAudio:
    """A piece of translated speech, placed on the time line where it is heard."""

    segment_id: int
    chunk: AudioChunk


class SpeechQueue:
    """Order, rate and place of spoken clauses."""

    def __init__(self, config: SpeakConfig) -> None:
        self._config = config
        self._segment_id: int | None = None
        self._taken_chars = 0
        self._numbers = 0
        self._waiting_chars = 0
        self._free_from_s = 0.0
        self._chars_per_s = CHARS_PER_SECOND
        self._source_end_s = 0.0

    def take(self, translation: Translation) -> tuple[Clause, ...]:
        """The clauses that became stable with this revision."""
        if translation.segment_id != self._segment_id:
            self._segment_id = translation.segment_id
            self._taken_chars = 0
        fresh = translation.stable[self._taken_chars :]
        self._taken_chars = len(translation.stable)
        begin, clauses = 0, []
        for end in sentence_ends(fresh, is_whole=True):
            clauses.append(self._clause(fresh[begin:end].strip(), translation))
            begin = end
        return tuple(clauses)

    def rate(self, clause: Clause, now_s: float) -> float:
        """How fast a clause is to be spoken if its synthesis begins now.

        Faster where speech is behind, and where the clause would take longer to say than its
        source took: otherwise it only falls behind a sentence later.
        """
        behind_s = self.backlog_s(now_s)
        share = min(1.0, max(0.0, (behind_s - CALM_S) / (URGENT_S - CALM_S)))
        base, most = self._config.rate, max(self._config.rate, self._config.max_rate)
        tight = len(clause.text) / self._chars_per_s / max(clause.source_s, SHORTEST_SOURCE_S)
        return min(most, max(base + share * (most - base), tight))

    def is_too_late(self, clause: Clause, now_s: float) -> bool:
        """Whether a clause, spoken next, would be heard too long after its source to be of use."""
        heard_s = max(self._free_from_s, now_s)
        return heard_s - clause.source_end_s > self._config.most_behind_s

    def backlog_s(self, now_s: float) -> float:
        """Seconds of speech that are placed or waiting beyond now."""
        return self.placed_s(now_s) + self._waiting_chars / self._chars_per_s

    def placed_s(self, now_s: float) -> float:
        """Seconds of speech that are ready beyond now."""
        return max(0.0, self._free_from_s - now_s)

    def begin(self, clause: Clause) -> None:
        """A clause's synthesis begins: it waits no more."""
        self._waiting_chars -= len(clause.text)

    def finished(self, clause: Clause, duration_s: float, rate: float) -> None:
        """A clause was synthesised at a rate and lasts this long: learn how fast the voice is."""
        if duration_s > 0:
            heard = len(clause.text) / (duration_s * rate)
            self._chars_per_s += LEARNING * (heard - self._chars_per_s)

    def place(self, duration_s: float, ready_s: float) -> float:
        """Media time at which a piece that was ready at `ready_s` begins to be heard."""
        start_s = max(self._free_from_s, ready_s)
        self._free_from_s = start_s + duration_s
        return start_s

    def _clause(self, text: str, translation: Translation) -> Clause:
        self._numbers += 1
        self._waiting_chars += len(text)
        began_s = max(self._source_end_s, translation.start_s)
        self._source_end_s = translation.end_s
        return Clause(
            number=self._numbers,
            segment_id=translation.segment_id,
            text=text,
            language=translation.target,
            source_end_s=translation.end_s,
            source_s=max(0.0, translation.end_s - began_s),
        )
