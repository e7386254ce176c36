import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import termios
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from streaming.events import SceneDescription, SessionEnded
from tests.conftest import PROJECT
from tests.dragoman.program import FAKES, REAL, call, ended, lines_until, read_events, run, started
from tests.video_io.made import textured, write_film, write_picture

NOTICE = "Not for navigation safety."
PERSON = "A person at 12 o'clock"
EYES = ("detect", "read", "describe", "answer")
SETTINGS = [part for role in EYES for part in ("--set", f"{role}.backend=fake")]


def picture(folder: Path) -> Path:
    return write_picture(folder / "door.png", textured())


def film(folder: Path, duration_s: float = 60.0) -> Path:
    return write_film(folder / "door.mkv", [textured()] * round(duration_s), fps=1)


def scenes(folder: Path, state: str) -> list[SceneDescription]:
    values = (event.value for event in read_events(folder))
    return [each for each in values if isinstance(each, SceneDescription) and each.state == state]


def loudness(path: Path) -> tuple[float, np.ndarray]:
    with wave.open(str(path)) as file:
        samples = np.frombuffer(file.readframes(1 << 30), "<i2")
        return file.getframerate(), np.abs(samples)


def test_a_picture_becomes_lines_events_and_speech(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("--image", picture(tmp_path), "--pace", "fast", "--out", out, "--verbosity", "3")
    done = run("narrate", *arguments, *SETTINGS)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f"[00:00.0] {NOTICE}"
    assert PERSON in lines[1]
    assert "Somebody waits at a door." in done.stdout
    said = scenes(out, "finished")
    assert [f"] {scene.text}" for scene in said] == [line[line.index("]") :] for line in lines]
    rate_hz, samples = loudness(out / "narration.wav")
    for scene in scenes(out, "started"):
        begin = round(scene.at_s * rate_hz)
        assert samples[begin + 100 : begin + 1000].max() > 0, scene
    assert "events.jsonl, narration.wav" in done.stderr


def test_no_picture_is_kept_and_none_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*arguments: object) -> None:
        raise AssertionError(f"a connection to {arguments[1:]}")

    for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(socket.socket, "connect", connect)
    out = tmp_path / "out"
    arguments = ("--image", picture(tmp_path), "--pace", "fast", "--out", out, "--verbosity", "3")
    done = run("narrate", *arguments, *SETTINGS)
    assert done.exit_code == 0, done.stderr
    files = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")}
    assert files == {"door.png", "out/events.jsonl", "out/narration.wav"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "A person at 12 o'clock"),
        (("--set", "narrate.directions=sides"), "A person ahead"),
        (("--set", "narrate.directions=sides", "--directions", "clock"), "A person at 12 o'clock"),
        (("--set", "narrate.language=de"), "Eine Person auf 12 Uhr"),
        (("--set", "narrate.language=de", "--language", "English"), "A person at 12 o'clock"),
        (("--set", "narrate.sure_from=0.95"), "Possibly a person"),
    ],
)
def test_settings_say_how_it_is_told_and_options_win(
    tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    arguments = ("--image", picture(tmp_path), "--pace", "fast", *options)
    assert said in run("narrate", *arguments, *SETTINGS).stdout


def test_directions_and_language(tmp_path: Path) -> None:
    arguments = ("--image", picture(tmp_path), "--pace", "fast", "--directions", "sides")
    assert "A person ahead" in run("narrate", *arguments, *SETTINGS).stdout
    german = run("narrate", *arguments, "--language", "de", *SETTINGS).stdout
    assert "Eine Person geradeaus" in german


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--image", "nowhere.jpg"), 1, "nowhere.jpg: there is no such file"),
        (("--image", __file__), 1, "it is no picture that can be read"),
        (("--video", "nowhere.mp4"), 1, "nowhere.mp4: "),
        (("--image", "a.jpg", "--video", "b.mp4"), 2, "--video or --image, not both"),
        (("--camera", "0", "--pace", "fast"), 2, "only files go fast"),
        (("--video", "b.mp4", "--pace", "fast", "--announce", "braille"), 2, "needs --pace"),
        (("--camera", "/dev/video-nowhere", *SETTINGS), 1, "/dev/video-nowhere: it is not there"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments: tuple[str, ...], status: int, said: str) -> None:
    done = run("narrate", *arguments)
    assert done.exit_code == status
    assert said in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    out = tmp_path / "file" / "out"
    done = run("narrate", "--image", picture(tmp_path), "--out", out, *SETTINGS)
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1].startswith("dragoman: cannot write ")


