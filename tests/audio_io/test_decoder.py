import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_io.byte_source import LocalFile, StandardInput
from audio_io.chunk import AudioChunk, Samples
from audio_io.decoder import Decoder
from audio_io.raw_format import RawFormat
from audio_io.source_event import SourceEvent
from configs.errors import BadAudio
from configs.schema import AudioConfig
from tests.audio_io.fakes import joined, noise, s16, tone, wav_bytes, write
from tests.audio_io.recordings import encode

Items = list[AudioChunk | SourceEvent]


def decode_all(decoder: Decoder) -> tuple[Samples, list[SourceEvent]]:
    items: Items = []
    try:
        while batch := decoder.read():
            items += batch
    finally:
        decoder.close()
    events = [item for item in items if isinstance(item, SourceEvent)]
    return joined([item for item in items if isinstance(item, AudioChunk)]), events


def decode_file(
    path: str, audio: AudioConfig | None = None, raw: RawFormat | None = None
) -> tuple[Samples, list[SourceEvent]]:
    return decode_all(Decoder(LocalFile(path), audio or AudioConfig(), raw=raw))


def decode_pipe(content: bytes, raw: RawFormat | None = None) -> tuple[Samples, list[SourceEvent]]:
    read_end, write_end = os.pipe()

    def say() -> None:
        with open(write_end, "wb") as pipe:
            pipe.write(content)

    speaker = threading.Thread(target=say)
    speaker.start()
    try:
        return decode_all(Decoder(StandardInput(read_end), AudioConfig(), raw=raw))
    finally:
        speaker.join()
        os.close(read_end)


@pytest.mark.parametrize(
    ("name", "codec", "rate_hz", "channels", "tolerance"),
    [
        ("a.wav", "pcm_s16le", 16_000, 1, 0.001),
        ("a.wav", "pcm_s16le", 8_000, 1, 0.01),
        ("a.wav", "pcm_f32le", 192_000, 2, 0.01),
        ("a.flac", "flac", 44_100, 2, 0.01),
        ("a.ogg", "libopus", 48_000, 1, 0.1),
        ("a.mkv", "pcm_s16le", 48_000, 1, 0.01),
        ("a.g722", "g722", 16_000, 1, 0.1),
    ],
)
def test_any_format_gives_the_same_sound(
    tmp_path: Path, name: str, codec: str, rate_hz: int, channels: int, tolerance: float
) -> None:
    path = encode(tmp_path / name, codec, tone(rate_hz, rate_hz), rate_hz, channels=channels)
    found, events = decode_file(path)
    assert not events
    assert abs(len(found) - 16_000) <= 200
    # G.722 delays by 22 samples, the others keep their place.
    delay = 22 if codec == "g722" else 0
    wanted = tone(16_000)
    assert np.abs(found[2000 + delay : 14_000 + delay] - wanted[2000:14_000]).max() < tolerance


@pytest.mark.parametrize(("choice", "level"), [("left", 0.5), ("right", 0.1), ("mix", 0.3)])
def test_the_channel_that_was_asked_for(tmp_path: Path, choice: str, level: float) -> None:
    both = np.tile(np.array([0.5, 0.1], dtype=np.float32), 1600)
    path = write(tmp_path / "stereo.wav", wav_bytes(s16(both), channels=2))
    found, _ = decode_file(path, AudioConfig(channel=choice))
    assert found == pytest.approx(level, abs=1e-3)


def test_eight_channels(tmp_path: Path) -> None:
    eight = np.repeat(tone(16_000), 8)
    path = write(tmp_path / "eight.wav", wav_bytes(s16(eight), channels=8))
    found, events = decode_file(path)
    assert np.abs(found - tone(16_000)).max() < 1e-3
    assert not events


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chunk_s=st.floats(0.01, 0.5), count=st.integers(1, 20_000))
def test_any_chunk_length_gives_the_same_samples(
    tmp_path: Path, chunk_s: float, count: int
) -> None:
    sound = noise(count)
    path = write(tmp_path / "noise.wav", wav_bytes(s16(sound)))
    found, _ = decode_file(path, AudioConfig(chunk_s=chunk_s))
    assert np.array_equal(found, np.rint(sound * 32767).astype(np.int16) / np.float32(32768))


def test_nan_is_silence_and_is_said_once(tmp_path: Path) -> None:
    sound = noise(16_000)
    sound[4_000:8_000] = np.nan
    sound[12_000] = np.inf
    path = write(tmp_path / "nan.wav", wav_bytes(sound.tobytes(), bits=32, tag=3))
    found, events = decode_file(path)
    assert np.array_equal(found, np.nan_to_num(sound, posinf=0.0))
    assert [event.kind for event in events] == ["damaged"]
    assert "not numbers" in events[0].message


def test_a_truncated_wav_gives_all_there_is_and_says_so(tmp_path: Path) -> None:
    sound = s16(noise(16_000))
    path = write(tmp_path / "cut.wav", wav_bytes(sound, announced=3 * len(sound)))
    found, (event,) = decode_file(path)
    assert len(found) == 16_000
    assert (event.kind, event.start_s, event.end_s) == ("truncated", 1.0, 3.0)
    assert "breaks off after 1.0 s" in event.message


