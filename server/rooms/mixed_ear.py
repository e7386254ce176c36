"""How one person hears the others over a connection of their own: all of them in one mix."""

from collections.abc import Iterable

from audio_io.chunk import Samples
from server.media.mixing import Mixer, MixMode
from server.rooms.person import Original, Person
from streaming.speech import SpokenAudio

__all__ = ["MixedEar", "mode_for"]

_BESIDE: dict[Original, MixMode] = {"full": "beside", "under": "under", "none": "instead"}


class MixedEar:
    """An `Ear` that plays into a mixer."""

    def __init__(self, mixer: Mixer) -> None:
        self._mixer = mixer
        self._known: set[str] = set()

    def original(self, speaker_id: str, samples: Samples, sample_rate_hz: int) -> None:
        """Somebody's own voice."""
        self._mixer.push_original(speaker_id, samples, sample_rate_hz)

    def speech(self, speaker_id: str, spoken: SpokenAudio) -> bool:
        """Translated speech of somebody."""
        chunk = spoken.chunk
        return self._mixer.push_speech(speaker_id, chunk.samples, chunk.sample_rate_hz)

    def follow(self, me: Person, people: Iterable[Person]) -> None:
        """How each of the others is heard."""
        others = {person.id: person for person in people if person.id != me.id}
        for person in others.values():
            mode, gain = mode_for(me, person)
            self._mixer.set_mode(person.id, mode)
            self._mixer.set_gain(person.id, gain)
        for gone in self._known - set(others):
            self._mixer.remove(gone)
        self._known = set(others)

    def tick(self, now_s: float) -> None:
        """A second passed."""


def mode_for(me: Person, speaker: Person) -> tuple[MixMode, float]:
    """How I hear somebody: their mode in the mix, and how loud their own voice is."""
    wishes = me.wishes
    if wishes.hears is None:
        return "original", 0.0 if wishes.original == "none" else 1.0
    if wishes.hears == speaker.wishes.speaks:
        return "original", 1.0
    return _BESIDE[wishes.original], 1.0
