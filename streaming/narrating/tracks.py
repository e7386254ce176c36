"""Boxes over frames become things that stay the same thing.

Sans-I/O: the boxes of a frame and its time in, the things in view out. A thing is followed by
where its box should be next; what it is, all frames decide together, because small detectors
call the same thing a cat and a person in turn.
"""

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from streaming.narrating.looming import Sighting, growth_per_s
from streaming.narrating.place import is_clipped
from translators.describe import Area, Box

__all__ = ["Track", "Tracker", "inside"]

BEGINS_AT = 0.5
"""A box of this score may begin a track; one of `GOES_ON_AT` may go on with it."""
GOES_ON_AT = 0.35
SAME_BOX = 0.6
"""Boxes of different labels that overlap this much are one thing with two names."""
BORN_S = 0.3
"""A thing that was seen for this long is there; it takes `DOUBTED_S` where the scores are low."""
DOUBTED_S = 1.0
TENTATIVE_GAP_S = 0.45
"""A thing that was hardly there is forgotten after this, one that was there after `LOST_S`."""
LOST_S = 1.2
REVIVED_S = 10.0
"""A thing that vanished inside the picture and is seen again in its place is the same one."""
HALF_LIFE_S = 2.0
"""Of a frame's say in what a thing is."""
PART = 0.75
"""A box of the same label that lies inside another one by this much is a part of the thing."""
PRIOR = {"person": 2.0}
"""Weight of a label in the vote. Most of what detectors meet, and what matters most, is people."""
MATCH_OVERLAP = 0.2
REACH = 0.7
"""How far a box may be from where it should be, in box sizes, if it does not overlap."""
MOTION_SHARE = 0.5
HISTORY_S = 1.0


@dataclass(frozen=True, slots=True)
class Track:
    """A thing in view."""

    number: int
    """Stays with the thing, and is used once."""
    label: str
    """What most of its frames say that it is."""
    score: float
    """0..1: the detector's mean score for it; less where frames disagree about the label."""
    agreement: float
    """0..1: the label's share among everything that the frames call it."""
    area: Area
    first_area: Area
    """Where it was first seen."""
    first_s: float
    """Time of the first and the newest frame that show it."""
    seen_s: float
    speed: tuple[float, float]
    """Fractions of the picture a second, to the right and down."""
    grows_per_s: float
    """How fast it grows, both ways, as a share of its size a second; 0 where one cannot tell."""


