"""A person's microphone behind a WebRTC connection."""

from audio_io.chunk import Samples
from audio_io.source import Source
from server.media.mixing import MIX_HZ
from server.media.receiving import RemoteSound
from server.rooms.room import Room

__all__ = ["TrackMicrophone"]

_SILENT_S = 5.0
"""Without a packet for so long, there is no microphone."""


class TrackMicrophone:
    """The sound of a connection: heard by the room's recognizer, and played to the others."""

    def __init__(self, room: Room, person_id: str, sound: RemoteSound) -> None:
        self._room = room
        self._id = person_id
        self._sound = sound
        self._unlisten = sound.listen(self._play)
        self.has_sound = False

    def source(self) -> Source:
        """The sound from now on."""
        return self._sound.source()

    def tick(self, now_s: float) -> None:
        """A second passed."""
        last_s = self._sound.last_packet_s
        if last_s is not None and now_s - last_s > _SILENT_S:
            self.has_sound = False

    def close(self) -> None:
        """Play no more of it."""
        self._unlisten()
        self.has_sound = False

    def _play(self, samples: Samples) -> None:
        if not self.has_sound:
            self.has_sound = True
            self._room.listen()
        self._room.play(self._id, samples, MIX_HZ)
