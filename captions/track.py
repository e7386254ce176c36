"""The cues of one language, as finals come in."""

from collections.abc import Sequence
from dataclasses import replace

from captions.cue import Cue
from captions.layout import lay_out
from configs.schema import CaptionsConfig
from translators.recognize import Word

__all__ = ["CueTrack"]


class CueTrack:
    """Turns final segments into cues that never overlap.

    A cue is finished when nothing can change it any more. Only the last one can be held back: it
    may stay on the screen longer than its words lasted, unless new words cut it short.
    """

    def __init__(self, language: str, style: CaptionsConfig) -> None:
        self._language = language
        self._style = style
        self._next_id = 1
        self._held: Cue | None = None
        self._free_from_s = 0.0

    @property
    def held(self) -> Cue | None:
        """The cue that waits, with the times it has if nothing follows it soon."""
        return self._held

    def add(
        self, words: Sequence[Word], *, language: str | None = None, speaker: str | None = None
    ) -> tuple[Cue, ...]:
        """Take the words of a final segment; returns the cues that are finished by it.

        `language` is the segment's own where it is not the track's.
        """
        cues = lay_out(
            words,
            self._style,
            language or self._language,
            earliest_s=self._free_from_s,
            first_id=self._next_id,
            speaker=speaker,
        )
        if not cues:
            return ()
        finished = [*self._shortened(cues[0].start_s), *cues[:-1]]
        self._next_id += len(cues)
        self._hold(cues[-1], words[-1].end_s)
        return tuple(finished)

    def close(self) -> tuple[Cue, ...]:
        """Nothing follows: finish the cue that was held back, if there is one."""
        if self._held is None:
            return ()
        cue, self._held = self._held, None
        self._free_from_s = cue.end_s
        return (cue,)

    def _shortened(self, next_start_s: float) -> tuple[Cue, ...]:
        if self._held is None:
            return ()
        return (replace(self._held, end_s=min(self._held.end_s, next_start_s)),)

    def _hold(self, cue: Cue, spoken_until_s: float) -> None:
        self._held = cue
        self._free_from_s = min(max(spoken_until_s, cue.start_s + 0.001), cue.end_s)
