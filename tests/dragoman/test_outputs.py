import shutil
import wave
from pathlib import Path

import numpy as np
import pytest

from audio_io.chunk import AudioChunk
from captions.cue import Caption
from configs.errors import OutputError
from dragoman.outputs import EventFile, Outputs, check_folder
from streaming.events import Event, EventValue, Warned
from streaming.speech import SpokenAudio
from tests.dragoman.program import read_events

RATE_HZ = 8_000


def event(seq: int, value: EventValue) -> Event:
    return Event(seq, "s", 1.0, 1.0, value)


def caption(track: str) -> Caption:
    return Caption(track, 1, 2, (f"text {track}",), 1.0, 2.0, None, "en")


def spoken(start_s: float) -> SpokenAudio:
    return SpokenAudio(1, AudioChunk(np.full(RATE_HZ, 0.1, np.float32), RATE_HZ, start_s))


async def test_everything_has_its_file(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path, "en", ["es", "fr"], speech_rate_hz=RATE_HZ)
    for seq, value in enumerate([caption("source"), caption("es"), Warned("careful")], 1):
        outputs.take(event(seq, value))
    outputs.speak(spoken(2.0))
    await outputs.close()
    assert [one.seq for one in read_events(tmp_path)] == [1, 2, 3]
    assert "text source" in (tmp_path / "captions.en.srt").read_text(encoding="utf-8")
    assert "text es" in (tmp_path / "captions.es.txt").read_text(encoding="utf-8")
    assert (tmp_path / "captions.fr.vtt").read_text(encoding="utf-8").startswith("WEBVTT")
    with wave.open(str(tmp_path / "speech.es.wav")) as file:
        assert (file.getframerate(), file.getnframes()) == (RATE_HZ, 3 * RATE_HZ)
    assert outputs.failures == []
    assert outputs.names[0] == "events.jsonl"
    assert outputs.names[-1] == "speech.es.wav"
    assert len(outputs.names) == 5


async def test_without_speech_there_is_no_wav(tmp_path: Path) -> None:
    outputs = Outputs(tmp_path, "auto", [])
    outputs.speak(spoken(0.0))
    await outputs.close()
    assert outputs.names == ("events.jsonl", "captions.source.{vtt,srt,txt}")


async def test_a_file_that_fails_is_given_up_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outputs = Outputs(tmp_path, "en", [])

    def full(file: EventFile, line: object) -> None:
        raise OutputError("events.jsonl", "No space left on device")

    monkeypatch.setattr(EventFile, "write", full)
    outputs.take(event(1, Warned("a")))
    outputs.take(event(2, caption("source")))
    await outputs.close()
    assert [str(failure) for failure in outputs.failures] == [
        "cannot write events.jsonl: No space left on device"
    ]
    assert "text source" in (tmp_path / "captions.en.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "auto"])
async def test_a_folder_that_vanishes_is_told_once(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    outputs = Outputs(folder, language, [], speech_rate_hz=None)
    outputs.take(event(1, caption("source")))
    assert outputs.failures == []
    shutil.rmtree(folder)
    outputs.take(event(2, Warned("a")))
    outputs.take(event(3, Warned("b")))
    await outputs.close()
    assert [str(failure) for failure in outputs.failures] == [
        f"cannot write {folder}: it is gone, with all that was written there"
    ]
    assert outputs.names == ()


def test_an_event_is_on_the_disk_at_once(tmp_path: Path) -> None:
    file = EventFile(tmp_path / "events.jsonl")
    file.write(event(1, Warned("one")))
    assert [one.seq for one in read_events(tmp_path)] == [1]
    file.write(event(2, Warned("zwei ü")))
    assert [one.value for one in read_events(tmp_path)] == [Warned("one"), Warned("zwei ü")]
    file.close()


def test_a_full_disk_leaves_whole_lines() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    with pytest.raises(OutputError, match="cannot write /dev/full"):
        EventFile(Path("/dev/full")).write(event(1, Warned("x")))


def test_check_folder(tmp_path: Path) -> None:
    check_folder(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        check_folder(tmp_path / "file")
    with pytest.raises(OutputError, match="Not a directory"):
        check_folder(tmp_path / "file" / "below")
