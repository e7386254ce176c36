"""Which languages a room can offer: what the engines know, within what the host wants."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.engines import Pool
from server.refusal import Refused

__all__ = ["AUTO", "Offer", "offer_of"]

AUTO = "auto"
"""The language that is spoken is found out."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Language codes, ISO 639-1."""

    speak: frozenset[str] = frozenset()
    """Can be understood."""
    read: frozenset[str] = frozenset()
    """Can be read: spoken by somebody, or translated into."""
    hear: frozenset[str] = frozenset()
    """Can be heard as translated speech."""

    def within(self, languages: Iterable[str]) -> "Offer":
        """What is left when only these are wanted; none given: all of it."""
        wanted = frozenset(languages)
        if not wanted:
            return self
        return Offer(self.speak & wanted, self.read & wanted, self.hear & wanted)

    def check_speaks(self, language: str) -> None:
        """Raises `Refused` for a language that nobody here understands."""
        if language != AUTO:
            _check(language, self.speak, "spoken")

    def check_reads(self, languages: Iterable[str]) -> None:
        """Raises `Refused` for a language that nothing is translated into."""
        for language in languages:
            _check(language, self.read, "read")

    def check_hears(self, language: str | None) -> None:
        """Raises `Refused` for a language that there is no voice for."""
        if language is not None:
            _check(language, self.hear, "heard")

    def to_json(self) -> dict[str, list[str]]:
        """For the wire: sorted codes; `auto` is among those that can be spoken."""
        return {
            "speak": [AUTO, *sorted(self.speak)],
            "read": sorted(self.read),
            "hear": sorted(self.hear),
        }


def _check(language: str, known: frozenset[str], done: str) -> None:
    if language not in known:
        some = ", ".join(sorted(known)) or "none"
        message = f"{language!r} cannot be {done} here; these can: {some}"
        raise Refused("unknown_language", message)


def offer_of(pool: Pool) -> Offer:
    """What a server's engines offer."""
    speak = frozenset(pool.spoken_languages())
    translated = (language for source in speak for language in pool.targets_of(source))
    read = speak | frozenset(translated)
    return Offer(speak, read, read & frozenset(pool.voiced_languages()))
