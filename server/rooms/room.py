"""A live room: its people, what they say, and everybody who follows it.

One event loop owns a room; nothing here waits except for the last words at the end.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from configs.schema import Config
from server.access.tokens import Grant
from server.engines import Pool
from server.meters import Meters
from server.refusal import Refused
from server.rooms.demand import hearers, targets
from server.rooms.echoes import Echoes
from server.rooms.entry import room_event, stored_entry
from server.rooms.languages import Offer
from server.rooms.log import LogEntry, RoomLog
from server.rooms.measures import measure
from server.rooms.microphone import Microphone
from server.rooms.person import Person, Wishes
from server.rooms.state import RoomState
from server.rooms.viewer import Viewer
from server.rooms.voices import Voices
from server.slots import Slots
from server.storage import Archive, StorageError
from streaming.events import Event, SpeechAudio, Stats
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.speech import SpokenAudio

__all__ = ["Ear", "Room", "RoomParts"]

log = logging.getLogger("dragoman")

LATE_S = 300.0
"""Somebody new gets what was said in the last five minutes."""
MOST_WATCHERS = 256
_ID_BYTES, _KEY_BYTES = 6, 18

Ear = Callable[[str, str, SpokenAudio], None]
"""Plays a speaker's translated speech, in a language, to one person; never waits."""


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


@dataclass(slots=True)
class _Seat:
    """What belongs to one person's connection."""

    viewer: Viewer
    microphone: Microphone | None = None
    ear: Ear | None = None
    on_removed: Callable[[], None] = field(default=lambda: None)


