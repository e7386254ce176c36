import json
import os
import shutil
import signal
import sys
import wave
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from captions.cue import Cue
from captions.formats import cue_format
from dragoman.starting import endable
from streaming.events import Event, SessionEnded, Warned
from streaming.transcript import Transcript
from tests.audio_io.fake_portaudio import FakePortAudio
from tests.disks import small_disk
from tests.dragoman.program import call, ended, lines_until, read_events, run, started
from tests.dragoman.recordings import write_talk, write_wav
from tests.fakes import sentences, talk
from translators.backends.apertium import MODES


def cues(folder: Path, language: str) -> dict[str, tuple[Cue, ...]]:
    found = {}
    for name in ("vtt", "srt", "txt"):
        text = (folder / f"captions.{language}.{name}").read_text(encoding="utf-8")
        found[name] = cue_format(name).read(text, language)
    return found


def said(folder: Path, language: str) -> list[str]:
    by_format = cues(folder, language)
    texts = [[" ".join(cue.lines) for cue in by_format[name]] for name in by_format]
    assert texts[0] == texts[1] == texts[2]
    return texts[0]


def check_whole(folder: Path, reason: str) -> list[Event]:
    """Events, captions and speech are whole and agree."""
    events = read_events(folder)
    assert [one.seq for one in events] == list(range(1, len(events) + 1))
    assert isinstance(events[-1].value, SessionEnded)
    assert events[-1].value.reason == reason
    finals = [
        one.value.text
        for one in events
        if isinstance(one.value, Transcript) and one.value.is_final and one.value.text
    ]
    assert " ".join(said(folder, "en")) == " ".join(finals)
    for language in ("en", "es"):
        for before, after in pairwise(cues(folder, language)["vtt"]):
            assert before.end_s <= after.start_s
    with wave.open(str(folder / "speech.es.wav")) as file:
        assert file.getnframes() == len(file.readframes(1 << 30)) // 2
    return events


def test_a_recording_becomes_files(tmp_path: Path) -> None:
    out = tmp_path / "out"
    source = write_talk(tmp_path / "talk.wav")
    done = call("interpret", source, "--from", "en", "--to", "es", "--out", out, "--pace", "fast")
    assert done.status == 0
    check_whole(out, "end of input")
    assert said(out, "en") == sentences(12)
    lines = done.stdout.splitlines()
    assert len(lines) == 6
    assert lines[0] == "[00:00.5] en  The quick fox number 1 jumped."
    assert lines[1] == "[00:00.5]   es  es:The es:quick es:fox es:number es:1 es:jumped."
    assert "profile light" in done.stderr
    assert "recognize: fake ears, translate es: fake tongue, speak: fake voice" in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"dragoman: heard 00:12.0; {out} has events.jsonl, captions.en.")
    assert last.endswith("speech.es.wav")


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_the_source_and_everything_heard_is_finished(
    tmp_path: Path, number: signal.Signals, status: int
) -> None:
    source = write_talk(tmp_path / "talk.wav", 60)
    with started(
        *("interpret", source, "--from", "en", "--to", "es", "--out", tmp_path / "out")
    ) as process:
        lines_until(process, "number 1")
        process.send_signal(number)
        done = ended(process)
    assert done.status == status
    events = check_whole(tmp_path / "out", "stopped")
    assert events[-1].media_s < 20
    assert "finishing what was heard" in done.stderr
    assert "speech.es.wav" in done.stderr.splitlines()[-1]


def test_a_second_signal_ends_everything_at_once(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 60)
    out = tmp_path / "out"
    arguments = ("interpret", source, "--from", "en", "--to", "es", "--out", out)
    slow = "recognize.options.delay_s=4.0"
    with started(*arguments, "--set", slow) as process:
        lines_until(process, "number 1")
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        while "finishing" not in process.stderr.readline():
            pass
        process.send_signal(signal.SIGINT)
        done = ended(process, timeout_s=3.0)
    assert done.status == 130
    assert "quit before everything was finished" in done.stderr
    assert read_events(out)
    assert said(out, "en")
    with wave.open(str(out / "speech.es.wav")) as file:
        assert file.getframerate() == 8_000


