"""Who is in a room and what they may do. Sans-I/O: wishes and times in, people out.

Every method that changes something checks first whether it may, and raises `Refused` if not;
nothing is changed then. Times are seconds of a monotonic clock.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal, get_args

from server.access.tokens import Grant
from server.refusal import Refused
from server.rooms.languages import AUTO, Offer
from server.rooms.person import Person, Wishes

__all__ = ["EXPECTED_BACK_S", "RoomState", "WhoMaySpeak"]

WhoMaySpeak = Literal["everyone", "hosts", "asked"]
EXPECTED_BACK_S = 60.0
"""How long somebody whose connection broke keeps the place in the room."""
_FULL_RETRY_S = 30.0


class RoomState:
    """The people of a room, and its rules."""

    def __init__(
        self,
        *,
        offer: Offer,
        most_people: int,
        languages: Iterable[str] = (),
        new_id: Callable[[], str],
        new_key: Callable[[], str],
    ) -> None:
        """`new_id` names a person for everybody, `new_key` is known to that person alone."""
        self._everything = offer
        self._most_people = most_people
        self._new_id = new_id
        self._new_key = new_key
        self._removed: set[str] = set()
        self.people: dict[str, Person] = {}
        self.locked = False
        self.who_may_speak: WhoMaySpeak = "everyone"
        self.languages: tuple[str, ...] = ()
        self.ended = False
        self.set_languages(languages)

    @property
    def offer(self) -> Offer:
        """The languages of this room."""
        return self._everything.within(self.languages)

    def person(self, person_id: str) -> Person:
        """Somebody in the room. Raises `Refused`."""
        if person_id not in self.people:
            raise Refused("not_allowed", "nobody of that name is in the room")
        return self.people[person_id]

    def longest_absent(self) -> str | None:
        """In a full room, who gives way to somebody new: who has been away longest, if anybody."""
        away = [person for person in self.people.values() if person.left_s is not None]
        if len(self.people) < self._most_people or not away:
            return None
        return min(away, key=lambda person: person.left_s or 0.0).id

    def join(self, grant: Grant, wishes: Wishes) -> Person:
        """Somebody new comes in."""
        self._check_door(grant)
        self._check_wishes(wishes)
        if len(self.people) >= self._most_people:
            message = f"the room is full: {self._most_people} people are in it"
            raise Refused("room_full", message, retry_s=_FULL_RETRY_S)
        if grant.name:
            wishes = replace(wishes, name=grant.name)
        person = Person(self._new_id(), self._new_key(), grant.id, grant.role, wishes)
        return self._put(person)

    def resume(self, person_id: str, key: str) -> Person:
        """Somebody whose connection broke is back, or connects anew before the break is seen."""
        person = self.people.get(person_id)
        if person is None or person.key != key or self.ended:
            raise Refused("bad_token", "the place in the room was given up")
        return self._put(replace(person, left_s=None))

    def disconnect(self, person_id: str, now_s: float) -> None:
        """A connection broke; the place is kept for a while, and nothing is heard from there."""
        if person_id in self.people:
            person = self.people[person_id]
            self._put(replace(person, left_s=now_s, speaking=False))

    def leave(self, person_id: str) -> None:
        """Somebody goes for good."""
        self.people.pop(person_id, None)

    def give_up_absent(self, now_s: float) -> tuple[str, ...]:
        """Those who did not come back in time go; who they are."""
        gone = tuple(
            person.id
            for person in self.people.values()
            if person.left_s is not None and now_s - person.left_s >= EXPECTED_BACK_S
        )
        for person_id in gone:
            self.leave(person_id)
        return gone

    def prefer(self, person_id: str, wishes: Wishes) -> Person:
        """Other wishes; the name stays."""
        person = self.person(person_id)
        self._check_wishes(wishes)
        return self._put(replace(person, wishes=replace(wishes, name=person.name)))

    def mute(self, person_id: str, *, muted: bool) -> Person:
        """Somebody turns the own microphone off or on."""
        person = self.person(person_id)
        if not muted:
            self._check_may_speak(person)
        return self._put(replace(person, muted=muted))

    def speaks(self, person_id: str, *, speaking: bool) -> bool:
        """Speech begins or ends; whether that is news."""
        person = self.people.get(person_id)
        if person is None or person.speaking == speaking:
            return False
        self._put(replace(person, speaking=speaking))
        return True

    def ask_to_speak(self, person_id: str) -> Person:
        """Somebody would like to speak."""
        return self._put(replace(self.person(person_id), asks=True))

    def is_heard(self, person_id: str) -> bool:
        """Whether somebody's microphone is to be listened to."""
        person = self.people.get(person_id)
        return (
            person is not None
            and person.is_connected
            and not (person.muted or person.silenced or self.ended)
            and self._may_speak(person)
        )

    # What hosts do.

    def check_host(self, person_id: str) -> None:
        """Raises `Refused` for everybody who is no host."""
        if self.person(person_id).role != "host":
            raise Refused("not_allowed", "only a host may do that")

    def silence(self, person_id: str, *, silenced: bool) -> None:
        """A host turns somebody's microphone off, or lets them turn it on again."""
        self._put(replace(self.person(person_id), silenced=silenced))

    def remove(self, person_id: str) -> Person:
        """Somebody must go, and may not come again with the same token."""
        person = self.person(person_id)
        self._removed.add(person.grant)
        self.leave(person_id)
        return person

    def allow(self, person_id: str) -> None:
        """Somebody may speak, whatever the rule says."""
        person = self.person(person_id)
        self._put(replace(person, allowed=True, asks=False, silenced=False))

    def set_who_may_speak(self, who: WhoMaySpeak) -> None:
        """A new rule; who was allowed to speak must ask again."""
        if who not in get_args(WhoMaySpeak):
            raise Refused("bad_message", f"{who!r} is no rule for speaking")
        self.who_may_speak = who
        for person in tuple(self.people.values()):
            self._put(replace(person, allowed=False))

    def set_languages(self, languages: Iterable[str]) -> None:
        """The languages of the room; none given: all that there are.

        What somebody wants beyond them is taken from their wishes.
        """
        wanted = tuple(dict.fromkeys(languages))
        for language in wanted:
            known = self._everything.speak | self._everything.read
            if language not in known:
                raise Refused("unknown_language", f"{language!r} is not known here")
        self.languages = wanted
        for person in tuple(self.people.values()):
            self._put(replace(person, wishes=self._possible(person.wishes)))

    def end(self) -> None:
        """The room is over."""
        self.ended = True

    def to_json(self) -> dict[str, Any]:
        """What everybody in the room sees of it."""
        return {
            "people": [person.to_json() for person in self.people.values()],
            "locked": self.locked,
            "languages": list(self.languages),
            "who_may_speak": self.who_may_speak,
        }

    def _put(self, person: Person) -> Person:
        self.people[person.id] = person
        return person

    def _check_door(self, grant: Grant) -> None:
        if self.ended:
            raise Refused("ended", "the room has ended")
        if grant.id in self._removed:
            raise Refused("not_allowed", "a host has closed this link")
        if self.locked and grant.role != "host":
            raise Refused("locked", "the room is locked: nobody new may come in")

    def _check_wishes(self, wishes: Wishes) -> None:
        offer = self.offer
        offer.check_speaks(wishes.speaks)
        offer.check_reads(wishes.reads)
        offer.check_hears(wishes.hears)

    def _possible(self, wishes: Wishes) -> Wishes:
        offer = self.offer
        return replace(
            wishes,
            speaks=wishes.speaks if wishes.speaks in offer.speak else AUTO,
            reads=tuple(language for language in wishes.reads if language in offer.read),
            hears=wishes.hears if wishes.hears in offer.hear else None,
        )

    def _check_may_speak(self, person: Person) -> None:
        if person.silenced:
            raise Refused("no_microphone_right", "a host has turned your microphone off")
        if not self._may_speak(person):
            raise Refused("no_microphone_right", "you may speak when a host allows it")

    def _may_speak(self, person: Person) -> bool:
        if person.role == "host" or person.allowed:
            return True
        return self.who_may_speak == "everyone" and person.role == "speaker"