@pytest.mark.skipif(sys.platform == "win32", reason="NVDA may be there")
def test_a_way_out_that_is_not_there(tmp_path: Path) -> None:
    done = run("narrate", "--image", picture(tmp_path), "--announce", "nvda", *SETTINGS)
    assert done.exit_code == 1
    assert "it runs on Windows only" in done.stderr.splitlines()[-1]


def test_it_ends_when_nobody_reads_its_lines(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("--video", film(tmp_path), "--announce", "text", "--out", out)
    with started("narrate", *arguments, *SETTINGS) as process:
        lines_until(process, NOTICE)
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        done = ended(process, timeout_s=30.0)
    assert done.status == 141
    assert isinstance(read_events(out)[-1].value, SessionEnded)


def test_ctrl_c_keeps_what_was_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    arguments = ("--video", film(tmp_path), "--announce", "text", "--out", out)
    with started("narrate", *arguments, *SETTINGS) as process:
        lines_until(process, PERSON)
        process.send_signal(signal.SIGINT)
        done = ended(process)
    assert done.status == 130
    last = read_events(out)[-1].value
    assert isinstance(last, SessionEnded)
    assert last.reason == "stopped"
    assert len(scenes(out, "started")) == len(scenes(out, "cut")) + len(scenes(out, "finished"))
    _, samples = loudness(out / "narration.wav")
    assert samples.max() > 0


@contextmanager
def at_a_terminal(*arguments: str | Path) -> Iterator[tuple[subprocess.Popen[str], int, int]]:
    """The program with a terminal of its own for input: the process, and the terminal's ends."""
    ours, theirs = os.openpty()

    def take_the_terminal() -> None:
        fcntl.ioctl(theirs, termios.TIOCSCTTY, 0)

    process = subprocess.Popen(
        [sys.executable, "-m", FAKES, *map(str, arguments)],
        cwd=PROJECT,
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=take_the_terminal,
    )
    with process:
        try:
            yield process, ours, theirs
        finally:
            if process.poll() is None:
                process.kill()
            os.close(ours)
            os.close(theirs)


def test_keys_are_taken_and_the_terminal_is_given_back(tmp_path: Path) -> None:
    arguments = ("narrate", "--video", film(tmp_path), "--announce", "text", *SETTINGS)
    with at_a_terminal(*arguments) as (process, ours, theirs):
        before = termios.tcgetattr(theirs)
        lines_until(process, PERSON)
        assert not termios.tcgetattr(theirs)[3] & (termios.ICANON | termios.ECHO)
        for key, said in (("t", "It reads: EXIT"), ("3", "Detail level 3"), ("a", PERSON)):
            os.write(ours, key.encode())
            lines_until(process, said)
        os.write(ours, b"\x1b[Ax")  # an arrow, and a key that means nothing
        os.write(ours, b"q")
        done = ended(process, timeout_s=20.0)
        assert termios.tcgetattr(theirs) == before
    assert done.status == 0
    assert "q quit" in done.stderr


@pytest.mark.parametrize("signals", [1, 2])
def test_the_terminal_is_given_back_after_a_signal(tmp_path: Path, signals: int) -> None:
    arguments = ("narrate", "--video", film(tmp_path), "--announce", "text", *SETTINGS)
    with at_a_terminal(*arguments) as (process, _, theirs):
        before = termios.tcgetattr(theirs)
        lines_until(process, NOTICE)
        for _ in range(signals):
            process.send_signal(signal.SIGTERM)
        done = ended(process)
        assert termios.tcgetattr(theirs) == before
    assert done.status == 143


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.timeout(600)
def test_a_real_film_with_a_real_detector(shared: Path, tmp_path: Path) -> None:
    model = shared / "models/fastestdet-coco/FastestDet.onnx"
    source = shared / "data/video/people_one_by_one.mp4"
    if not (model.is_file() and source.is_file()):
        pytest.skip(f"there is no {model} or no {source}")
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs: apt-get install espeak-ng")
    settings = (
        "detect.backend=onnx_detector",
        f"detect.options.model={model}",
        "speak.backend=espeak_ng",
    )
    chosen = [part for setting in settings for part in ("--set", setting)]
    arguments = ("--video", source, "--pace", "fast", "--offline", "--out", tmp_path / "out")
    done = call("narrate", *arguments, *chosen, module=REAL, timeout_s=500.0)
    assert done.status == 0, done.stderr
    told = [
        scene
        for scene in scenes(tmp_path / "out", "started")
        if scene.reason in ("scene", "entered") and "person" in scene.text.lower()
    ]
    assert len(told) == 6, done.stdout
    rate_hz, samples = loudness(tmp_path / "out" / "narration.wav")
    for scene in told:
        begin = round(scene.at_s * rate_hz)
        assert samples[begin : begin + round(rate_hz)].max() > 1000, scene