def end(number: signal.Signals, *, turn_into: Exception | None = None) -> list[str]:
    """Send a signal while engines are opened, in a library that does not let it through."""
    said: list[str] = []
    with endable(said.append) as leave_if_told:
        leave_if_told()
        try:
            os.kill(os.getpid(), number)
        except SystemExit:
            if turn_into is not None:
                raise turn_into from None
        leave_if_told()
    return said


@pytest.mark.parametrize("error", [None, ImportError("half a library")])
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_while_engines_are_opened(
    number: signal.Signals, status: int, error: Exception | None
) -> None:
    before = signal.getsignal(number)
    with pytest.raises(SystemExit) as ending:
        end(number, turn_into=error)
    assert ending.value.code == status
    assert signal.getsignal(number) is before


def test_a_reader_that_goes_away_is_no_mistake(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 400)
    out = tmp_path / "out"
    with started("captions", source, "--language", "en", "--pace", "fast", "--out", out) as process:
        lines_until(process, "number 1")
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        stderr = process.stderr.read()
        assert process.wait(30) == 141
    assert "Broken" not in stderr
    assert "Traceback" not in stderr
    assert isinstance(read_events(out)[-1].value, SessionEnded)


@pytest.fixture
def full_soon(tmp_path: Path) -> Iterator[Path]:
    """The folder of a small disk."""
    with small_disk(tmp_path / "disk", "64k") as disk:
        yield disk.folder


def test_a_full_disk(tmp_path: Path, full_soon: Path) -> None:
    source = write_talk(tmp_path / "talk.wav", 120)
    arguments = ["interpret", source, "--from", "en", "--to", "es", "--pace", "fast"]
    done = call(*arguments, "--out", full_soon)
    assert done.status == 1
    assert "No space left on device" in done.stderr
    assert done.stderr.count("No space left") <= 4
    for line in (full_soon / "events.jsonl").read_text(encoding="utf-8").splitlines():
        json.loads(line)
    *whole, last = said(full_soon, "en")
    assert whole == sentences(120)[: len(whole)]
    # Its end may still have been unheard when the disk was full.
    assert sentences(120)[len(whole)].startswith(last)
    with wave.open(str(full_soon / "speech.es.wav")) as file:
        assert file.getnframes() > 8_000
        assert len(file.readframes(1 << 30)) == file.getnframes() * 2


def test_a_disk_that_was_full_before(tmp_path: Path, full_soon: Path) -> None:
    (full_soon / "filler").write_bytes(bytes(64 * 1024))
    source = write_talk(tmp_path / "talk.wav")
    done = call("captions", source, "--language", "en", "--out", full_soon)
    assert done.status == 1
    assert done.stderr.splitlines()[-1] == (
        f"dragoman: cannot write {full_soon}: No space left on device"
    )


def test_a_truncated_file(tmp_path: Path) -> None:
    whole = write_talk(tmp_path / "talk.wav", 12)
    cut = tmp_path / "cut.wav"
    cut.write_bytes(whole.read_bytes()[: 7 * 32_000])
    out = tmp_path / "out"
    result = run("captions", cut, "--language", "en", "--pace", "fast", "--out", out)
    assert result.exit_code == 0
    assert "breaks off after 7.0 s; its header promised 12.0 s" in result.stderr
    assert said(out, "en")[0] == sentences(4)[0]
    assert [one.type for one in read_events(out)].count("warning") == 1


