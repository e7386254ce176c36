"""The program with real models on real voices."""

import re
import signal
import wave
from pathlib import Path

import jiwer
import numpy as np
import pytest
from whisper_normalizer.english import EnglishTextNormalizer

from audio_io.chunk import SAMPLE_RATE_HZ
from captions.formats import cue_format
from dragoman.job import AUTO
from model_store.store import ModelStore
from streaming.events import SessionEnded, Stats
from tests.dragoman.program import REAL, call, ended, lines_until, read_events, started
from tests.dragoman.recordings import write_wav

pytestmark = pytest.mark.models


@pytest.fixture(autouse=True)
def _models(store: ModelStore) -> None:
    for name in ("whisper-tiny.en", "whisper-base", "firefox-en-pt"):
        store.ensure(name)


def text_of(folder: Path, language: str) -> str:
    vtt = (folder / f"captions.{language}.vtt").read_text(encoding="utf-8")
    return " ".join(line for cue in cue_format("vtt").read(vtt) for line in cue.lines)


def word_error_rate(expected: str, heard: str) -> float:
    plain = EnglishTextNormalizer()
    return float(jiwer.wer(plain(expected), plain(heard)))


@pytest.mark.shared
def test_a_speech_from_a_flac_file(shared: Path, tmp_path: Path) -> None:
    speech = shared / "data" / "speech"
    done = call(
        *("captions", speech / "jfk.flac", "--language", "en", "--translate-to", "pt"),
        *("--pace", "fast", "--out", tmp_path),
        module=REAL,
    )
    assert done.status == 0, done.stderr
    expected = (speech / "jfk.txt").read_text(encoding="utf-8")
    assert word_error_rate(expected, text_of(tmp_path, "en")) <= 0.1
    assert re.search("país", text_of(tmp_path, "pt"))


@pytest.mark.shared
def test_speech_in_another_language_as_it_is_spoken(
    shared: Path, tmp_path: Path, store: ModelStore
) -> None:
    for name in ("kokoro-v1.0-int8", "kokoro-voices-ja"):
        store.ensure(name)
    source = shared / "data" / "speech" / "LJ001-0004.wav"
    done = call(
        *("interpret", source, "--from", "en", "--to", "pt", "--out", tmp_path),
        module=REAL,
        timeout_s=100,
    )
    assert done.status == 0, done.stderr
    assert {one.type for one in read_events(tmp_path)} >= {"transcript.partial", "speech.audio"}
    with wave.open(str(tmp_path / "speech.pt.wav")) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    assert np.abs(samples).max() > 1_000


def test_a_language_is_found_out(tmp_path: Path) -> None:
    prompt = Path("/usr/share/asterisk/sounds/es/vm-instructions.g722")
    if not prompt.exists():
        pytest.skip("needs: apt-get install asterisk-core-sounds-es-g722")
    arguments = ("captions", prompt, "--language", AUTO, "--pace", "fast", "--out", tmp_path)
    done = call(*arguments, module=REAL)
    assert done.status == 0, done.stderr
    assert "mensajes" in text_of(tmp_path, "es")


@pytest.mark.shared
def test_stopped_in_the_middle(shared: Path, tmp_path: Path) -> None:
    source = shared / "data" / "speech" / "two_cities_16k.wav"
    arguments = ("captions", source, "--language", "en", "--out", tmp_path)
    with started(*arguments, module=REAL) as process:
        lines_until(process, "age of wisdom")
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.status == 130
    last = read_events(tmp_path)[-1].value
    assert isinstance(last, SessionEnded)
    assert last.reason == "stopped"
    assert "age of wisdom" in text_of(tmp_path, "en")


def growth_mb(folder: Path, after_s: float) -> float:
    """How much the memory grew after a media time."""
    stats = [
        one.value.memory_mb
        for one in read_events(folder)
        if isinstance(one.value, Stats) and one.media_s >= after_s
    ]
    return max(stats) - stats[0]


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_hours_of_silence_take_no_memory(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "silence.wav", np.zeros(7_200 * 8_000, np.float32), rate_hz=8_000)
    arguments = ("captions", source, "--language", "en", "--pace", "fast", "--out", tmp_path)
    done = call(*arguments, module=REAL, timeout_s=380)
    assert done.status == 0, done.stderr
    assert done.stdout == ""
    assert read_events(tmp_path)[-1].media_s == pytest.approx(7_200)
    assert growth_mb(tmp_path, 300) < 5


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.shared
def test_half_an_hour_of_speech_takes_no_memory(shared: Path, tmp_path: Path) -> None:
    with wave.open(str(shared / "data" / "speech" / "two_cities_16k.wav")) as file:
        part = np.frombuffer(file.readframes(file.getnframes()), "<i2") / np.float32(32_768)
    source = write_wav(tmp_path / "long.wav", np.resize(part, 1_800 * SAMPLE_RATE_HZ))
    arguments = ("captions", source, "--language", "en", "--translate-to", "pt")
    done = call(*arguments, "--pace", "fast", "--out", tmp_path, module=REAL, timeout_s=580)
    assert done.status == 0, done.stderr
    assert read_events(tmp_path)[-1].media_s == pytest.approx(1_800, abs=1)
    assert growth_mb(tmp_path, 300) < 20
