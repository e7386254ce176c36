"""What the listeners of a room want of each speaker. Sans-I/O: people in, languages out."""

from collections.abc import Iterable, Mapping

from server.rooms.person import Person

__all__ = ["hearers", "targets"]


def targets(
    speaker: Person, people: Iterable[Person], extra: Iterable[str] = ()
) -> Mapping[str, bool]:
    """Languages to translate a speaker into, and whether somebody wants to hear it.

    Each language is there once, however many want it. `extra` are languages that others than
    people read (overlays). Somebody's own speech is translated for their own captions too: it
    is how one sees what the others get.
    """
    wanted: dict[str, bool] = dict.fromkeys(extra, False)
    for person in people:
        if not person.is_connected:
            continue
        for language in person.wishes.reads:
            wanted.setdefault(language, False)
        if person.wishes.hears is not None and person.id != speaker.id:
            wanted[person.wishes.hears] = True
    wanted.pop(speaker.wishes.speaks, None)
    return wanted


def hearers(speaker_id: str, language: str, people: Iterable[Person]) -> tuple[str, ...]:
    """Who hears a speaker in a language."""
    return tuple(
        person.id
        for person in people
        if person.id != speaker_id and person.is_connected and person.wishes.hears == language
    )
