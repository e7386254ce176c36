"""A stand-in for the sounddevice module, with one microphone and one loudspeaker."""

from types import SimpleNamespace
from typing import Any

import numpy as np


class FakePortAudioError(Exception):
    pass


class FakeDeviceStream:
    def __init__(self, library: "FakePortAudio", settings: dict[str, Any]) -> None:
        self.settings = settings
        self.samplerate = float(settings["samplerate"])
        self.latency = 0.035
        self.calls: list[str] = []
        self._library = library

    def start(self) -> None:
        self.calls.append("start")
        if self._library.busy:
            raise FakePortAudioError("Device unavailable", -9985)

    def stop(self, ignore_errors: bool) -> None:
        self.calls.append("stop")

    def close(self, ignore_errors: bool) -> None:
        self.calls.append("close")

    def call_back(self, buffer: np.ndarray, *, overflow: bool = False) -> None:
        status = SimpleNamespace(input_overflow=overflow)
        self.settings["callback"](buffer, len(buffer), None, status)


class FakePortAudio:
    PortAudioError = FakePortAudioError

    def __init__(self, *, devices: bool = True, busy: bool = False) -> None:
        self.busy = busy
        self.starts = 0
        self.streams: list[FakeDeviceStream] = []
        self.default = SimpleNamespace(device=[0, 1] if devices else [-1, -1])
        self._devices = [
            self._device("USB Microphone", 1, 0, 48_000.0),
            self._device("Loudspeaker", 0, 8, 44_100.0),
        ]
        if not devices:
            self._devices = []

    @staticmethod
    def _device(name: str, inputs: int, outputs: int, rate_hz: float) -> dict[str, Any]:
        return {
            "name": name,
            "hostapi": 0,
            "max_input_channels": inputs,
            "max_output_channels": outputs,
            "default_samplerate": rate_hz,
        }

    def query_devices(self) -> list[dict[str, Any]]:
        return self._devices

    def query_hostapis(self) -> list[dict[str, Any]]:
        return [{"name": "ALSA"}]

    def InputStream(self, **settings: Any) -> FakeDeviceStream:  # noqa: N802
        self.streams.append(FakeDeviceStream(self, settings))
        return self.streams[-1]

    OutputStream = InputStream

    def _terminate(self) -> None:
        self.starts -= 1

    def _initialize(self) -> None:
        self.starts += 2
