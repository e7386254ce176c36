"""The connections of a room's people, and those who only follow it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audio_io.chunk import Samples
from server.refusal import Refused
from server.rooms.ear import Ear
from server.rooms.farewell import CONNECTED_ELSEWHERE, Farewell
from server.rooms.log import LogEntry
from server.rooms.microphone import Microphone
from server.rooms.person import Person
from server.rooms.viewer import Viewer

__all__ = ["Seat", "Seats"]

MOST_WATCHERS = 256


@dataclass(slots=True)
class Seat:
    """What belongs to one person's connection."""

    viewer: Viewer
    microphone: Microphone | None = None
    ear: Ear | None = None


class Seats:
    """Who is connected, and how each of them is reached."""

    def __init__(self) -> None:
        self._seats: dict[str, Seat] = {}
        self._watchers: set[Viewer] = set()

    @property
    def is_empty(self) -> bool:
        """Nobody is here."""
        return not self._seats and not self._watchers

    @property
    def most_waiting(self) -> int:
        """Messages that wait for the slowest of all."""
        return max((len(viewer.outbox) for viewer in self._viewers()), default=0)

    @property
    def watched(self) -> frozenset[str]:
        """Languages that are read by those who only follow."""
        return frozenset(code for viewer in self._watchers for code in viewer.reads)

    def of(self, person_id: str, viewer: Viewer | None = None) -> Seat | None:
        """Somebody's seat, or None; with a viewer, only if that is their connection."""
        seat = self._seats.get(person_id)
        return seat if seat is not None and viewer in (None, seat.viewer) else None

    def put(self, person_id: str, viewer: Viewer) -> bool:
        """A connection of somebody; whether it takes the place of another one."""
        before = self._seats.pop(person_id, None)
        if before is not None:
            before.viewer.end(CONNECTED_ELSEWHERE)
        self._seats[person_id] = Seat(viewer)
        return before is not None

    def drop(self, person_id: str, farewell: Farewell | None = None) -> None:
        """The connection is over; with a farewell, they are told."""
        seat = self._seats.pop(person_id, None)
        if seat is not None and farewell is not None:
            seat.viewer.end(farewell)

    def watch(self, viewer: Viewer) -> None:
        """Somebody only follows. Raises `Refused` (room_full)."""
        if len(self._watchers) >= MOST_WATCHERS:
            raise Refused("room_full", "too many follow this room", retry_s=30.0)
        self._watchers.add(viewer)

    def unwatch(self, viewer: Viewer) -> None:
        """They follow no more."""
        self._watchers.discard(viewer)

    def show(self, entry: LogEntry) -> None:
        """Show an event to everybody who wants it."""
        for viewer in self._viewers():
            viewer.show(entry)

    def tell_room(self, told: Mapping[str, Any], people: Mapping[str, Person]) -> None:
        """Tell people how the room is now, and have what they see and hear follow it."""
        for person_id, seat in self._seats.items():
            person = people[person_id]
            seat.viewer.tell_state("room", "all", **told)
            seat.viewer.reads = frozenset(person.wishes.reads)
            seat.viewer.hears = person.wishes.hears
            if seat.ear is not None:
                seat.ear.follow(person, people.values())

    def ears(self, without: str) -> Iterator[tuple[str, Ear]]:
        """Who hears something, but for one person."""
        for person_id, seat in self._seats.items():
            if seat.ear is not None and person_id != without:
                yield person_id, seat.ear

    def play(self, speaker_id: str, samples: Samples, sample_rate_hz: int) -> None:
        """Somebody's own voice, to all others."""
        for _, ear in self.ears(speaker_id):
            ear.original(speaker_id, samples, sample_rate_hz)

    def tick(self, now_s: float) -> None:
        """A second passed."""
        for seat in self._seats.values():
            # One object may be both.
            for line in {id(each): each for each in (seat.microphone, seat.ear) if each}.values():
                line.tick(now_s)

    def end(self, farewell: Farewell) -> None:
        """Say goodbye to all."""
        for viewer in tuple(self._viewers()):
            viewer.end(farewell)

    def _viewers(self) -> Iterable[Viewer]:
        yield from (seat.viewer for seat in self._seats.values())
        yield from self._watchers
