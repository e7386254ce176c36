"""From tracks to what is worth naming: which things, in which order, and together with what."""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property

from streaming.narrating.place import Nearness, Optics, Place, distance_m, is_clipped, locate
from streaming.narrating.settings import SURE_FROM, NarratorSettings
from streaming.narrating.tracks import Track, inside
from streaming.narrating.utterance import View
from streaming.narrating.wording.nouns import THING, canonical
from streaming.narrating.wording.words import Thing
from streaming.narrating.yardsticks import Yardstick, seems_m

__all__ = ["Scenery", "matters"]

PEOPLE = frozenset({"person", "face"})
VEHICLES = frozenset(
    {"bicycle", "car", "motorcycle", "bus", "train", "truck", "boat", "airplane", "skateboard"}
)
ANIMALS = frozenset(
    {"bird", "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe"}
)
AGREED = 0.45
"""If frames agree less than this about what a thing is, nobody knows."""
CLEAR = 0.6
"""If they agree less than this, nobody is sure."""
UNBELIEVABLE_M = 0.3
"""A thing of its usual size would be this near the lens: it is more likely another thing."""
PART_OF_PERSON = 0.8
OUTSHINES = 0.85
"""A thing on a person is believed to be more than a part of the person from this score."""
MOST_GROUPS = {1: 3, 2: 5, 3: 9}


def matters(label: str) -> bool:
    """Whether it moves by itself: a person, a vehicle, an animal."""
    known = canonical(label)
    return known in PEOPLE or known in VEHICLES - {"skateboard"} or known in ANIMALS


class Scenery:
    """What a view shows, for a user with these settings."""

    def __init__(self, view: View, settings: NarratorSettings, verbosity: int) -> None:
        self._view = view
        self._settings = settings
        self._verbosity = verbosity
        self._sure_from = settings.sure_from or SURE_FROM

    @property
    def tracks(self) -> tuple[Track, ...]:
        """Everything that is in view."""
        return self._view.tracks

    def place(self, track: Track) -> Place:
        """Where a thing is."""
        nearness = self._view.nearness.get(track.number)
        seems = None if nearness is None else seems_m(nearness, self._yardsticks)
        aspect = self._view.aspect
        return locate(track.area, track.label, self._optics, aspect, seems_m=seems)

    def is_sure(self, track: Track) -> bool:
        """Whether it may be named without `possibly`."""
        near = distance_m(track.area, track.label, self._optics, self._view.aspect)
        if near is not None and near < UNBELIEVABLE_M:
            return False
        return track.score >= self._sure_from and track.agreement >= CLEAR

    def name(self, track: Track) -> str:
        """Its label, or `thing` where the frames do not agree."""
        return canonical(track.label) if track.agreement >= AGREED else THING

    def worth_naming(self, track: Track) -> bool:
        """Whether the user wants to hear of it at all."""
        if self._verbosity >= 3:
            return True
        if self.name(track) == THING or self.is_part_of_person(track):
            return False
        return matters(track.label) or (self._verbosity > 1 and self.is_sure(track))

    def things(self, tracks: Iterable[Track]) -> tuple[Thing, ...]:
        """Tracks as groups of a kind in one direction; what matters most and is nearest first."""
        groups: dict[tuple[str, bool], list[Track]] = {}
        for track in sorted(tracks, key=self._rank):
            groups.setdefault((self.name(track), self.is_sure(track)), []).append(track)
        most = MOST_GROUPS[self._verbosity]
        return tuple(self._thing(*key, group) for key, group in list(groups.items())[:most])

    def signature(self) -> tuple[tuple[str, int, int], ...]:
        """Two views that are told alike have the same one: what, which way and how many."""
        seen = Counter((self.name(each), self.place(each).hour) for each in self.settled())
        return tuple(sorted((name, hour, count) for (name, hour), count in seen.items()))

    def settled(self) -> tuple[Track, ...]:
        """What is worth naming in view."""
        return tuple(track for track in self.tracks if self.worth_naming(track))

    def of(self, label: str) -> tuple[Track, ...]:
        """The things of a kind."""
        return tuple(track for track in self.tracks if self.name(track) == label)

    @property
    def _optics(self) -> Optics:
        return self._settings.optics

    @cached_property
    def _yardsticks(self) -> tuple[Yardstick, ...]:
        """What shows its whole size, and is surely what it is called."""
        found = []
        for track in self.tracks:
            nearness = self._view.nearness.get(track.number)
            metres = distance_m(track.area, track.label, self._optics, self._view.aspect)
            is_whole = not is_clipped(track.area) and self.is_sure(track)
            if nearness is not None and metres is not None and is_whole:
                found.append(Yardstick(nearness, metres))
        return tuple(found)

    def _thing(self, name: str, is_sure: bool, tracks: Sequence[Track]) -> Thing:
        """The nearest of each direction stands for it."""
        nearest: dict[int, Place] = {}
        for place in sorted(map(self.place, tracks), key=_nearness_rank):
            nearest.setdefault(place.hour, place)
        places = sorted(nearest.values(), key=_from_the_left)
        return Thing(name, len(tracks), tuple(places), is_sure)

    def _rank(self, track: Track) -> tuple[int, bool, int, float]:
        known = canonical(track.label)
        kinds = (known in PEOPLE, known in VEHICLES or known in ANIMALS)
        kind = kinds.index(True) if True in kinds else len(kinds)
        near = _nearness_rank(self.place(track))
        return (kind, not self.is_sure(track), near, -track.area.size)

    def is_part_of_person(self, track: Track) -> bool:
        """Whether it is more likely a part of somebody's clothes than a thing."""
        if track.label in PEOPLE or track.score >= OUTSHINES:
            return False
        return any(
            other.label in PEOPLE
            and other.area.size > track.area.size
            and inside(track.area, other.area) >= PART_OF_PERSON
            for other in self.tracks
        )


def _nearness_rank(place: Place) -> int:
    return list(Nearness).index(place.nearness)


def _from_the_left(place: Place) -> int:
    return place.hour if place.hour <= 6 else place.hour - 12