class Room:
    """Brings together state, log, voices and viewers. Methods raise `Refused`."""

    def __init__(
        self,
        name: str,
        parts: RoomParts,
        *,
        languages: Iterable[str] = (),
        secret: str = "",
        first_seq: int = 1,
        end: Callable[[str], None] = lambda reason: None,
    ) -> None:
        """`secret` is the digest of the room's secret, empty for none.

        `end` is asked to end the room, for a reason.
        """
        self.name = name
        self.secret = secret
        self._parts = parts
        self.end = end
        self.state = RoomState(
            offer=parts.offer,
            most_people=parts.config.server.max_people,
            languages=languages,
            new_id=lambda: secrets.token_hex(_ID_BYTES),
            new_key=lambda: secrets.token_urlsafe(_KEY_BYTES),
        )
        self.log = RoomLog(first_seq=first_seq)
        self.voices = Voices(
            self, config=parts.config, pool=parts.pool, slots=parts.slots, now_s=parts.now_s
        )
        self._seats: dict[str, _Seat] = {}
        self._watchers: set[Viewer] = set()
        self._echoes = Echoes()
        self.quiet_since_s: float | None = parts.now_s()
        """Since when nobody is here; None while somebody is."""

    # Coming and going.

    def join(self, grant: Grant, wishes: Wishes, *, speaks: bool) -> Person:
        """Somebody new; `speaks`: with an open microphone, as far as they may."""
        person = self.state.join(grant, wishes)
        if speaks:
            with suppress(Refused):  # they see that they are muted, and may ask
                person = self.state.mute(person.id, muted=False)
        return person

    def sit(
        self, person_id: str, viewer: Viewer, on_removed: Callable[[], None] = lambda: None
    ) -> None:
        """A connection for somebody who joined or resumed; an older one of theirs is over."""
        before = self._seats.pop(person_id, None)
        if before is not None:
            before.viewer.end("you are connected from somewhere else")
            before.on_removed()
            self.voices.stop(person_id)
        self._seats[person_id] = _Seat(viewer, on_removed=on_removed)
        self.quiet_since_s = None
        self.changed()

    def stand(self, person_id: str, viewer: Viewer) -> None:
        """That connection broke; what the person said until now still gets its finals."""
        seat = self._seats.get(person_id)
        if seat is not None and seat.viewer is not viewer:
            return
        self._seats.pop(person_id, None)
        self.voices.stop(person_id)
        self.state.disconnect(person_id, self._parts.now_s())
        self._note_quiet()
        self.changed()

    def leave(self, person_id: str) -> None:
        """Somebody goes for good."""
        self._seats.pop(person_id, None)
        self.voices.forget(person_id)
        self._echoes.forget(person_id)
        self.state.leave(person_id)
        self._note_quiet()
        self.changed()

    def watch(self, viewer: Viewer) -> None:
        """Somebody who only follows: an overlay, a program."""
        if len(self._watchers) >= MOST_WATCHERS:
            raise Refused("room_full", "too many follow this room", retry_s=30.0)
        self._watchers.add(viewer)
        self.quiet_since_s = None
        self.changed()

    def unwatch(self, viewer: Viewer) -> None:
        """They follow no more."""
        self._watchers.discard(viewer)
        self._note_quiet()
        self.changed()

    async def replay(self, viewer: Viewer, seq: int | None) -> int:
        """Show what lasts after a number, or (None) of the last minutes; the newest number.

        What is not in memory any more comes from the archive. Nothing is awaited after the last
        event was shown, so whoever is seated next misses nothing.
        """
        if seq is None:
            for entry in self.log.recent(LATE_S, self._parts.now_s()):
                viewer.show(entry, replayed=True)
            return self.log.seq
        while seq < self.log.forgotten_seq:
            older = await self._parts.archive.since(self.name, seq)
            if not older:
                break
            for stored in older:
                viewer.show(stored_entry(stored), replayed=True)
            seq = older[-1].seq
        for entry in self.log.since(seq):
            viewer.show(entry, replayed=True)
        return self.log.seq

    # What people do.

    def prefer(self, person_id: str, wishes: Wishes) -> None:
        """Other wishes."""
        person = self.state.prefer(person_id, wishes)
        self._follow(person)
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
        self.changed()

    def open_microphone(self, person_id: str, microphone: Microphone | None) -> None:
        """Their sound comes this way from now on; None: not at all."""
        seat = self._seats.get(person_id)
        if seat is not None:
            seat.microphone = microphone
            self.voices.stop(person_id)
            self.listen()

    def open_ear(self, person_id: str, ear: Ear | None) -> None:
        """Translated speech goes this way to them from now on; None: nowhere."""
        seat = self._seats.get(person_id)
        if seat is not None:
            seat.ear = ear

    def seat_of(self, person_id: str) -> Viewer | None:
        """How to tell somebody something; None while they are not connected."""
        seat = self._seats.get(person_id)
        return None if seat is None else seat.viewer

    def remove(self, person_id: str) -> None:
        """A host has somebody go."""
        self.state.remove(person_id)
        seat = self._seats.pop(person_id, None)
        if seat is not None:
            seat.viewer.end("a host has removed you from the room")
            seat.on_removed()
        self.leave(person_id)

    def changed(self) -> None:
        """Tell everybody how the room is now, and listen to whom it wants."""
        told = {"room": self.name, **self.state.to_json()}
        for seat in self._seats.values():
            seat.viewer.tell_state("room", "all", **told)
        for person in self.state.people.values():
            self._follow(person)
        self.listen()

    def listen(self) -> None:
        """Hear everybody who is to be heard, and nobody else; translate what is wanted."""
        if self.state.ended:
            return
        people = self.state.people
        watched = {language for viewer in self._watchers for language in viewer.reads}
        for person in tuple(people.values()):
            seat = self._seats.get(person.id)
            microphone = None if seat is None else seat.microphone
            is_heard = self.state.is_heard(person.id)
            if microphone is not None and microphone.has_sound and is_heard:
                self.voices.hear(person, microphone, targets(person, people.values(), watched))
            else:
                self.voices.stop(person.id)

    def tick(self) -> None:
        """A second passed."""
        now_s = self._parts.now_s()
        for person_id in self.state.give_up_absent(now_s):
            self.leave(person_id)
        for seat in self._seats.values():
            if seat.microphone is not None:
                seat.microphone.tick(now_s)
        self.listen()

    async def finish(self, reason: str) -> None:
        """End the room: everybody's last words, then a goodbye to all who follow."""
        self.state.end()
        await self.voices.finish()
        self._say_goodbye(reason)

    async def abandon(self, reason: str) -> None:
        """End it at once."""
        self.state.end()
        await self.voices.abandon()
        self._say_goodbye(reason)

    # What the voices say (`Stage`).

    def on_event(self, speaker: Person, event: Event) -> None:
        """Log it, keep it, show it to who wants it."""
        now_s = self._parts.now_s()
        measure(event, self._parts.meters)
        if isinstance(event.value, Stats):
            return
        heard = self._echoes.without(speaker.id, event, now_s)
        if heard is None:
            return
        if isinstance(heard.value, SpeechStarted | SpeechStopped):
            speaking = isinstance(heard.value, SpeechStarted)
            self.state.speaks(speaker.id, speaking=speaking)
        if isinstance(heard.value, SpeechAudio) and heard.value.state == "started":
            for person_id in hearers(speaker.id, heard.value.language, self._people()):
                self._echoes.played(person_id, heard.value, now_s)
        made = room_event(
            heard,
            room=self.name,
            speaker=speaker.id,
            name=speaker.name,
            at=datetime.now(UTC),
        )
        entry = self.log.append(
            made.body,
            at_s=now_s,
            language=made.language,
            is_original=made.is_original,
            draft=made.draft,
        )
        self._show(entry)

    async def on_speech(self, speaker: Person, language: str, spoken: SpokenAudio) -> None:
        """Play it to everybody who hears that language."""
        if self._echoes.is_echo(speaker.id, spoken.segment_id):
            return
        for person_id in hearers(speaker.id, language, self._people()):
            seat = self._seats.get(person_id)
            if seat is not None and seat.ear is not None:
                seat.ear(speaker.id, language, spoken)

    def on_trouble(self, speaker: Person, message: str, *, failed: bool) -> None:
        """A warning or an error, for everybody and for the record."""
        body = {
            "type": "error" if failed else "warning",
            "room": self.name,
            "speaker": speaker.id,
            "name": speaker.name,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "message": message,
        }
        self._show(self.log.append(body, at_s=self._parts.now_s()))

    def on_busy(self, speaker: Person, retry_s: float) -> None:
        """Only they need to know."""
        self._parts.meters.refused("busy")
        viewer = self.seat_of(speaker.id)
        if viewer is not None:
            viewer.tell_state("busy", "busy", retry_s=retry_s)

    @property
    def most_waiting(self) -> int:
        """Messages that wait for the slowest of those who follow."""
        viewers = [*self._watchers, *(seat.viewer for seat in self._seats.values())]
        return max((len(viewer.outbox) for viewer in viewers), default=0)

    def _people(self) -> Iterable[Person]:
        return self.state.people.values()

    def _show(self, entry: LogEntry) -> None:
        if entry.lasts:
            self._keep(entry)
        for seat in self._seats.values():
            seat.viewer.show(entry)
        for viewer in self._watchers:
            viewer.show(entry)

    def _keep(self, entry: LogEntry) -> None:
        try:
            self._parts.archive.add(self.name, entry.body)
        except StorageError as error:
            log.warning("an event of %s could not be kept: %s", self.name, error)

    def _follow(self, person: Person) -> None:
        viewer = self.seat_of(person.id)
        if viewer is not None:
            viewer.reads = frozenset(person.wishes.reads)
            viewer.hears = person.wishes.hears

    def _note_quiet(self) -> None:
        if not self._seats and not self._watchers:
            self.quiet_since_s = self._parts.now_s()

    def _say_goodbye(self, reason: str) -> None:
        for seat in tuple(self._seats.values()):
            seat.viewer.end(reason)
        for viewer in tuple(self._watchers):
            viewer.end(reason)
