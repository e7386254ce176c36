"""The machine's sound devices, as PortAudio sees them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from audio_io.portaudio_library import load_portaudio
from configs.errors import DeviceError

__all__ = ["AudioDevice", "Direction", "find_device", "list_devices"]

Direction = Literal["input", "output"]


@dataclass(frozen=True, slots=True)
class AudioDevice:
    """A microphone, a loudspeaker, or both."""

    index: int
    name: str
    host_api: str
    """The system's sound interface it is reached through, for example ALSA."""
    input_channels: int
    """0 when it cannot record."""
    output_channels: int
    """0 when it cannot play."""
    default_rate_hz: int
    is_default_input: bool
    is_default_output: bool

    def channels(self, direction: Direction) -> int:
        """How many channels it has in this direction."""
        return self.input_channels if direction == "input" else self.output_channels

    def is_default(self, direction: Direction) -> bool:
        """Whether the system takes it when nobody chooses."""
        return self.is_default_input if direction == "input" else self.is_default_output


def list_devices(library: Any = None) -> tuple[AudioDevice, ...]:
    """Every device; empty on a machine without any. `library` is the sounddevice module.

    Raises `MissingPart` where sounddevice or PortAudio is not installed.
    """
    library = library or load_portaudio()
    host_apis = [api["name"] for api in library.query_hostapis()]
    default_input, default_output = library.default.device
    return tuple(
        AudioDevice(
            index=index,
            name=found["name"],
            host_api=host_apis[found["hostapi"]],
            input_channels=found["max_input_channels"],
            output_channels=found["max_output_channels"],
            default_rate_hz=round(found["default_samplerate"]),
            is_default_input=index == default_input,
            is_default_output=index == default_output,
        )
        for index, found in enumerate(library.query_devices())
    )


def find_device(spec: str, direction: Direction, devices: Iterable[AudioDevice]) -> AudioDevice:
    """The device with this index, name or part of a name; empty takes the default one.

    Raises `DeviceError`, naming what there is.
    """
    usable = [device for device in devices if device.channels(direction)]
    if not usable:
        raise DeviceError(spec or "default", f"this machine has no sound {direction}")
    if not spec:
        return next((device for device in usable if device.is_default(direction)), usable[0])
    wanted = spec.casefold()
    for fits in (
        [device for device in usable if str(device.index) == spec],
        [device for device in usable if device.name.casefold() == wanted],
        [device for device in usable if wanted in device.name.casefold()],
    ):
        if fits:
            return fits[0]
    names = ", ".join(f"{device.index} {device.name!r}" for device in usable)
    raise DeviceError(spec, f"no such sound {direction}; there are: {names}")
