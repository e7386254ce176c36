"""Orders and questions by voice: from a recording of who asks to the answer in the ears."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from audio_io.chunk import Samples
from model_store.store import ModelStore
from streaming.events import Event, SceneDescription
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.transcript import Transcript
from tests.dragoman.commands.test_narrate import NOTICE, SETTINGS, loudness, picture, scenes
from tests.dragoman.program import REAL, call, read_events, run
from tests.dragoman.recordings import write_talk, write_wav
from tests.translators.voices import close_engines, engine, spoken

QUESTIONS = (
    "What colour is the bus?",
    "Read it.",
    "What is ahead?",
    "What is the name of the driver?",
    "Repeat.",
)
BEGIN_S, EVERY_S = 5.0, 12.0


def heard(out: Path) -> list[str]:
    finals = (event.value for event in read_events(out))
    return [value.text for value in finals if isinstance(value, Transcript) and value.text]


def test_somebody_speaks_and_it_is_in_the_events(tmp_path: Path) -> None:
    """Fake engines, the whole program: the fake recognizer hears of foxes, which is no question."""
    voice = write_talk(tmp_path / "voice.wav", 8.0)
    out = tmp_path / "out"
    arguments = ("--image", picture(tmp_path), "--listen", voice, "--announce", "text")
    done = run("narrate", *arguments, "--out", out, *SETTINGS)
    assert done.exit_code == 0, done.stderr
    assert "ask a question" in done.stderr
    assert heard(out) == [
        "The quick fox number 1 jumped.",
        "The quick fox number 2 jumped.",
    ]
    events = read_events(out)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert done.stdout.splitlines()[0].endswith(NOTICE)
    assert not [scene for scene in scenes(out, "started") if scene.priority == "answer"]
    assert_nobody_is_interrupted(events)


def assert_nobody_is_interrupted(events: list[Event]) -> None:
    """Nothing but answers and hazards begins while somebody speaks."""
    is_voice = False
    for event in events:
        value = event.value
        if isinstance(value, SpeechStarted | SpeechStopped):
            is_voice = isinstance(value, SpeechStarted)
        elif isinstance(value, SceneDescription) and value.state == "started":
            assert not is_voice or value.priority in ("answer", "hazard"), value


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("--listen", "nowhere.wav"), 1, "nowhere.wav"),
        (("--listen", "mic", "--pace", "fast"), 2, "--listen"),
    ],
)
def test_mistakes_are_told_in_a_line(
    tmp_path: Path, arguments: tuple[str, ...], status: int, said: str
) -> None:
    done = run("narrate", "--image", picture(tmp_path), *arguments, *SETTINGS)
    assert done.exit_code == status
    assert said in done.stderr.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.shared
@pytest.mark.timeout(300)
def test_real_questions_about_a_bus(shared: Path, store: ModelStore, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr", reason="needs: pip install 'dragoman[camera]'")
    if shutil.which("espeak-ng") is None:
        pytest.skip("needs: apt-get install espeak-ng")
    store.pull("whisper-tiny.en")
    settings = (
        "detect.backend=onnx_detector",
        f"detect.options.model={shared / 'models/fastestdet-coco/FastestDet.onnx'}",
        "answer.backend=facts",
        "speak.backend=espeak_ng",
        f"models.cache={store.cache}",
    )
    chosen = [part for setting in settings for part in ("--set", setting)]
    out, voice = tmp_path / "out", questions(store, tmp_path / "voice.wav")
    image = shared / "data/images/street_1.jpg"
    arguments = ("--image", image, "--listen", voice, "--profile", "light", "--offline")
    done = call("narrate", *arguments, "--out", out, *chosen, module=REAL, timeout_s=200.0)
    assert done.status == 0, done.stderr
    assert len(heard(out)) == len(QUESTIONS), heard(out)
    answers = [scene for scene in scenes(out, "finished") if scene.priority == "answer"]
    colour, text, ahead, unknown, again = (answer.text for answer in answers)
    assert "bus" in colour.lower()
    assert "purple" in colour
    assert "96" in text
    assert "south tyne" in text.lower()
    assert "12 o'clock" in ahead or "ahead" in ahead
    assert unknown == "I cannot tell."
    assert again == unknown
    assert_nobody_is_interrupted(read_events(out))
    rate_hz, samples = loudness(out / "narration.wav")
    for answer in (scene for scene in scenes(out, "started") if scene.priority == "answer"):
        begin = round(answer.at_s * rate_hz)
        assert samples[begin : begin + rate_hz].max() > 1000, answer


def questions(store: ModelStore, path: Path) -> Path:
    """Somebody who asks the questions, one after the other."""
    speaker = engine("kokoro", store)
    rate_hz = speaker.traits.sample_rate_hz
    pieces: list[Samples] = [np.zeros(round(BEGIN_S * rate_hz), np.float32)]
    for question in QUESTIONS:
        said = spoken(speaker, question)
        pieces.extend((said, np.zeros(max(0, round(EVERY_S * rate_hz) - len(said)), np.float32)))
    close_engines()
    return write_wav(path, np.concatenate(pieces), rate_hz=rate_hz)
