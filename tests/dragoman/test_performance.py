import io
import os
import signal
from collections.abc import Callable

import pytest
from rich.console import Console

from audio_io.chunk import Samples
from audio_io.portaudio import Outputs
from configs.errors import DeviceError
from configs.schema import Config, RecognizeConfig
from dragoman import performance
from dragoman.display import Display
from dragoman.job import Job
from dragoman.performance import Performance
from streaming.session import Engines
from tests.audio_io.fakes import FakeOutputs
from tests.fakes import (
    FakeDetector,
    FakeRecognizer,
    FakeSource,
    FakeSynthesizer,
    FakeTranslator,
    talk,
)

CONFIG = Config(recognize=RecognizeConfig(language="en"))


class FakeLoudspeaker:
    def __init__(self, on_write: Callable[[], None]) -> None:
        self.written: list[Samples] = []
        self.calls: list[str] = []
        self._on_write = on_write

    async def write(self, samples: Samples) -> None:
        self.written.append(samples)
        self._on_write()

    def clear(self) -> None:
        self.calls.append("clear")

    async def close(self) -> None:
        self.calls.append("close")


async def play(
    monkeypatch: pytest.MonkeyPatch, on_write: Callable[[], None]
) -> tuple[int, FakeLoudspeaker, str]:
    """Interpret a talk through a loudspeaker; status, what it got, and the warnings."""
    loudspeaker = FakeLoudspeaker(on_write)

    loudspeakers = FakeOutputs()

    async def opened(
        device: str, rate_hz: int, *, queue_s: float, outputs: Outputs
    ) -> FakeLoudspeaker:
        assert rate_hz == 8_000
        assert outputs is loudspeakers
        return loudspeaker

    monkeypatch.setattr(performance, "open_device_sink", opened)
    error = io.StringIO()
    display = Display(
        ["es"],
        Console(file=io.StringIO(), _environ={}),
        Console(file=error, width=200, _environ={}),
        is_live=False,
        now_s=lambda: 0.0,
    )
    engines = Engines(FakeRecognizer(), FakeDetector(), {"es": FakeTranslator()}, FakeSynthesizer())
    job = Job("talk", ("es",), interprets=True, plays=True, pace="fast")
    running = Performance(job, CONFIG, FakeSource(talk(12)), engines, display, None, loudspeakers)
    status = await running.run()
    running.summarise()
    return status, loudspeaker, error.getvalue()


async def test_speech_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    status, loudspeaker, warnings = await play(monkeypatch, lambda: None)
    assert status == 0
    assert sum(map(len, loudspeaker.written)) > 3 * 8_000
    assert loudspeaker.calls == ["close"]
    assert warnings == ""


async def test_a_loudspeaker_that_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise DeviceError("usb", "it stopped")

    status, loudspeaker, warnings = await play(monkeypatch, gone)
    assert status == 0
    assert len(loudspeaker.written) == 1
    assert warnings.startswith("dragoman: sound device usb: it stopped; the speech goes on")


async def test_ctrl_c_falls_silent_and_finishes(monkeypatch: pytest.MonkeyPatch) -> None:
    signals = iter([signal.SIGINT])

    def interrupt() -> None:
        for number in signals:
            os.kill(os.getpid(), number)

    status, loudspeaker, warnings = await play(monkeypatch, interrupt)
    assert status == 130
    assert loudspeaker.calls == ["clear", "close"]
    assert "then stopped" in warnings
