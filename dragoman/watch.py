"""What `dragoman narrate` was asked to do, checked before anything is opened."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from audio_io.pace import Pace
from configs.errors import ConfigError
from configs.load import load_config
from configs.schema import Config
from video_io.source import VideoSource, open_camera, open_film, open_picture

__all__ = ["Sort", "Watch"]

Sort = Literal["camera", "video", "image"]
"""What pictures come from."""
_MICROPHONE = "mic"
_ALOUD = frozenset({"speech", "speech-dispatcher", "nvda"})
_UNHURRIED = frozenset({"text"})
"""Ways that make sense when nobody waits."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Pictures, and who may ask about them. How they are told is in the settings (`narrate`)."""

    sort: Sort
    source: str
    """A camera's number, device or address; or a file."""
    listen: str = ""
    """Where orders and questions are heard: `mic[:device]`, or a file; empty: nowhere."""
    out: Path | None = None
    pace: Pace = "realtime"
    offline: bool = False
    profile: str | None = None
    overrides: tuple[str, ...] = ()
    """`section.key=value`; a later one wins."""

    def __post_init__(self) -> None:
        if self.is_live:
            return
        if self.sort == "camera":
            raise ConfigError("--pace", "a camera is as fast as what it sees; only files go fast")
        if self.listen:
            raise ConfigError("--listen", "nobody asks that fast: it needs --pace realtime")

    @property
    def is_live(self) -> bool:
        """Whether pictures come as they are taken."""
        return self.pace == "realtime"

    def settings(self, profile: str | None = None) -> Config:
        """The settings under a profile. Raises `ConfigError`."""
        config = load_config(profile or self.profile, overrides=self.overrides).config
        unheard = [way for way in config.narrate.announce if way not in _UNHURRIED]
        if unheard and not self.is_live:
            problem = f"{unheard[0]} needs --pace realtime; use --out DIR"
            raise ConfigError("narrate.announce", problem)
        return config

    def speaks_aloud(self, config: Config) -> bool:
        """Whether our own voice is to be heard, if it can be."""
        ways = config.narrate.announce
        return self.is_live and (not ways or "speech" in ways)

    def hears_itself(self, config: Config, *, is_aloud: bool) -> bool:
        """Whether what is said comes back through the microphone."""
        if config.narrate.headphones or self.listen.partition(":")[0] != _MICROPHONE:
            return False
        return is_aloud or not _ALOUD.isdisjoint(config.narrate.announce)

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
