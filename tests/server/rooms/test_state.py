from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from server.access.tokens import Grant, Role
from server.refusal import Code, Refused
from server.rooms.languages import Offer
from server.rooms.person import Wishes
from server.rooms.state import EXPECTED_BACK_S, RoomState

OFFER = Offer(frozenset({"en", "es"}), frozenset({"en", "es", "pt"}), frozenset({"en", "pt"}))


def make(most_people: int = 3, languages: tuple[str, ...] = ()) -> RoomState:
    numbers = count(1)
    return RoomState(
        offer=OFFER,
        most_people=most_people,
        languages=languages,
        new_id=lambda: f"p{next(numbers)}",
        new_key=lambda: f"key{next(numbers)}",
    )


def wishes(
    name: str = "Ana", speaks: str = "en", reads: tuple[str, ...] = (), hears: str | None = None
) -> Wishes:
    return Wishes(name, speaks, reads, hears)


def grant(role: Role = "speaker", token: str = "t", name: str = "") -> Grant:
    return Grant(token, "room", role, name)


def join(state: RoomState, role: Role = "speaker", token: str = "t") -> str:
    return state.join(grant(role, token), wishes()).id


def refused(code: Code) -> "pytest.RaisesExc[Refused]":
    return pytest.raises(Refused, check=lambda refusal: refusal.code == code)


def test_a_full_room_takes_nobody() -> None:
    state = make(most_people=1)
    first = join(state)
    with refused("room_full"):
        join(state)
    state.leave(first)
    join(state)


def test_a_locked_room_takes_hosts_and_who_comes_back() -> None:
    state = make()
    person = state.join(grant(), wishes())
    state.locked = True
    state.disconnect(person.id, 0.0)
    with refused("locked"):
        join(state)
    assert state.resume(person.id, person.key).is_connected
    join(state, "host")


def test_coming_back_takes_the_key() -> None:
    state = make()
    person = state.join(grant(), wishes())
    for person_id, key in ((person.id, "wrong"), ("nobody", person.key)):
        with refused("bad_token"):
            state.resume(person_id, key)


def test_a_place_is_kept_for_a_while() -> None:
    state = make()
    person_id = join(state)
    state.disconnect(person_id, 100.0)
    assert state.give_up_absent(100.0 + EXPECTED_BACK_S - 0.1) == ()
    assert state.give_up_absent(100.0 + EXPECTED_BACK_S) == (person_id,)
    assert not state.people


def test_in_a_full_room_the_longest_absent_gives_way() -> None:
    state = make(most_people=3)
    first, second = join(state), join(state)
    state.disconnect(second, 5.0)
    state.disconnect(first, 9.0)
    assert state.longest_absent() is None
    join(state)
    assert state.longest_absent() == second
    state.leave(second)
    state.disconnect(first, 9.0)
    state.leave(first)
    join(state)
    join(state)
    assert state.longest_absent() is None


def test_who_was_removed_cannot_come_with_the_same_token() -> None:
    state = make()
    state.remove(join(state, token="bad"))
    with refused("not_allowed"):
        join(state, token="bad")
    join(state, token="good")


@pytest.mark.parametrize(
    "wanted",
    [
        wishes(speaks="pt"),
        wishes(reads=("en", "xx")),
        wishes(hears="es"),
    ],
)
def test_languages_that_are_not_there(wanted: Wishes) -> None:
    state = make()
    with refused("unknown_language"):
        state.join(grant(), wanted)
    person_id = join(state)
    with refused("unknown_language"):
        state.prefer(person_id, wanted)
    assert state.person(person_id).wishes == wishes()


def test_a_host_narrows_the_languages() -> None:
    state = make()
    first = state.join(grant(), wishes(speaks="es", reads=("es", "pt"), hears="en"))
    state.set_languages(("en", "pt"))
    assert state.person(first.id).wishes == wishes(speaks="auto", reads=("pt",), hears="en")
    with refused("unknown_language"):
        state.join(grant(), wishes(speaks="es"))
    with refused("unknown_language"):
        state.set_languages(("xx",))
    assert state.languages == ("en", "pt")


def test_a_name_in_the_token_wins() -> None:
    person = make().join(grant(name="Dr. Ana"), wishes("somebody else"))
    assert person.name == "Dr. Ana"


@pytest.mark.parametrize(
    ("rule_", "role", "may"),
    [
        ("everyone", "host", True),
        ("everyone", "speaker", True),
        ("everyone", "listener", False),
        ("hosts", "host", True),
        ("hosts", "speaker", False),
        ("asked", "speaker", False),
    ],
)
def test_who_may_speak(rule_: str, role: Role, may: bool) -> None:
    state = make()
    state.set_who_may_speak(rule_)  # type: ignore[arg-type]
    person_id = join(state, role)
    assert not state.is_heard(person_id)
    if may:
        state.mute(person_id, muted=False)
    else:
        with refused("no_microphone_right"):
            state.mute(person_id, muted=False)
    assert state.is_heard(person_id) is may


