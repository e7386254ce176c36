"""Sentences about what is seen, from a phrasebook.

Each thing is a sentence of its own: what, which way, near or far. That is how guides speak, and it
needs no grammar that could go wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from streaming.narrating.place import Place, Side
from streaming.narrating.wording.english import ENGLISH
from streaming.narrating.wording.french import FRENCH
from streaming.narrating.wording.german import GERMAN
from streaming.narrating.wording.nouns import NOUNS, THING, Noun, canonical
from streaming.narrating.wording.phrasebook import Guidance, Phrasebook
from streaming.narrating.wording.spanish import SPANISH

__all__ = ["MOST_HAZARD_WORDS", "PHRASEBOOKS", "Thing", "Words", "words_for"]

MOST_HAZARD_WORDS = 5

PHRASEBOOKS = {book.language: book for book in (ENGLISH, SPANISH, GERMAN, FRENCH)}


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing, or several of a kind."""

    label: str
    count: int = 1
    places: tuple[Place, ...] = ()
    """Which ways, from the left; none where it does not matter."""
    is_sure: bool = True


class Words:
    """A language with the user's choice of directions: a clock's hours, or left and right."""

    def __init__(self, book: Phrasebook, *, clock: bool = True) -> None:
        self.book = book
        self._clock = clock
        self._nouns = NOUNS[book.language]

    @property
    def language(self) -> str:
        """ISO 639-1."""
        return self.book.language

    def things(self, things: Sequence[Thing], *, nearness: bool = True) -> str:
        """A sentence for each thing: what, which way, and, if wanted, near or far."""
        return " ".join(self._sentence(self.thing(each, nearness=nearness)) for each in things)

    def thing(self, thing: Thing, *, nearness: bool = True) -> str:
        """`two people on the left, near`."""
        what = self.counted(thing.label, thing.count)
        if not thing.is_sure:
            what = self.book.possibly.format(what)
        if not thing.places:
            return what
        if len(thing.places) > 1:
            what = f"{what}:"
        parts = [f"{what} {self._directions(thing.places)}"]
        distances = {self._how_far(place) for place in thing.places}
        if nearness and len(distances) == 1:
            parts.extend(filter(None, distances))
        return ", ".join(parts)

    def counted(self, label: str, count: int) -> str:
        """`a person`, `two people`, `25 people` is `many people`."""
        noun = self._noun(label)
        if count == 1:
            return f"{self.book.one[noun.gender]} {noun.one}"
        words = self.book.numbers
        number = words[count - 2] if count - 2 < len(words) else self.book.many
        return f"{number} {noun.many}"

    def direction(self, place: Place) -> str:
        """`at 11 o'clock`, or `on the left`."""
        return self.book.hour(place.hour) if self._clock else self.book.sides[place.side]

    def _directions(self, places: Sequence[Place]) -> str:
        """Every way once, in the order given."""
        if self._clock:
            hours = list(dict.fromkeys(place.hour for place in places))
            if len(hours) == 1:
                return self.book.hour(hours[0])
            return self.book.hours(self._listed([str(hour) for hour in hours]))
        sides = dict.fromkeys(place.side for place in places)
        return self._listed([self.book.sides[side] for side in sides])

    def _listed(self, parts: Sequence[str]) -> str:
        """`a, b and c`."""
        *others, last = parts
        return f"{', '.join(others)} {self.book.conjunction} {last}" if others else last

    def hazard(self, label: str | None, place: Place) -> str:
        """Something comes: at most five words; None: nobody is sure what it is."""
        where = (
            self.book.hazard_hour(place.hour) if self._clock else self.book.hazard_sides[place.side]
        )
        if label is not None:
            text = self._warning(self._noun(label).one, where)
            if len(text.split()) <= MOST_HAZARD_WORDS:
                return text
        return self._warning(self.book.something, where)

    def hazards(self, sides: Sequence[Side]) -> str:
        """Things come from several sides: at most five words."""
        if len(sides) > 2:
            return self._sentence(self.book.hazards_everywhere)
        names = [self.book.side_names[side] for side in sides]
        return self._sentence(self.book.hazards.format(self._listed(names)))

    def gone(self, things: Sequence[Thing]) -> str:
        """What left the picture."""
        names = [self.counted(each.label, each.count) for each in things]
        return self._sentence(self.book.gone.format(", ".join(names)))

    def moved(self, thing: Thing, place: Place) -> str:
        """What is somewhere else now."""
        where = ", ".join(filter(None, (self.direction(place), self._how_far(place))))
        what = self.counted(thing.label, thing.count)
        return self._sentence(self.book.now.format(where=where, what=what))

    def not_seen(self, label: str) -> str:
        """`I see no dog`."""
        noun = self._noun(label)
        return self.book.not_seen.format(f"{self.book.none[noun.gender]} {noun.one}")

    def guidance(self, guidance: Guidance) -> str:
        """What to do about a picture that is of no use."""
        return self.book.guidance[guidance]

    def _how_far(self, place: Place) -> str:
        if place.metres is not None:
            return self.book.metres(round(place.metres))
        return self.book.nearness.get(place.nearness, "")

    def _warning(self, what: str, where: str) -> str:
        return self._sentence(self.book.hazard.format(what=what, where=where))

    def _noun(self, label: str) -> Noun:
        """A label without a name of ours: as it is in English, an object elsewhere."""
        known = self._nouns.get(canonical(label))
        if known is not None:
            return known
        if self.language == ENGLISH.language:
            article = "an" if label[:1] in "aeiou" else "a"
            return Noun(article, label, label if label.endswith("s") else f"{label}s")
        return self._nouns[THING]

    @staticmethod
    def _sentence(text: str) -> str:
        return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def words_for(language: str, *, clock: bool = True) -> Words:
    """The words of a language (ISO 639-1); English, to be translated, where we have none."""
    return Words(PHRASEBOOKS.get(language, ENGLISH), clock=clock)
