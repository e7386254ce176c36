"""What a session does with its connection: take sound in, or play it."""

from dataclasses import dataclass
from typing import Protocol

from server.media.mixing import Mixer
from server.media.peer import Peer
from server.rooms.mixed_ear import MixedEar
from server.rooms.room import Room
from server.rooms.track_microphone import TrackMicrophone
from server.rooms.viewer import Viewer

__all__ = ["Line", "Place", "Player", "Publisher", "is_live"]


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place in a room."""

    room: Room
    person_id: str
    viewer: Viewer


class Line(Protocol):
    """One way of a person's connection to a room."""

    def begin(self) -> None:
        """The connection is there."""
        ...

    def end(self) -> None:
        """The connection is over."""
        ...

    def unused_s(self, now_s: float) -> float:
        """For how long nothing came, or there was nothing to hear."""
        ...


class Publisher(TrackMicrophone):
    """A broadcast's sound, as a person's microphone."""

    def __init__(self, place: Place, peer: Peer) -> None:
        super().__init__(place.room, place.person_id, peer.sound)
        self._place = place
        self._peer = peer

    def unused_s(self, now_s: float) -> float:
        """For how long no packet came, be it sound or video."""
        return self._peer.silent_s

    def begin(self) -> None:
        """Have the room hear it."""
        self._place.room.open_microphone(self._place.person_id, self._place.viewer, self)

    def end(self) -> None:
        """Hand on what is held, then no more."""
        self._peer.sound.end()
        self.close()


class Player(MixedEar):
    """What somebody hears of a room who only plays it."""

    def __init__(self, place: Place, mixer: Mixer) -> None:
        super().__init__(mixer)
        self._place = place
        self._used_s: float | None = None

    def unused_s(self, now_s: float) -> float:
        """For how long there was nothing to hear."""
        if self._used_s is None or is_live(self._place.room):
            self._used_s = now_s
        return now_s - self._used_s

    def begin(self) -> None:
        """Have the others played."""
        self._place.room.open_ear(self._place.person_id, self._place.viewer, self)

    def end(self) -> None:
        """Play no more: the person's seat goes, and this with it."""


def is_live(room: Room) -> bool:
    """Whether sound comes from somebody who is to be heard."""
    for person_id in room.state.people:
        seat = room.seats.of(person_id)
        microphone = None if seat is None else seat.microphone
        if microphone is not None and microphone.has_sound and room.state.is_heard(person_id):
            return True
    return False
