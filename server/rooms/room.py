"""A live room: its people, what they say, and everybody who follows it.

One event loop owns a room; nothing here waits except for the last words at the end.
"""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from audio_io.chunk import Samples
from configs.schema import Config
from server.access.tokens import Grant
from server.engines import Pool
from server.meters import Meters
from server.rooms.chronicle import Chronicle
from server.rooms.demand import targets
from server.rooms.ear import Ear
from server.rooms.farewell import REMOVED, Farewell
from server.rooms.languages import Offer
from server.rooms.log import RoomLog
from server.rooms.microphone import Microphone
from server.rooms.person import Person, Wishes
from server.rooms.seats import Seats
from server.rooms.state import RoomState
from server.rooms.viewer import Viewer
from server.rooms.voices import Voices
from server.slots import Slots
from server.storage import Archive

__all__ = ["Room", "RoomParts"]

_ID_BYTES, _KEY_BYTES = 6, 18


@dataclass(frozen=True, slots=True)
class RoomParts:
    """What all rooms of a server share."""

    config: Config
    pool: Pool
    slots: Slots
    meters: Meters
    archive: Archive
    offer: Offer
    now_s: Callable[[], float]
    """A monotonic clock, in seconds."""


class Room:
    """Brings together state, chronicle, voices and seats. Methods raise `Refused`."""

    def __init__(
        self,
        name: str,
        parts: RoomParts,
        *,
        languages: Iterable[str] = (),
        secret: str = "",
        first_seq: int = 1,
        is_kept: bool = True,
        end: Callable[[Farewell], None] = lambda farewell: None,
    ) -> None:
        """`secret` is the digest of the room's secret, empty for none.

        `is_kept`: what is said is to be stored. `end` is asked to end the room.
        """
        self.name = name
        self.secret = secret
        self.is_kept = is_kept
        self.end = end
        self._now_s = parts.now_s
        self.state = RoomState(
            offer=parts.offer,
            most_people=parts.config.server.max_people,
            languages=languages,
            new_id=lambda: secrets.token_hex(_ID_BYTES),
            new_key=lambda: secrets.token_urlsafe(_KEY_BYTES),
        )
        self.seats = Seats()
        self.chronicle = Chronicle(
            name,
            self.state,
            self.seats,
            archive=parts.archive,
            meters=parts.meters,
            now_s=parts.now_s,
            first_seq=first_seq,
            logs_speech=parts.config.server.log_transcripts,
        )
        self.voices = Voices(
            self.chronicle,
            config=parts.config,
            pool=parts.pool,
            slots=parts.slots,
            now_s=parts.now_s,
        )
        self.quiet_since_s: float | None = parts.now_s()
        """Since when nobody is here; None while somebody is."""

    @property
    def log(self) -> RoomLog:
        """What happened, by number."""
        return self.chronicle.log

    # Coming and going.

    def join(self, grant: Grant, wishes: Wishes) -> Person:
        """Somebody new, muted."""
        absent = self.state.longest_absent()
        if absent is not None:
            self.leave(absent)
        return self.state.join(grant, wishes)

    def sit(self, person_id: str, viewer: Viewer) -> None:
        """A connection for somebody who joined or resumed; an older one of theirs is over."""
        if self.seats.put(person_id, viewer):
            self.voices.stop(person_id)
        self.changed()

    def stand(self, person_id: str, viewer: Viewer) -> None:
        """That connection broke; what the person said until now still gets its finals."""
        if self.seats.of(person_id) is not self.seats.of(person_id, viewer):
            return
        self.seats.drop(person_id)
        self.voices.stop(person_id)
        self.state.disconnect(person_id, self._now_s())
        self.changed()

    def leave(self, person_id: str, farewell: Farewell | None = None) -> None:
        """Somebody goes for good; with a farewell, they are told."""
        self.seats.drop(person_id, farewell)
        self.voices.forget(person_id)
        self.chronicle.forget(person_id)
        self.state.leave(person_id)
        self.changed()

    def remove(self, person_id: str) -> None:
        """A host has somebody go."""
        self.state.remove(person_id)
        self.leave(person_id, REMOVED)

    def watch(self, viewer: Viewer) -> None:
        """Somebody who only follows: an overlay, a program."""
        self.seats.watch(viewer)
        self.changed()

    def unwatch(self, viewer: Viewer) -> None:
        """They follow no more."""
        self.seats.unwatch(viewer)
        self.changed()

    # What people do.

    def prefer(self, person_id: str, wishes: Wishes) -> None:
        """Other wishes."""
        self.state.prefer(person_id, wishes)
        self.changed()

    def mute(self, person_id: str, *, muted: bool) -> None:
        """Their own microphone, off or on."""
        self.state.mute(person_id, muted=muted)
        self.changed()

    def ask_to_speak(self, person_id: str) -> None:
        """They ask; hosts see it among the people."""
        self.state.ask_to_speak(person_id)
        self.changed()

    def end_turn(self, person_id: str) -> None:
        """What they said is complete; what follows is heard anew."""
        self.voices.stop(person_id)
        self.listen()

    # Sound.

    def open_microphone(self, person_id: str, viewer: Viewer, microphone: Microphone) -> None:
        """On this connection of theirs, sound comes this way from now on."""
        seat = self.seats.of(person_id, viewer)
        if seat is not None:
            seat.microphone = microphone
            self.voices.stop(person_id)
            self.listen()

    def open_ear(self, person_id: str, viewer: Viewer, ear: Ear) -> None:
        """On this connection of theirs, the others are heard this way from now on."""
        seat = self.seats.of(person_id, viewer)
        if seat is not None:
            seat.ear = ear
            ear.follow(self.state.person(person_id), self.state.people.values())

    def close_line(self, person_id: str, line: Microphone | Ear) -> None:
        """A microphone or an ear is there no more."""
        seat = self.seats.of(person_id)
        if seat is not None and seat.ear is line:
            seat.ear = None
        if seat is not None and seat.microphone is line:
            seat.microphone = None
            self.voices.stop(person_id)

    def play(self, speaker_id: str, samples: Samples, sample_rate_hz: int) -> None:
        """Somebody's own voice, for the others to hear; not while they are muted."""
        if self.state.is_heard(speaker_id):
            self.seats.play(speaker_id, samples, sample_rate_hz)

    # The course of things.

    def changed(self) -> None:
        """Tell everybody how the room is now, and listen to whom it wants."""
        self._note_quiet()
        told = {"room": self.name, **self.state.to_json()}
        self.seats.tell_room(told, self.state.people)
        self.listen()

    def listen(self) -> None:
        """Hear everybody who is to be heard, and nobody else; translate what is wanted."""
        if self.state.ended:
            return
        people, watched = self.state.people, self.seats.watched
        for person in tuple(people.values()):
            seat = self.seats.of(person.id)
            microphone = None if seat is None else seat.microphone
            is_heard = self.state.is_heard(person.id)
            if microphone is not None and microphone.has_sound and is_heard:
                self.voices.hear(person, microphone, targets(person, people.values(), watched))
            else:
                self.voices.stop(person.id)

    def tick(self) -> None:
        """A second passed."""
        now_s = self._now_s()
        for person_id in self.state.give_up_absent(now_s):
            self.leave(person_id)
        self.seats.tick(now_s)
        self.listen()

    async def finish(self, farewell: Farewell) -> None:
        """End the room: everybody's last words, then a goodbye to all who follow."""
        self.state.end()
        await self.voices.finish()
        self.seats.end(farewell)

    async def abandon(self, farewell: Farewell) -> None:
        """End it at once."""
        self.state.end()
        await self.voices.abandon()
        self.seats.end(farewell)

    def _note_quiet(self) -> None:
        if not self.seats.is_empty:
            self.quiet_since_s = None
        elif self.quiet_since_s is None:
            self.quiet_since_s = self._now_s()
