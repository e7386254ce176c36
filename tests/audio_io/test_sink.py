from pathlib import Path

import pytest

from audio_io.device_sink import DeviceSink
from audio_io.sink import NullSink, Sink
from audio_io.wav_sink import WavSink
from tests.audio_io.fakes import noise


async def test_the_null_sink_takes_everything() -> None:
    sink = NullSink(24_000)
    await sink.write(noise(100_000))
    sink.clear()
    assert (sink.sample_rate_hz, sink.queued_s) == (24_000, 0.0)
    await sink.close()


@pytest.mark.parametrize("kind", ["null", "wav", "device"])
async def test_every_sink_keeps_the_protocol(kind: str, tmp_path: Path) -> None:
    makers = {
        "null": lambda: NullSink(16_000),
        "wav": lambda: WavSink(tmp_path / "out.wav", 16_000),
        "device": lambda: DeviceSink(16_000, queue_s=1.0),
    }
    sink: Sink = makers[kind]()
    assert sink.sample_rate_hz == 16_000
    assert sink.queued_s == 0.0
    sink.clear()
    await sink.close()
    await sink.close()