def test_asking_and_being_allowed() -> None:
    state = make()
    state.set_who_may_speak("asked")
    person_id = join(state)
    assert state.ask_to_speak(person_id).asks
    state.allow(person_id)
    state.mute(person_id, muted=False)
    assert state.is_heard(person_id)
    assert not state.person(person_id).asks
    state.set_who_may_speak("asked")
    assert not state.is_heard(person_id)


def test_who_was_silenced_cannot_undo_it() -> None:
    state = make()
    person_id = join(state)
    state.mute(person_id, muted=False)
    state.silence(person_id, silenced=True)
    assert not state.is_heard(person_id)
    with refused("no_microphone_right"):
        state.mute(person_id, muted=False)
    state.silence(person_id, silenced=False)
    assert state.is_heard(person_id)


@pytest.mark.parametrize("role", ["speaker", "listener"])
def test_only_hosts_are_hosts(role: Role) -> None:
    state = make()
    with refused("not_allowed"):
        state.check_host(join(state, role))
    state.check_host(join(state, "host"))


def test_an_ended_room_takes_nobody() -> None:
    state = make()
    person = state.join(grant(), wishes())
    state.end()
    with refused("ended"):
        join(state)
    with refused("bad_token"):
        state.resume(person.id, person.key)


languages = st.sampled_from(["en", "es", "pt", "auto", "xx"])


@given(speaks=languages, reads=st.lists(languages, max_size=4), hears=st.none() | languages)
def test_nobody_wants_what_is_not_there(speaks: str, reads: list[str], hears: str | None) -> None:
    state = make()
    try:
        person = state.join(grant(), Wishes("Ana", speaks, tuple(reads), hears))
    except Refused as refusal:
        assert refusal.code == "unknown_language"  # noqa: PT017
        assert not state.people
    else:
        assert person.wishes.speaks in OFFER.speak | {"auto"}
        assert set(person.wishes.reads) <= OFFER.read
        assert person.wishes.hears is None or person.wishes.hears in OFFER.hear


class Rooms(RuleBasedStateMachine):
    """Whatever people and hosts do, in whatever order."""

    people = Bundle("people")

    def __init__(self) -> None:
        super().__init__()
        self.state = make(most_people=4)
        self.now_s = 0.0
        self.removed: set[str] = set()
        self.tokens = count(1)

    @rule(target=people, role=st.sampled_from(["host", "speaker", "listener"]))
    def join(self, role: Role) -> str:
        try:
            return self.state.join(grant(role, f"t{next(self.tokens)}"), wishes()).id
        except Refused as refusal:
            assert refusal.code in ("room_full", "locked")  # noqa: PT017
            return "nobody"

    @rule(person=people, muted=st.booleans())
    def mute(self, person: str, muted: bool) -> None:
        self.attempt(lambda: self.state.mute(person, muted=muted))

    @rule(person=people, silenced=st.booleans())
    def silence(self, person: str, silenced: bool) -> None:
        self.attempt(lambda: self.state.silence(person, silenced=silenced))

    @rule(person=people)
    def allow(self, person: str) -> None:
        self.attempt(lambda: self.state.allow(person))

    @rule(person=people)
    def remove(self, person: str) -> None:
        self.attempt(lambda: self.removed.add(self.state.remove(person).id))

    @rule(person=people)
    def disconnect(self, person: str) -> None:
        self.state.disconnect(person, self.now_s)

    @rule(person=people)
    def resume(self, person: str) -> None:
        known = self.state.people.get(person)
        if known is not None:
            self.state.resume(person, known.key)

    @rule(who=st.sampled_from(["everyone", "hosts", "asked"]), locked=st.booleans())
    def rules(self, who: str, locked: bool) -> None:
        self.state.locked = locked
        self.state.set_who_may_speak(who)  # type: ignore[arg-type]

    @rule(passed_s=st.floats(0, 100))
    def pass_time(self, passed_s: float) -> None:
        self.now_s += passed_s
        self.state.give_up_absent(self.now_s)

    def attempt(self, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except Refused as refusal:
            assert refusal.code in ("not_allowed", "no_microphone_right")  # noqa: PT017

    @invariant()
    def nobody_is_heard_who_may_not(self) -> None:
        for person in self.state.people.values():
            if self.state.is_heard(person.id):
                assert not person.muted
                assert not person.silenced
                assert person.is_connected
                assert person.role != "listener" or person.allowed

    @invariant()
    def the_room_holds_no_more_than_it_can(self) -> None:
        assert len(self.state.people) <= 4

    @invariant()
    def who_was_removed_is_gone(self) -> None:
        assert not self.removed & set(self.state.people)

    @invariant()
    def nobody_sees_a_key(self) -> None:
        shown = str(self.state.to_json())
        assert not any(person.key in shown for person in self.state.people.values())


TestRooms = Rooms.TestCase
