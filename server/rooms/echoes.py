"""Keeps what microphones return of our own voice out of a room. Sans-I/O."""

from dataclasses import replace

from captions.cue import SOURCE_TRACK, Caption
from server.rooms.echo_guard import EchoGuard
from streaming.events import Event, SpeechAudio
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["Echoes"]

_CHARS_PER_S = 10.0
"""A slow voice: better to listen for an echo too long than too short."""


class Echoes:
    """An echo guard for each person. Times are seconds of a monotonic clock."""

    def __init__(self) -> None:
        self._guards: dict[str, EchoGuard] = {}
        self._echoed: dict[str, tuple[str, int]] = {}
        """By person: the session and segment that is an echo, as far as it is known."""
        self._silent: set[tuple[str, str]] = set()
        """Person and track whose newest final was an echo."""

    def played(self, person_id: str, speech: SpeechAudio, now_s: float) -> None:
        """Translated speech begins to be played to somebody."""
        guard = self._guards.setdefault(person_id, EchoGuard())
        until_s = now_s + len(speech.text) / _CHARS_PER_S
        guard.played(speech.text, speech.language, until_s)

    def without(self, person_id: str, event: Event, now_s: float) -> Event | None:
        """An event of somebody's session without echoes; None: it is nothing but one.

        A segment that is an echo still gets its final, an empty one.
        """
        guard = self._guards.get(person_id)
        if guard is None:
            return event
        value = event.value
        if isinstance(value, Transcript):
            self._judge(person_id, event.session, value, guard, now_s)
            if value.is_final:
                is_echo = self._is_of_echo(person_id, event.session, value.segment_id)
                self._mark(person_id, SOURCE_TRACK, is_echo=is_echo)
            if not self._is_of_echo(person_id, event.session, value.segment_id):
                return event
            if not value.is_final:
                return None
            return replace(event, value=replace(value, stable="", unstable="", words=()))
        if isinstance(value, Translation | SpeechAudio):
            is_echo = self._is_of_echo(person_id, event.session, value.segment_id)
            if isinstance(value, Translation) and value.is_final:
                self._mark(person_id, value.target, is_echo=is_echo)
            return None if is_echo else event
        if isinstance(value, Caption) and (person_id, value.track) in self._silent:
            return None
        return event

    def is_echo(self, person_id: str, segment_id: int) -> bool:
        """Whether somebody's newest echo is this segment: its translation is not to be played."""
        echoed = self._echoed.get(person_id)
        return echoed is not None and echoed[1] == segment_id

    def forget(self, person_id: str) -> None:
        """Somebody has gone."""
        self._guards.pop(person_id, None)
        self._echoed.pop(person_id, None)
        self._silent = {each for each in self._silent if each[0] != person_id}

    def _judge(
        self, person_id: str, session: str, said: Transcript, guard: EchoGuard, now_s: float
    ) -> None:
        if guard.is_echo(said.text, said.language, now_s):
            self._echoed[person_id] = (session, said.segment_id)
        elif self._is_of_echo(person_id, session, said.segment_id):
            del self._echoed[person_id]

    def _is_of_echo(self, person_id: str, session: str, segment_id: int) -> bool:
        return self._echoed.get(person_id) == (session, segment_id)

    def _mark(self, person_id: str, track: str, *, is_echo: bool) -> None:
        """The captions that follow a final are made of it."""
        if is_echo:
            self._silent.add((person_id, track))
        else:
            self._silent.discard((person_id, track))
