"""What the user says, as a narrator needs it: that somebody speaks, and words that are not its own.

Sans-I/O: events of the session that hears the user in, with the time; what they mean out.
"""

from dataclasses import dataclass, replace

from streaming.events import EventValue, SceneDescription
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.narrating.own_words import OwnWords
from streaming.transcript import Transcript

__all__ = ["Ear", "Noticed", "UserSaid", "VoiceBegan", "VoiceEnded"]

SURELY = 2
"""So many words that are not our own are somebody else's; a single one may be misheard."""


@dataclass(frozen=True, slots=True)
class VoiceBegan:
    """There is a voice; it may be our own, unless its words say that it is not."""

    is_others: bool = False


@dataclass(frozen=True, slots=True)
class VoiceEnded:
    """The voice is silent."""


@dataclass(frozen=True, slots=True)
class UserSaid:
    """Somebody said this; empty words were our own."""

    transcript: Transcript


Noticed = VoiceBegan | VoiceEnded | UserSaid


class Ear:
    """Follows a microphone. Times are on one clock of the caller's."""

    def __init__(self, *, hears_itself: bool) -> None:
        """`hears_itself`: what is said comes back through the microphone."""
        self._own = OwnWords() if hears_itself else None
        self._began_s: dict[int, float] = {}
        """When each segment began to be heard."""

    def told(self, scene: SceneDescription, now_s: float) -> None:
        """The narrator began to say something, or ended."""
        if self._own is None:
            return
        if scene.state == "started":
            self._own.said(scene.text, now_s)
        else:
            self._own.silent(now_s)

    def hear(self, value: EventValue, now_s: float) -> Noticed | None:
        """What an event means; None for nothing that matters here."""
        if isinstance(value, SpeechStarted):
            self._began_s[value.segment_id] = now_s
            return VoiceBegan()
        if isinstance(value, SpeechStopped):
            return VoiceEnded()
        if not isinstance(value, Transcript):
            return None
        if value.is_final:
            return UserSaid(self._without_own(value, now_s, is_last=True))
        foreign = self._without_own(value, now_s).text.split()
        return VoiceBegan(is_others=True) if self._own and len(foreign) >= SURELY else None

    def _without_own(
        self, transcript: Transcript, now_s: float, *, is_last: bool = False
    ) -> Transcript:
        began_s = self._began_s.get(transcript.segment_id, now_s)
        if is_last:
            self._began_s.pop(transcript.segment_id, None)
        if self._own is None:
            return transcript
        text = self._own.without(transcript.text, began_s, now_s)
        if text == transcript.text:
            return transcript
        count = len(text.split())
        words = transcript.words[len(transcript.words) - count :] if count else ()
        return replace(transcript, stable=text, unstable="", words=words)
