"""What comes at the user, as warnings."""

from captions.announcing.announcement import Priority
from streaming.narrating.alarm import Alarm
from streaming.narrating.draft import Draft
from streaming.narrating.place import Side
from streaming.narrating.scenery import Scenery
from streaming.narrating.tracks import Track
from streaming.narrating.utterance import Reason
from streaming.narrating.wording.nouns import THING
from streaming.narrating.wording.words import Words

__all__ = ["Hazards"]


class Hazards:
    """Warns of each thing that comes, once in a while."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._alarm = Alarm()
        self._coming: tuple[Track, ...] = ()

    def see(self, scenery: Scenery, captured_s: float) -> None:
        """A frame was looked at."""
        self._coming = self._alarm.hazards(scenery, captured_s)

    def next(
        self, scenery: Scenery | None, captured_s: float, saying: Draft | None
    ) -> Draft | None:
        """The warning that is due; there is one in each frame at most.

        Without `scenery` the frame is too old to warn of what was in it. A warning that is being
        said (`saying`) is said anew if something comes from another side as well.
        """
        coming, self._coming = self._coming, ()
        if not coming or scenery is None:
            return None
        self._alarm.warned(coming, captured_s)
        sides = {scenery.place(track).side for track in coming}
        if saying is not None and saying.reason is Reason.HAZARD:
            told = set(saying.sides)
            if sides <= told:
                return None
            sides |= told
        ordered = tuple(side for side in Side if side in sides)
        return Draft(
            self._warning(coming, ordered, scenery),
            Priority.HAZARD,
            Reason.HAZARD,
            self._words.language,
            captured_s=captured_s,
            tracks=coming,
            sides=ordered,
        )

    def _warning(self, coming: tuple[Track, ...], sides: tuple[Side, ...], scenery: Scenery) -> str:
        if len(sides) > 1:
            return self._words.hazards(sides)
        names = {scenery.name(track) for track in coming if scenery.is_sure(track)}
        is_known = len(names) == 1 and all(map(scenery.is_sure, coming)) and names != {THING}
        return self._words.hazard(names.pop() if is_known else None, scenery.place(coming[0]))
