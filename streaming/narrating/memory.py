"""What was told about the things in view, so that nothing is told twice."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from streaming.narrating.place import Side, is_clipped
from streaming.narrating.scenery import Scenery, matters
from streaming.narrating.tracks import Track
from streaming.narrating.wording.nouns import THING
from translators.describe import Area

__all__ = ["Memory"]

REMEMBERED_S = 60.0
"""What vanishes and is seen again in its place within this is no news."""
SAME_PLACE = 0.5
SAME_THING = 0.25
SURE_AFTER_S = 0.3
PATIENCE_S = 1.0
"""A thing that is doubtful, or that does not move by itself, is told when it was seen this long."""
ANOTHER_NAME = 0.75
"""Agreement that it takes to tell that a thing is another one than was told."""
RESTS_S = 1.5
"""A thing that moved is told when it stays where it is now for this long."""
GONE_S = 3.0
"""That somebody went is no news after this."""


@dataclass(frozen=True, slots=True)
class _Told:
    track: Track
    label: str
    side: Side
    """Where it was when it was told."""
    new_side: Side
    since_s: float
    """Since when it has been on that side."""


@dataclass(frozen=True, slots=True)
class _Lost:
    label: str
    area: Area
    at_s: float


class Memory:
    """Things that were told, by number; and those that were, and are gone."""

    def __init__(self) -> None:
        self._told: dict[int, _Told] = {}
        self._lost: list[_Lost] = []
        self._gone: list[tuple[Track, float]] = []
        self._worn_s: dict[int, float] = {}
        """When things were last taken for a part of somebody."""

    def forget(self) -> None:
        """The view is another one."""
        self._told.clear()
        self._lost.clear()
        self._gone.clear()
        self._worn_s.clear()

    def note(self, scenery: Scenery, now_s: float) -> None:
        """Take in what is in view now."""
        present = {track.number: track for track in scenery.tracks}
        self._worn_s = {
            number: now_s if scenery.is_part_of_person(track) else self._worn_s[number]
            for number, track in present.items()
            if scenery.is_part_of_person(track) or number in self._worn_s
        }
        for number, told in list(self._told.items()):
            if number in present:
                self._told[number] = _follow(told, present[number], scenery, now_s)
            else:
                del self._told[number]
                self._lost.append(_Lost(told.label, told.track.area, now_s))
                if _went_out(told.track):
                    self._gone.append((told.track, now_s))
        self._lost = [each for each in self._lost if now_s - each.at_s <= REMEMBERED_S]
        self._gone = [each for each in self._gone if now_s - each[1] <= GONE_S]

    def fresh(self, scenery: Scenery) -> tuple[Track, ...]:
        """Things in view that were not told and are worth it by now."""
        return tuple(
            track
            for track in scenery.settled()
            if self._is_news(track, scenery) and self._is_ripe(track, scenery)
        )

    def moved(self, scenery: Scenery, now_s: float) -> Track | None:
        """A thing that was told on one side and rests on another."""
        for told in self._told.values():
            if told.new_side is not told.side and now_s - told.since_s >= RESTS_S:
                return told.track
        return None

    def gone(self) -> tuple[Track, ...]:
        """Things that were told and went out of the picture just now."""
        return tuple(track for track, _ in self._gone)

    def tell(self, tracks: Iterable[Track], scenery: Scenery, now_s: float) -> None:
        """These are told."""
        for track in tracks:
            side = scenery.place(track).side
            label = scenery.name(track)
            self._told[track.number] = _Told(track, label, side, side, now_s)

    def untell(self, numbers: Iterable[int]) -> None:
        """The telling of these was cut off."""
        for number in numbers:
            self._told.pop(number, None)

    def told_gone(self) -> None:
        """It was told who went."""
        self._gone.clear()

    def _is_news(self, track: Track, scenery: Scenery) -> bool:
        told = self._told.get(track.number)
        if told is not None:
            return (
                scenery.name(track) != told.label
                and matters(track.label)
                and scenery.is_sure(track)
                and (track.agreement >= ANOTHER_NAME or told.label == THING)
            )
        if is_clipped(track.first_area):
            return True
        return not any(self._is_back(track, lost) for lost in self._lost)

    def _is_ripe(self, track: Track, scenery: Scenery) -> bool:
        since_s = max(track.first_s, self._worn_s.get(track.number, track.first_s))
        is_clear = scenery.is_sure(track) and matters(track.label)
        needed_s = SURE_AFTER_S if is_clear and since_s == track.first_s else PATIENCE_S
        if scenery.name(track) == THING:
            needed_s *= 2  # it may yet turn out to be something
        return track.seen_s - since_s >= needed_s - 1e-6

    @staticmethod
    def _is_back(track: Track, lost: _Lost) -> bool:
        overlap = lost.area.overlap(track.area)
        return overlap > (SAME_THING if lost.label == track.label else SAME_PLACE)


def _follow(told: _Told, track: Track, scenery: Scenery, now_s: float) -> _Told:
    side = scenery.place(track).side
    since_s = told.since_s if side is told.new_side else now_s
    return replace(told, track=track, new_side=side, since_s=since_s)


def _went_out(track: Track) -> bool:
    """Whether it was last seen at the picture's edge, or on its way there."""
    across, down = track.speed
    area = track.area
    return is_clipped(area) or not (
        area.left + across > 0.0 and area.right + across < 1.0 and area.top + down > 0.0
    )
