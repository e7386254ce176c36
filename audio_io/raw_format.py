"""The shape of PCM that comes without a header."""

from dataclasses import dataclass

from configs.errors import ConfigError

__all__ = ["RAW_ENCODINGS", "SAMPLE_RATES_HZ", "RawFormat"]

RAW_ENCODINGS = ("s16le", "s24le", "s32le", "f32le", "f64le", "u8", "alaw", "mulaw", "g722")
"""FFmpeg's names, which are also those of its demuxers."""

SAMPLE_RATES_HZ = range(2_000, 768_001)
"""What can be speech: anything else comes from a damaged header."""


@dataclass(frozen=True, slots=True)
class RawFormat:
    """How to read bytes that do not say what they are."""

    encoding: str = "s16le"
    sample_rate_hz: int = 16_000
    """G.722 knows no other rate."""
    channels: int = 1

    def __post_init__(self) -> None:
        if self.encoding not in RAW_ENCODINGS:
            raise ConfigError(
                "raw.encoding", f"unknown encoding {self.encoding!r}", allowed=RAW_ENCODINGS
            )
        if self.sample_rate_hz not in SAMPLE_RATES_HZ:
            low, high = SAMPLE_RATES_HZ[0], SAMPLE_RATES_HZ[-1]
            problem = f"{self.sample_rate_hz} is out of range"
            raise ConfigError("raw.sample_rate_hz", problem, allowed=(f"{low} to {high}",))
        if not 1 <= self.channels <= 64:
            raise ConfigError(
                "raw.channels", f"{self.channels} is out of range", allowed=("1 to 64",)
            )
        if self.encoding == "g722" and (self.sample_rate_hz, self.channels) != (16_000, 1):
            raise ConfigError("raw.encoding", "g722 is always 16000 Hz with 1 channel")

    @property
    def demuxer_options(self) -> dict[str, str]:
        """What FFmpeg's demuxer of this encoding must be told."""
        if self.encoding == "g722":
            return {}
        return {"sample_rate": str(self.sample_rate_hz), "ch_layout": f"{self.channels}C"}
