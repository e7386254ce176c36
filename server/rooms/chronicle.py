"""What is said in a room: numbered, kept, shown to who wants it, and played to who hears it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from logging import WARNING

from server.log import log
from server.meters import Meters
from server.rooms.demand import hearers
from server.rooms.echoes import Echoes
from server.rooms.entry import room_event, stored_entry
from server.rooms.log import LogEntry, RoomLog
from server.rooms.measures import measure
from server.rooms.person import Person
from server.rooms.seats import Seats
from server.rooms.state import RoomState
from server.rooms.viewer import Viewer
from server.storage import Archive, StorageError
from streaming.events import Event, SpeechAudio, Stats
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.speech import SpokenAudio

__all__ = ["Chronicle"]

LATE_S = 300.0
"""Somebody new gets what was said in the last five minutes."""
STORED_AGAIN = ("stored_again", "what was said is being stored again")
NOT_STORED = ("not_stored", "what is said cannot be stored now and is kept in memory")


class Chronicle:
    """The `Stage` of a room's voices."""

    def __init__(
        self,
        room: str,
        state: RoomState,
        seats: Seats,
        *,
        archive: Archive,
        meters: Meters,
        now_s: Callable[[], float],
        first_seq: int,
        logs_speech: bool = False,
    ) -> None:
        """`logs_speech` has finals written into the log, too."""
        self._room = room
        self._state = state
        self._seats = seats
        self._archive = archive
        self._meters = meters
        self._now_s = now_s
        self._echoes = Echoes()
        self._logs_speech = logs_speech
        self._is_stored = True
        self.log = RoomLog(first_seq=first_seq)

    def forget(self, person_id: str) -> None:
        """Somebody has gone for good."""
        self._echoes.forget(person_id)

    async def replay(self, viewer: Viewer, seq: int | None) -> int:
        """Show what lasts after a number, or (None) of the last minutes; the newest number.

        What is not in memory any more comes from the archive. Nothing is awaited after the last
        event was shown, so whoever is seated next misses nothing.
        """
        if seq is None:
            self.show_recent(viewer, LATE_S)
            return self.log.seq
        while seq < self.log.forgotten_seq:
            older = await self._archive.since(self._room, seq)
            if not older:
                break
            for stored in older:
                viewer.show(stored_entry(stored), replayed=True)
            seq = older[-1].seq
        for entry in self.log.since(seq):
            viewer.show(entry, replayed=True)
        return self.log.seq

    def show_recent(self, viewer: Viewer, seconds: float) -> None:
        """Show, perhaps once more, what lasts of the newest seconds."""
        for entry in self.log.recent(seconds, self._now_s()):
            viewer.show(entry, replayed=True)

    def on_event(self, speaker: Person, event: Event) -> None:
        """Log it, keep it, show it to who wants it."""
        now_s = self._now_s()
        measure(event, self._meters)
        heard = self._echoes.without(speaker.id, event, now_s)
        if heard is None or isinstance(heard.value, Stats):
            return
        if isinstance(heard.value, SpeechStarted | SpeechStopped):
            speaking = isinstance(heard.value, SpeechStarted)
            self._state.speaks(speaker.id, speaking=speaking)
        if isinstance(heard.value, SpeechAudio) and heard.value.state == "started":
            for person_id in hearers(speaker.id, heard.value.language, self._people()):
                self._echoes.played(person_id, heard.value, now_s)
        at = datetime.now(UTC)
        made = room_event(heard, room=self._room, speaker=speaker.id, name=speaker.name, at=at)
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
        wanting = set(hearers(speaker.id, language, self._people()))
        for person_id, ear in self._seats.ears(speaker.id):
            if person_id in wanting and not ear.speech(speaker.id, spoken):
                self._meters.dropped("played_speech")

    def on_trouble(self, speaker: Person, message: str, *, failed: bool) -> None:
        """A warning or an error, for everybody and for the record."""
        kind = "error" if failed else "warning"
        self._say(kind, speaker=speaker.id, name=speaker.name, message=message)

    def storage_is(self, *, down: bool) -> None:
        """Whether what is said can be stored now; of a change, everybody is told once."""
        if down is self._is_stored:
            self._is_stored = not down
            code, message = NOT_STORED if down else STORED_AGAIN
            self._say("warning", code=code, message=message)

    def on_call(self, stage: str, seconds: float) -> None:
        """An engine was called."""
        self._meters.engine(stage, seconds)

    def on_busy(self, speaker: Person, retry_s: float) -> None:
        """Only they need to know."""
        self._meters.refused("busy")
        seat = self._seats.of(speaker.id)
        if seat is not None:
            seat.viewer.tell_state("busy", "busy", retry_s=retry_s)

    def _people(self) -> Iterable[Person]:
        return self._state.people.values()

    def _say(self, kind: str, **fields: str) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        body = {"type": kind, "room": self._room, "at": at, **fields}
        self._show(self.log.append(body, at_s=self._now_s()))

    def _show(self, entry: LogEntry) -> None:
        if entry.lasts:
            self._keep(entry)
        if self._logs_speech and entry.type.endswith(".final"):
            said = {key: entry.body.get(key, "") for key in ("room", "name", "stable")}
            log("said", language=entry.language, **said)
        self._seats.show(entry)

    def _keep(self, entry: LogEntry) -> None:
        try:
            self._archive.add(self._room, entry.body)
        except StorageError as error:
            log("an event is not kept", level=WARNING, room=self._room, problem=str(error))