class Tracker:
    """Follows things from frame to frame. `sure_from` is the detector's trait."""

    def __init__(self, *, sure_from: float = 0.6) -> None:
        self._sure_from = sure_from
        self._live: list[_Thing] = []
        self._gone: list[_Thing] = []
        self._numbers = 0

    def reset(self) -> None:
        """The view is another one: forget everything."""
        self._live.clear()
        self._gone.clear()

    def update(self, boxes: Sequence[Box], at_s: float) -> tuple[Track, ...]:
        """Take in a frame's boxes; the things that are in view, oldest first."""
        candidates = _merged(boxes)
        taken = self._match(candidates, at_s)
        for place, candidate in enumerate(candidates):
            if place not in taken and candidate.score >= BEGINS_AT:
                self._begin(candidate, at_s)
        self._forget(at_s)
        return tuple(thing.track() for thing in self._live if thing.is_born(self._sure_from))

    def _match(self, candidates: Sequence["_Candidate"], at_s: float) -> set[int]:
        """Give candidates to things, best fit first; the places of those that were given."""
        fits = [
            (fit, thing, place)
            for thing in self._live
            for place, candidate in enumerate(candidates)
            if (fit := thing.fit(candidate, at_s) * candidate.score) > 0.0
        ]
        fits.sort(key=lambda each: -each[0])
        taken: set[int] = set()
        served: set[int] = set()
        for _, thing, place in fits:
            if place in taken or id(thing) in served:
                continue
            thing.see(candidates[place], at_s)
            taken.add(place)
            served.add(id(thing))
        return taken

    def _begin(self, candidate: "_Candidate", at_s: float) -> None:
        for thing in self._gone:
            if thing.may_be(candidate, at_s):
                self._gone.remove(thing)
                thing.see(candidate, at_s)
                self._live.append(thing)
                return
        self._numbers += 1
        self._live.append(_Thing(self._numbers, candidate, at_s))

    def _forget(self, at_s: float) -> None:
        kept = []
        for thing in self._live:
            born = thing.is_born(self._sure_from)
            if at_s - thing.seen_s <= (LOST_S if born else TENTATIVE_GAP_S):
                kept.append(thing)
            elif born:
                self._gone.append(thing)
        self._live = kept
        self._gone = [each for each in self._gone if at_s - each.seen_s <= REVIVED_S]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A place in a frame, and what the detector calls what is there."""

    area: Area
    scores: dict[str, float]

    @property
    def score(self) -> float:
        return max(self.scores.values())


def _merged(boxes: Sequence[Box]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for box in sorted(boxes, key=lambda each: -each.score):
        if box.score < GOES_ON_AT:
            break
        for candidate in found:
            if candidate.area.overlap(box) > SAME_BOX:
                candidate.scores.setdefault(box.label, box.score)
                break
            if box.label in candidate.scores and inside(candidate.area, box) > PART:
                break
        else:
            found.append(_Candidate(box, {box.label: box.score}))
    return found


def inside(one: Area, other: Area) -> float:
    """Which share of the smaller of two areas lies in the larger one."""
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min(one.size, other.size)
    return max(0.0, across) * max(0.0, down) / smaller if smaller > 0 else 0.0


class _Thing:
    """A track while it is followed."""

    def __init__(self, number: int, candidate: _Candidate, at_s: float) -> None:
        self._number = number
        self._first_area = self._area = candidate.area
        self._first_s = self.seen_s = at_s
        self._speed = (0.0, 0.0)
        self._votes: dict[str, float] = {}
        self._weights: dict[str, float] = {}
        self._frames = 0
        self._history: deque[Sighting] = deque()
        self._note(candidate, at_s)

    def fit(self, candidate: _Candidate, at_s: float) -> float:
        """How well a candidate goes on with this thing; 0 if it cannot be the same."""
        expected = self._expected(at_s)
        overlap = expected.overlap(candidate.area)
        likeness = 0.3 * self._share(max(candidate.scores, key=candidate.scores.__getitem__))
        if overlap >= MATCH_OVERLAP:
            return overlap + likeness
        if likeness > 0.1 and inside(candidate.area, expected) > PART:
            return MATCH_OVERLAP + likeness  # it comes into the picture, or goes behind something
        away = math.dist(expected.centre, candidate.area.centre)
        reach = REACH * (math.sqrt(expected.size) + math.sqrt(candidate.area.size)) / 2.0
        if likeness > 0.1:
            reach *= 1.0 + (at_s - self.seen_s)
        ratio = (candidate.area.size + 1e-6) / (expected.size + 1e-6)
        if away >= reach or not 1 / 3 < ratio < 3:
            return 0.0
        return MATCH_OVERLAP * (1.0 - away / reach) + likeness

    def may_be(self, candidate: _Candidate, at_s: float) -> bool:
        """Whether this thing, lost inside the picture, is what is seen again there."""
        if at_s - self.seen_s > REVIVED_S or is_clipped(candidate.area):
            return False
        return self._area.overlap(candidate.area) > 0.3

    def see(self, candidate: _Candidate, at_s: float) -> None:
        """Take a candidate for what is seen of it."""
        since_s = max(1e-3, at_s - self.seen_s)
        old, new = self._area.centre, candidate.area.centre
        measured = tuple((b - a) / since_s for a, b in zip(old, new, strict=True))
        across, down = (
            was + MOTION_SHARE * (now - was) for was, now in zip(self._speed, measured, strict=True)
        )
        self._speed = (across, down)
        fading = 0.5 ** (since_s / HALF_LIFE_S)
        for label in self._votes:
            self._votes[label] *= fading
            self._weights[label] *= fading
        self._area = candidate.area
        self.seen_s = at_s
        self._note(candidate, at_s)

    def is_born(self, sure_from: float) -> bool:
        """Whether it was seen long enough to be believed."""
        if self._frames < 2:
            return False
        needed_s = BORN_S if self._best_score() >= sure_from else DOUBTED_S
        return self.seen_s - self._first_s >= needed_s - 1e-6

    def track(self) -> Track:
        """How it stands."""
        label = self._label()
        agreement = self._share(label)
        return Track(
            number=self._number,
            label=label,
            score=self._votes[label] / self._weights[label] * min(1.0, agreement / 0.6),
            agreement=agreement,
            area=self._area,
            first_area=self._first_area,
            first_s=self._first_s,
            seen_s=self.seen_s,
            speed=self._speed,
            grows_per_s=growth_per_s(self._history),
        )

    def _note(self, candidate: _Candidate, at_s: float) -> None:
        self._frames += 1
        for label, score in candidate.scores.items():
            prior = PRIOR.get(label, 1.0)
            self._votes[label] = self._votes.get(label, 0.0) + score * score * prior
            self._weights[label] = self._weights.get(label, 0.0) + score * prior
        self._history.append(Sighting(at_s, candidate.area))
        while at_s - self._history[0].at_s > HISTORY_S:
            self._history.popleft()

    def _label(self) -> str:
        return max(self._votes, key=self._votes.__getitem__)

    def _share(self, label: str) -> float:
        return self._votes.get(label, 0.0) / sum(self._votes.values())

    def _best_score(self) -> float:
        label = self._label()
        return self._votes[label] / self._weights[label]

    def _expected(self, at_s: float) -> Area:
        since_s = min(at_s - self.seen_s, LOST_S)
        left, right = _moved(self._area.left, self._area.right, self._speed[0] * since_s)
        top, bottom = _moved(self._area.top, self._area.bottom, self._speed[1] * since_s)
        return Area(left=left, top=top, right=right, bottom=bottom)


def _moved(begin: float, end: float, by: float) -> tuple[float, float]:
    return min(1.0, max(0.0, begin + by)), min(1.0, max(0.0, end + by))
