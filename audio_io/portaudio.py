"""Streams to and from sound devices, by sounddevice (PortAudio)."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from audio_io.devices import AudioDevice, Direction, find_device, list_devices
from audio_io.portaudio_library import load_portaudio
from configs.errors import DeviceError

__all__ = [
    "DeviceStream",
    "Inputs",
    "OnBlock",
    "OnEnd",
    "OnFill",
    "Outputs",
    "PortAudioInputs",
    "PortAudioOutputs",
]

OnBlock = Callable[[NDArray[np.float32], int, bool], None]
"""Called in the device's thread with float32[n, channels] of its own, the rate in Hz, and whether
the device lost sound just before."""
OnFill = Callable[[NDArray[np.float32]], None]
"""Called in the device's thread with float32[n, channels] to be filled."""
OnEnd = Callable[[], None]
"""Called in some thread when the device stopped, for whatever reason."""

_BLOCK_S = 0.032
_MOST_CHANNELS = 2


class DeviceStream(Protocol):
    """A running stream."""

    @property
    def name(self) -> str:
        """The device's name."""
        ...

    @property
    def sample_rate_hz(self) -> int:
        """The device's own rate."""
        ...

    @property
    def latency_s(self) -> float:
        """How long sound is on its way inside the device, as far as the system knows."""
        ...

    def close(self) -> None:
        """Let what it holds be heard, then free the device; may take a moment. Nothing is called
        back after it.
        """
        ...


class Inputs(Protocol):
    """Finds and opens microphones. Both may take a moment and raise `DeviceError`."""

    def find(self, spec: str) -> str:
        """The full name of the device that is meant. Raises `MissingPart` too."""
        ...

    def open(self, spec: str, on_block: OnBlock, on_end: OnEnd) -> DeviceStream:
        """Begin to record."""
        ...


class Outputs(Protocol):
    """Opens loudspeakers."""

    def open(self, spec: str, on_fill: OnFill, on_end: OnEnd) -> DeviceStream:
        """Begin to play; may take a moment. Raises `DeviceError` or `MissingPart`."""
        ...


class _Streams:
    """How many streams are open: PortAudio can only look for new devices while none is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open = 0

    def open(
        self, spec: str, direction: Direction, start: "Callable[[Any, AudioDevice], Any]"
    ) -> "_Stream":
        library = load_portaudio()
        with self._lock:
            try:
                if self._open == 0:
                    # The list of devices is made once: what was plugged in since is not on it.
                    library._terminate()
                    library._initialize()
                device = find_device(spec, direction, list_devices(library))
                stream = start(library, device)
                try:
                    stream.start()
                except BaseException:
                    stream.close(ignore_errors=True)
                    raise
            except library.PortAudioError as error:
                raise DeviceError(spec or "default", str(error.args[0])) from error
            self._open += 1
        return _Stream(stream, device.name, self)

    def close(self, stream: Any) -> None:
        with self._lock:
            # Closing alone would throw away what a loudspeaker has taken and not yet played.
            stream.stop(ignore_errors=True)
            stream.close(ignore_errors=True)
            self._open -= 1


_STREAMS = _Streams()


class _Stream:
    def __init__(self, stream: Any, name: str, streams: _Streams) -> None:
        self.name = name
        self.sample_rate_hz = round(stream.samplerate)
        self.latency_s = float(stream.latency)
        self._stream = stream
        self._streams = streams
        self._closed = False

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._streams.close(self._stream)


def _settings(device: AudioDevice, direction: Direction) -> dict[str, Any]:
    # The device's own rate and channels: many refuse all others, and we resample anyway.
    return {
        "device": device.index,
        "samplerate": device.default_rate_hz,
        "channels": min(_MOST_CHANNELS, device.channels(direction)),
        "blocksize": round(device.default_rate_hz * _BLOCK_S),
        "dtype": "float32",
    }


class PortAudioInputs:
    """Microphones through PortAudio."""

    def find(self, spec: str) -> str:
        """The full name of the device that is meant."""
        return find_device(spec, "input", list_devices()).name

    def open(self, spec: str, on_block: OnBlock, on_end: OnEnd) -> DeviceStream:
        """Begin to record at the device's own rate, one or two channels."""

        def start(library: Any, device: AudioDevice) -> Any:
            def callback(indata: Any, frames: int, time: Any, status: Any) -> None:
                on_block(indata.copy(), device.default_rate_hz, bool(status.input_overflow))

            return library.InputStream(
                callback=callback, finished_callback=on_end, **_settings(device, "input")
            )

        return _STREAMS.open(spec, "input", start)


class PortAudioOutputs:
    """Loudspeakers through PortAudio."""

    def open(self, spec: str, on_fill: OnFill, on_end: OnEnd) -> DeviceStream:
        """Begin to play at the device's own rate, one or two channels."""

        def start(library: Any, device: AudioDevice) -> Any:
            def callback(outdata: Any, frames: int, time: Any, status: Any) -> None:
                on_fill(outdata)

            return library.OutputStream(
                callback=callback, finished_callback=on_end, **_settings(device, "output")
            )

        return _STREAMS.open(spec, "output", start)
