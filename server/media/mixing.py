"""What one listener hears: the others' own sound and the translation of what they say.

Sans-I/O: sound of each person in, mixed sound out, as much as is asked for. Of somebody who is
translated for this listener, the original is heard as loud as ever beside the translation, softly
under it, or not at all. Only they are ducked; everyone else stays as loud as they are.
"""

from typing import Literal

import numpy as np

from audio_io.chunk import Samples
from server.media.limiter import soften
from server.media.voices import OriginalVoice, SpokenVoice

__all__ = ["MIX_HZ", "MixMode", "Mixer"]

MixMode = Literal["original", "beside", "under", "instead"]
"""original: no translated speech. beside: the original stays as it is while its translation is
spoken. under: it is soft meanwhile. instead: it is not heard."""

MIX_HZ = 48_000
DUCKED = 10 ** (-15 / 20)
"""-15 dB: one hears that, but not what, somebody says."""
DUCK_S = 0.08
"""How long the original takes to become soft, from full to silent."""
RETURN_S = 0.4
HOLD_S = 0.7
"""The original stays soft between two sentences of a translation."""


class _Person:
    def __init__(self, mode: MixMode, gain: float) -> None:
        self.mode: MixMode = mode
        self.gain = gain
        self.original = OriginalVoice(MIX_HZ)
        self.speech = SpokenVoice(MIX_HZ)
        self.level = 0.0 if mode == "instead" else gain
        """Where the original's gain is now."""
        self.hold = 0
        """Samples for which the original stays soft after speech."""
        self.left = False

    @property
    def is_silent(self) -> bool:
        """Whether nothing of them can be heard any more."""
        return self.left and self.speech.is_over and self.level == 0.0

    def pull(self, count: int) -> Samples:
        spoken = None if self.speech.is_over else self.speech.pull(count)
        wanted = self._wanted(spoken is not None, count)
        ramp = self._ramp(wanted, count)
        mixed = self.original.pull(count) * ramp
        return mixed if spoken is None else mixed + spoken

    def _wanted(self, speaks: bool, count: int) -> float:
        self.hold = round(HOLD_S * MIX_HZ) if speaks else max(0, self.hold - count)
        match self.mode:
            case _ if self.left:
                return 0.0
            case "instead":
                return 0.0
            case "under" if self.hold:
                return self.gain * DUCKED
        return self.gain

    def _ramp(self, wanted: float, count: int) -> Samples:
        """Gains from where it was towards what is wanted, at a steady pace."""
        step = 1.0 / (MIX_HZ * (DUCK_S if wanted < self.level else RETURN_S))
        steps = np.arange(1, count + 1, dtype=np.float32) * np.float32(step)
        if wanted < self.level:
            ramp = np.maximum(np.float32(wanted), np.float32(self.level) - steps)
        else:
            ramp = np.minimum(np.float32(wanted), np.float32(self.level) + steps)
        self.level = float(ramp[-1]) if count else self.level
        result: Samples = ramp.astype(np.float32)
        return result


class Mixer:
    """Mixes at 48 kHz, mono. People come and go by name; nobody need be announced."""

    def __init__(self, mode: MixMode = "under") -> None:
        self._mode: MixMode = mode
        self._people: dict[str, _Person] = {}

    @property
    def mode(self) -> MixMode:
        """How people are heard who were not given a mode of their own."""
        return self._mode

    @mode.setter
    def mode(self, mode: MixMode) -> None:
        self._mode = mode
        for name in self._people:
            self.set_mode(name, mode)

    def set_mode(self, name: str, mode: MixMode) -> None:
        """How one person is heard; `original` for those whom the listener understands."""
        person = self._person(name)
        person.mode = mode
        if mode == "original":
            person.speech.clear()

    def set_gain(self, name: str, gain: float) -> None:
        """How loud one person's own sound is: 1 as it comes, 0 not at all."""
        self._person(name).gain = max(0.0, gain)

    def remove(self, name: str) -> None:
        """A person left: they fade out; what they said is still spoken to its end."""
        if name in self._people:
            self._people[name].left = True

    def push_original(self, name: str, samples: Samples, sample_rate_hz: int = MIX_HZ) -> None:
        """A person's own sound, float32[n]; 0.4 s may wait, then the oldest goes."""
        self._person(name).original.push(samples, sample_rate_hz)

    def push_speech(self, name: str, samples: Samples, sample_rate_hz: int) -> bool:
        """A piece of the translation of what a person says, float32[n].

        False if a minute waits already: none of the piece is taken then, and it is the caller's
        to say so. A mixer that plays the original only takes none either.
        """
        person = self._person(name)
        return person.mode != "original" and person.speech.push(samples, sample_rate_hz)

    def clear_speech(self, name: str | None = None) -> None:
        """Forget what waits to be spoken, of one or of all."""
        for each in [name] if name is not None else list(self._people):
            if each in self._people:
                self._people[each].speech.clear()

    def speech_queued_s(self, name: str) -> float:
        """Seconds of translated speech that wait to be heard."""
        return self._people[name].speech.queued_s if name in self._people else 0.0

    def pull(self, count: int) -> Samples:
        """The next `count` samples, float32[count] within [-1, 1]; silence where there is none."""
        mixed = np.zeros(count, np.float32)
        for person in self._people.values():
            mixed += person.pull(count)
        for name in [name for name, person in self._people.items() if person.is_silent]:
            del self._people[name]
        return soften(mixed)

    def _person(self, name: str) -> _Person:
        if name not in self._people:
            self._people[name] = _Person(self._mode, 1.0)
        self._people[name].left = False
        return self._people[name]