def test_a_truncated_flac_gives_what_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "cut.flac"
    encode(path, "flac", noise(64_000), 16_000)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    found, events = decode_file(str(path))
    assert 16_000 < len(found) < 40_000
    assert events[-1].kind == "truncated"


def test_a_wav_that_was_written_to_a_pipe_is_not_truncated(tmp_path: Path) -> None:
    path = write(tmp_path / "pipe.wav", wav_bytes(s16(noise(1600)), announced=0xFFFF_FFFF))
    found, events = decode_file(path)
    assert (len(found), events) == (1600, [])


@pytest.mark.parametrize("content", [wav_bytes(b""), wav_bytes(b"\1")])
def test_a_header_without_sound(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadAudio, match="no sound in it"):
        decode_file(write(tmp_path / "header.wav", content))


@pytest.mark.parametrize(("encoding", "bits", "tag"), [("s16", 16, 1), ("f32", 32, 3)])
def test_a_wav_on_standard_input_ends_where_its_header_says(
    encoding: str, bits: int, tag: int
) -> None:
    sound = noise(16_000, level=0.05)
    data = s16(sound) if encoding == "s16" else sound.tobytes()
    trailer = b"LIST\x04\0\0\0note"
    found, events = decode_pipe(wav_bytes(data, bits=bits, tag=tag) + trailer)
    assert not events
    assert len(found) == 16_000
    assert np.abs(found - sound).max() < 1e-3


def test_a_wav_on_standard_input_may_be_cut_short() -> None:
    found, (event,) = decode_pipe(wav_bytes(s16(noise(16_000)), announced=64_000))
    assert len(found) == 16_000
    assert (event.kind, event.end_s) == ("truncated", 2.0)


def test_standard_input_without_a_header_is_16_khz_s16() -> None:
    sound = noise(5_000)
    found, events = decode_pipe(s16(sound))
    assert not events
    assert np.abs(found - sound).max() < 1e-3


def test_standard_input_is_what_it_is_said_to_be() -> None:
    found, _ = decode_pipe(tone(8_000, 8_000).tobytes(), RawFormat("f32le", 8_000))
    assert np.abs(found - tone(16_000))[400:-400].max() < 0.01


def test_a_flac_on_standard_input(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.flac", "flac", tone(16_000), 16_000)
    found, _ = decode_pipe(Path(path).read_bytes())
    assert np.abs(found - tone(16_000)).max() < 1e-3


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"RIFF1234WAVEfmt ", "ends inside its WAV header"),
        (b"RIFF1234AVI LIST", "does not begin with a WAV header"),
        (wav_bytes(b"\0" * 64, rate_hz=0), "sample rate of 0 Hz"),
        (wav_bytes(b"\0" * 64, tag=2, bits=4), "compressed WAV"),
        (wav_bytes(b""), "no sound in it"),
        (b"\1", "no sound in it"),
    ],
)
def test_bad_standard_input(content: bytes, problem: str) -> None:
    with pytest.raises(BadAudio, match=f"standard input: .*{problem}"):
        decode_pipe(content)


def test_an_interrupted_pipe_gives_what_came_and_raises_nothing() -> None:
    read_end, write_end = os.pipe()
    decoder = Decoder(StandardInput(read_end), AudioConfig())
    os.write(write_end, s16(noise(5_000)))
    first = decoder.read()
    decoder.interrupt()
    found, events = decode_all(decoder)
    assert (
        sum(len(item.samples) for item in first if isinstance(item, AudioChunk)) + len(found)
        >= 1024
    )
    assert not events
    os.close(read_end)
    os.close(write_end)


def test_an_interrupt_before_the_first_byte() -> None:
    read_end, write_end = os.pipe()
    decoder = Decoder(StandardInput(read_end), AudioConfig())
    decoder.interrupt()
    assert decode_all(decoder)[0].size == 0
    os.close(read_end)
    os.close(write_end)


def test_an_interrupted_file_says_nothing_about_its_end(tmp_path: Path) -> None:
    path = write(tmp_path / "long.wav", wav_bytes(s16(noise(160_000))))
    decoder = Decoder(LocalFile(path), AudioConfig())
    decoder.read()
    decoder.interrupt()
    found, events = decode_all(decoder)
    assert len(found) < 16_000
    assert not events


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.slow
def test_two_hours_of_silence_take_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    data_bytes = 2 * 3600 * 8_000 * 2
    path.write_bytes(wav_bytes(b"", rate_hz=8_000, announced=data_bytes))
    os.truncate(path, path.stat().st_size + data_bytes)
    decoder = Decoder(LocalFile(str(path)), AudioConfig(chunk_s=0.5))
    heard = 0

    def hear() -> bool:
        nonlocal heard
        items = decoder.read()
        heard += sum(len(item.samples) for item in items if isinstance(item, AudioChunk))
        return bool(items)

    for _ in range(2000):
        hear()
    before_mb = resident_mb()
    while hear():
        pass
    decoder.close()
    assert heard == 2 * 3600 * 16_000
    assert resident_mb() - before_mb < 10
