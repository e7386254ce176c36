"""How somebody wants to be told what a camera sees."""

from dataclasses import dataclass

from configs.checks import check_language, check_one_of, check_within
from configs.errors import ConfigError

__all__ = ["DIRECTIONS", "WAYS", "NarrateConfig"]

WAYS = ("speech", "speech-dispatcher", "braille", "nvda", "text")
"""How what is said gets out."""
DIRECTIONS = ("clock", "sides")


@dataclass(frozen=True, slots=True)
class NarrateConfig:
    """What is told, in which words, and how it gets out."""

    language: str = "en"
    """What it is told in, and what the user says orders and questions in; ISO 639-1."""
    verbosity: int = 2
    """1: people, vehicles, animals, and which way. 2: other things, near and far. 3: everything."""
    directions: str = "clock"
    """As on a clock's face (clock: 12 is ahead), or left, ahead and right (sides)."""
    announce: tuple[str, ...] = ()
    """Who says it; nobody named: our own voice, where there is a loudspeaker."""
    sure_from: float = 0.0
    """Below this score of the detector `possibly` is said; 0: below what the detector advises."""
    a_minute: int = 9
    """Things that are said in a minute and that nobody asked for; hazards are never held back."""
    stale_s: float = 2.0
    """Nothing is said about a picture that is older."""
    earcons: bool = True
    """Our own voice begins with a short sound that tells hazard, answer and news apart."""
    headphones: bool = False
    """The microphone does not hear what is said: a voice in it is always somebody else's."""

    def __post_init__(self) -> None:
        check_language("narrate.language", self.language)
        if self.language == "auto":
            raise ConfigError(
                "narrate.language", "it must be known", allowed=("a code such as en",)
            )
        check_within("narrate.verbosity", self.verbosity, 1, 3)
        check_one_of("narrate.directions", self.directions, DIRECTIONS)
        for way in self.announce:
            check_one_of("narrate.announce", way, WAYS)
        check_within("narrate.sure_from", self.sure_from, 0.0, 1.0)
        check_within("narrate.a_minute", self.a_minute, 1, 60)
        check_within("narrate.stale_s", self.stale_s, 0.2, 30.0)