def test_a_killed_apertium(tmp_path: Path) -> None:
    if not list(MODES.glob("eng-spa.mode")) or shutil.which("lt-proc") is None:
        pytest.skip("needs: apt-get install apertium apertium-eng-spa")
    source = write_talk(tmp_path / "talk.wav", 12)
    out = tmp_path / "out"
    arguments = ("interpret", source, "--from", "en", "--to", "es", "--out", out)
    with started(*arguments, "--set", "translate.backend=apertium") as process:
        lines_until(process, " es  ")
        killed = kill_children(process.pid)
        done = ended(process)
    assert killed
    assert done.status == 0
    events = check_whole(out, "end of input")
    told = [one.value for one in events if isinstance(one.value, Warned)]
    assert [one.code for one in told] == ["engine_restarted"]
    assert done.stderr.count(told[0].message) == 1
    assert len(said(out, "es")) == 3
    assert "zorro" in said(out, "es")[2]


def kill_children(pid: int) -> int:
    """Kill what a process has started; how many those were."""
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            children.append(int(stat.parent.name))
    for child in children:
        os.kill(child, signal.SIGKILL)
    return len(children)


def test_an_engine_that_fails_for_good(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav")
    done = call(
        *("captions", source, "--language", "en", "--translate-to", "es", "--pace", "fast"),
        *("--out", tmp_path / "out", "--set", "translate.options.failures=1000"),
    )
    assert done.status == 1
    assert "the fake tongue is tied" in done.stderr


def test_speech_without_ears_is_not_made(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav")
    result = run("interpret", source, "--from", "en", "--to", "es", "--pace", "fast")
    assert result.exit_code == 0
    assert "add --play to hear it" in result.stderr
    assert "speak:" not in result.stderr


def test_without_a_loudspeaker_play_is_refused_before_models_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio(devices=False))
    source = write_talk(tmp_path / "talk.wav")
    result = run("interpret", source, "--from", "en", "--to", "es", "--play")
    assert result.exit_code == 1
    assert result.stderr == "dragoman: sound device default: this machine has no sound output\n"
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("more", "is_told"), [((), True), (("--headphones",), False), (("--out", "out"), True)]
)
def test_that_a_microphone_hears_the_loudspeaker_is_told(
    monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...], is_told: bool
) -> None:
    monkeypatch.setitem(sys.modules, "sounddevice", FakePortAudio())
    arguments = ("interpret", "mic", "--from", "en", "--to", "es", "--play", *more)
    result = run(*arguments, "--set", "recognize.backend=none")
    assert "unknown engine 'none'" in result.stderr, "so far it went"
    assert ("the microphone is not listened to" in result.stderr) == is_told


def test_a_language_that_is_found_out(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav")
    out = tmp_path / "out"
    result = run("captions", source, "--pace", "fast", "--out", out)
    assert result.exit_code == 0
    assert said(out, "en") == sentences(12)
    assert not list(out.glob("captions.source.*"))


def test_standard_input(tmp_path: Path) -> None:
    source = write_talk(tmp_path / "talk.wav")
    command = ["captions", "-", "--language", "en", "--pace", "fast"]
    with source.open("rb") as file, started(*command, stdin=file) as process:
        done = ended(process)
    assert done.status == 0
    assert len(done.stdout.splitlines()) == 3


def test_raw_samples_of_another_rate(tmp_path: Path) -> None:
    pcm = tmp_path / "talk.pcm"
    pcm.write_bytes((talk(4).repeat(3) * 32767).astype("<i2").tobytes())
    result = run("captions", pcm, "--language", "en", "--pace", "fast", "--raw", "s16le:48000")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["[00:00.5] en  The quick fox number 1 jumped."]


@pytest.mark.parametrize(("rate_hz", "channels"), [(16_000, 8), (192_000, 1), (8_000, 2)])
def test_unusual_recordings_are_heard(tmp_path: Path, rate_hz: int, channels: int) -> None:
    samples = talk(4)
    if rate_hz > 16_000:
        samples = samples.repeat(rate_hz // 16_000)
    else:
        samples = samples[:: 16_000 // rate_hz]
    source = write_wav(tmp_path / "talk.wav", samples, rate_hz=rate_hz, channels=channels)
    result = run("captions", source, "--language", "en", "--pace", "fast")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["[00:00.5] en  The quick fox number 1 jumped."]
