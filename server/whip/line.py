"""What a session does with its connection: take sound in, or play it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from audio_io.chunk import Samples
from audio_io.source import Source
from server.gateway.call import mode_for
from server.media.mixing import MIX_HZ, Mixer
from server.media.peer import Peer
from server.rooms.person import Person
from server.rooms.room import Room
from server.rooms.viewer import Viewer
from streaming.speech import SpokenAudio

__all__ = ["Line", "Place", "Player", "Publisher", "is_live"]

_SILENT_S = 5.0
"""Without a packet for so long, there is no microphone."""


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


class Publisher:
    """A broadcast's sound, as a person's microphone."""

    def __init__(self, place: Place, peer: Peer) -> None:
        self._place = place
        self._room = place.room
        self._peer = peer
        self._sound = peer.sound
        self._unlisten = self._sound.listen(self._on_sound)
        self.has_sound = False

    def unused_s(self, now_s: float) -> float:
        """For how long no packet came, be it sound or video."""
        return self._peer.silent_s

    def begin(self) -> None:
        """Have the room hear it."""
        self._room.open_microphone(self._place.person_id, self._place.viewer, self)

    def end(self) -> None:
        """Hand on what is held, then no more."""
        self._sound.end()
        self._unlisten()
        self.has_sound = False

    def source(self) -> Source:
        """The sound from now on."""
        return self._sound.source()

    def tick(self, now_s: float) -> None:
        """A second passed."""
        last_s = self._sound.last_packet_s
        if last_s is not None and now_s - last_s > _SILENT_S:
            self.has_sound = False

    def _on_sound(self, samples: Samples) -> None:
        if not self.has_sound:
            self.has_sound = True
            self._room.listen()
        self._room.play(self._place.person_id, samples, MIX_HZ)


class Player:
    """What somebody hears of a room who only plays it."""

    def __init__(self, place: Place, mixer: Mixer) -> None:
        self._place = place
        self._mixer = mixer
        self._known: set[str] = set()
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

    def original(self, speaker_id: str, samples: Samples, sample_rate_hz: int) -> None:
        """Somebody's own voice."""
        self._mixer.push_original(speaker_id, samples, sample_rate_hz)

    def speech(self, speaker_id: str, spoken: SpokenAudio) -> bool:
        """Translated speech of somebody."""
        chunk = spoken.chunk
        return self._mixer.push_speech(speaker_id, chunk.samples, chunk.sample_rate_hz)

    def follow(self, me: Person, people: Iterable[Person]) -> None:
        """How each of the others is heard."""
        others = {person.id: person for person in people if person.id != me.id}
        for person in others.values():
            mode, gain = mode_for(me, person)
            self._mixer.set_mode(person.id, mode)
            self._mixer.set_gain(person.id, gain)
        for gone in self._known - set(others):
            self._mixer.remove(gone)
        self._known = set(others)

    def tick(self, now_s: float) -> None:
        """A second passed."""


def is_live(room: Room) -> bool:
    """Whether sound comes from somebody who is to be heard."""
    for person_id in room.state.people:
        seat = room.seats.of(person_id)
        microphone = None if seat is None else seat.microphone
        if microphone is not None and microphone.has_sound and room.state.is_heard(person_id):
            return True
    return False
