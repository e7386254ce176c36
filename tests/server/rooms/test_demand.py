from hypothesis import given
from hypothesis import strategies as st

from server.rooms.demand import hearers, targets
from server.rooms.person import Person, Wishes

codes = st.sampled_from(["en", "es", "pt", "fr"])
wishes = st.builds(
    Wishes,
    name=st.just("x"),
    speaks=codes | st.just("auto"),
    reads=st.lists(codes, max_size=3, unique=True).map(tuple),
    hears=st.none() | codes,
)


def people(wanted: list[Wishes], away: set[int]) -> list[Person]:
    return [
        Person(f"p{n}", f"k{n}", "t", "speaker", each, left_s=1.0 if n in away else None)
        for n, each in enumerate(wanted)
    ]


@given(st.lists(wishes, min_size=1, max_size=8), st.sets(st.integers(0, 7)), st.sets(codes))
def test_each_language_once_and_only_what_somebody_wants(
    wanted: list[Wishes], away: set[int], extra: set[str]
) -> None:
    room = people(wanted, away)
    speaker = room[0]
    found = targets(speaker, room, extra)
    here = [person for person in room if person.is_connected]
    read = {code for person in here for code in person.wishes.reads} | extra
    heard = {p.wishes.hears for p in here if p is not speaker and p.wishes.hears}
    assert set(found) == (read | heard) - {speaker.wishes.speaks}
    for code, spoken in found.items():
        assert spoken == (code in heard)
        assert spoken == bool(hearers(speaker.id, code, room))


def test_nobody_hears_themselves() -> None:
    ana, ben = people([Wishes("Ana", "en", (), "pt"), Wishes("Ben", "en", (), "pt")], set())
    assert hearers(ana.id, "pt", [ana, ben]) == (ben.id,)
    assert targets(ana, [ana]) == {}
