import resource
import subprocess
import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_io.wav_sink import WavSink
from configs.errors import OutputError
from tests.audio_io.fakes import noise


def read(path: Path) -> tuple[int, np.ndarray]:
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        frames = file.readframes(file.getnframes())
        assert len(frames) == file.getnframes() * 2
        return file.getframerate(), np.frombuffer(frames, dtype="<i2")


pieces = st.lists(st.tuples(st.floats(0, 2), st.integers(0, 3000)), max_size=12)


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=pieces)
async def test_pieces_are_in_order_apart_and_whole(
    tmp_path: Path, pieces: list[tuple[float, int]]
) -> None:
    path = tmp_path / "out.wav"
    sink = WavSink(path, 8_000)
    placed = []
    for index, (start_s, count) in enumerate(pieces):
        end_s = sink.end_s
        at_s = sink.place(start_s, np.full(count, (index + 1) / 100, dtype=np.float32))
        assert at_s >= end_s
        assert at_s == pytest.approx(max(start_s, end_s), abs=0.5 / 8_000 + 1e-9)
        placed.append((round(at_s * 8_000), count, round((index + 1) / 100 * 32767)))
        rate_hz, found = read(path)  # whole after every piece, not only at the end
        assert rate_hz == 8_000
        assert len(found) == round(sink.end_s * 8_000)
    await sink.close()
    _, found = read(path)
    wanted = np.zeros(len(found), dtype=np.int16)
    for at, count, level in placed:
        wanted[at : at + count] = level
    assert np.array_equal(found, wanted)


async def test_write_adds_at_the_end_and_clips(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "out.wav", 16_000)
    await sink.write(np.array([2.0, -2.0], dtype=np.float32))
    await sink.write(np.array([0.5], dtype=np.float32))
    await sink.close()
    assert read(sink.path)[1].tolist() == [32767, -32767, 16384]


def test_the_file_is_whole_when_the_process_dies(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    script = (
        "import os, sys, pathlib, numpy as np\n"
        "from audio_io.wav_sink import WavSink\n"
        "sink = WavSink(pathlib.Path(sys.argv[1]), 16000)\n"
        "sink.place(1.0, np.full(1600, 0.5, dtype=np.float32))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert done.returncode == -9
    assert len(read(path)[1]) == 17_600


async def test_a_full_disk_leaves_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "out.wav"
    sink = WavSink(path, 16_000)
    sink.place(0.0, noise(4_000))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, limits[1]))
    try:
        with pytest.raises(OutputError, match=r"out\.wav"):
            sink.place(0.0, noise(4_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert len(path.read_bytes()) == 44 + 8_000
    assert len(read(path)[1]) == 4_000
    sink.place(0.0, noise(100))  # there is room again
    assert len(read(path)[1]) == 4_100
    await sink.close()


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="No such file or directory"):
        WavSink(tmp_path / "no" / "out.wav", 16_000)
    with pytest.raises(OutputError):
        WavSink(Path("/dev/full"), 16_000)


async def test_no_longer_than_the_format_allows(tmp_path: Path) -> None:
    sink = WavSink(tmp_path / "out.wav", 16_000)
    with pytest.raises(OutputError, match="4 GiB"):
        sink.place(140_000.0, noise(10))
    assert sink.end_s == 0.0
    await sink.close()
