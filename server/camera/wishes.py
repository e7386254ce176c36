"""How somebody wants to be told what their camera sees."""

from dataclasses import dataclass, replace

from configs.schema import Config
from server.wire.camera import OpenCamera, Prefer
from streaming.narrating.settings import NarratorSettings, narrator_settings

__all__ = ["Wishes"]


@dataclass(frozen=True, slots=True)
class Wishes:
    """One person's choices."""

    language: str = "en"
    verbosity: int = 2
    uses_clock_face: bool = True
    is_mirrored: bool = False
    begins_with_notice: bool = True

    @classmethod
    def of(cls, told: OpenCamera) -> "Wishes":
        """Those that the page came with."""
        return cls(
            told.language,
            told.verbosity,
            told.directions == "clock",
            told.mirrored,
            not told.noticed,
        )

    def after(self, told: Prefer) -> "Wishes":
        """What was not told stays as it is."""
        return replace(
            self,
            language=told.language or self.language,
            uses_clock_face=(
                self.uses_clock_face if told.directions is None else told.directions == "clock"
            ),
            is_mirrored=self.is_mirrored if told.mirrored is None else told.mirrored,
        )

    def settings(self, config: Config) -> NarratorSettings:
        """For a narrator. Whoever measured this machine's camera did not measure theirs."""
        settings = narrator_settings(config)
        return replace(
            settings,
            verbosity=self.verbosity,
            optics=replace(settings.optics, is_mirrored=self.is_mirrored, is_calibrated=False),
            begins_with_notice=self.begins_with_notice,
        )
