"""What `dragoman narrate` was asked to do, checked before anything is opened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio_io.pace import Pace
from configs.errors import ConfigError
from configs.load import load_config
from configs.schema import Config
from streaming.narrating.place import Optics
from streaming.narrating.settings import NarratorSettings
from video_io.source import VideoSource, open_camera, open_film, open_picture

__all__ = ["WAYS", "Sort", "Watch"]

Sort = Literal["camera", "video", "image"]
"""What pictures come from."""
WAYS = ("speech", "speech-dispatcher", "braille", "nvda", "text")
"""How what is said gets out."""
_UNHURRIED = frozenset({"text"})
"""Ways that make sense when nobody waits."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Pictures, and how somebody wants to be told what they show."""

    sort: Sort
    source: str
    """A camera's number, device or address; or a file."""
    language: str = "en"
    """ISO 639-1."""
    verbosity: int = 2
    uses_clock_face: bool = True
    is_mirrored: bool = False
    ways: tuple[str, ...] = ()
    """Of `WAYS`; none: speech where there is a loudspeaker."""
    out: Path | None = None
    pace: Pace = "realtime"
    offline: bool = False
    profile: str | None = None
    overrides: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.is_live:
            return
        if self.sort == "camera":
            raise ConfigError("--pace", "a camera is as fast as what it sees; only files go fast")
        unheard = [way for way in self.ways if way not in _UNHURRIED]
        if unheard:
            raise ConfigError("--announce", f"{unheard[0]} needs --pace realtime; use --out DIR")

    @property
    def is_live(self) -> bool:
        """Whether pictures come as they are taken."""
        return self.pace == "realtime"

    @property
    def speaks_aloud(self) -> bool:
        """Whether our own voice is to be heard, if it can be."""
        return self.is_live and (not self.ways or "speech" in self.ways)

    def settings(self, profile: str | None = None) -> Config:
        """The settings under a profile. Raises `ConfigError`."""
        return load_config(profile or self.profile, overrides=self.overrides).config

    def open(self, config: Config) -> VideoSource:
        """Open what is to be seen. Raises `VideoError`; a camera does when it is gone through."""
        camera = config.camera
        if self.sort == "image":
            return open_picture(self.source)
        if self.sort == "video":
            return open_film(self.source, fps=camera.fps, pace=self.pace)
        return open_camera(
            self.source,
            fps=camera.fps,
            width=camera.width,
            height=camera.height,
            reconnect_s=camera.reconnect_s,
        )

    def narrator(self, config: Config) -> NarratorSettings:
        """How the user wants to be told."""
        field_deg = config.camera.field_of_view_deg
        optics = Optics(field_of_view_deg=field_deg, is_mirrored=self.is_mirrored)
        return NarratorSettings(verbosity=self.verbosity, optics=optics)
