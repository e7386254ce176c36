"""Other people's tools run Dragoman, and find what ours does."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from bench.agents.install import ENVIRONMENT, PROJECT, installed
from bench.prompts import find_prompts
from bench.sound import write_wav
from bench.talk import join_talk
from bench.words import word_errors
from configs.errors import MissingPart
from model_store.store import ModelStore

pytestmark = [
    pytest.mark.slow,
    pytest.mark.models,
    pytest.mark.skipif(
        not installed(), reason="other scorers are not here: python -m bench.agents install"
    ),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, store: ModelStore) -> Path:
    """A short talk with the lists that both tools ask for."""
    try:
        prompts = find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    store.ensure("whisper-tiny.en")
    folder = tmp_path_factory.mktemp("agents")
    talk = join_talk([prompts["vm-newuser"], prompts["conf-onlyone"]], seed=1)
    write_wav(folder / "talk.wav", talk.samples)
    (folder / "wavs.txt").write_text(f"{folder / 'talk.wav'}\n")
    (folder / "texts.txt").write_text(f"{talk.text}\n")
    return folder


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [str(ENVIRONMENT / "bin" / command[0]), *command[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def is_right(heard: str, folder: Path) -> bool:
    said = (folder / "texts.txt").read_text()
    return word_errors([said], [heard], "en").rate < 0.15


def test_simuleval_runs_our_agent(folder: Path) -> None:
    run(
        folder,
        *("simuleval", "--agent", str(PROJECT / "bench" / "agents" / "simuleval_agent.py")),
        *("--source", "wavs.txt", "--target", "texts.txt", "--source-segment-size", "500"),
        *("--language", "en", "--model", "whisper-tiny.en", "--output", "simuleval"),
        *("--quality-metrics", "BLEU", "--latency-metrics", "LAAL"),
    )
    (line,) = (folder / "simuleval" / "instances.log").read_text().splitlines()
    found = json.loads(line)
    assert is_right(found["prediction"], folder)
    # Words come while the talk goes on, not at its end.
    assert found["delays"] == sorted(found["delays"])
    assert found["delays"][0] < found["source_length"] / 3


@pytest.mark.parametrize("shows", ["stable", "all"])
def test_simulstream_runs_our_processor(folder: Path, shows: str) -> None:
    settings = {
        "type": "bench.agents.simulstream_processor.DragomanProcessor",
        "speech_chunk_size": 0.5,
        "language": "en",
        "model": "whisper-tiny.en",
        "shows": shows,
        "detokenizer_type": "simuleval",
        "latency_unit": "word",
    }
    (folder / "settings.yaml").write_text(json.dumps(settings))
    log = folder / f"{shows}.jsonl"
    run(
        folder,
        *("simulstream_inference", "--speech-processor-config", "settings.yaml"),
        *("--wav-list-file", "wavs.txt", "--metrics-log-file", log.name),
    )
    words: list[str] = []
    for row in map(json.loads, log.read_text().splitlines()):
        gone = row.get("deleted_tokens", [])
        assert not gone or shows == "all"
        words = [*words[: len(words) - len(gone)], *row.get("generated_tokens", [])]
    assert is_right(" ".join(words), folder)
    printed = run(
        folder, "simulstream_stats", "--eval-config", "settings.yaml", "--log-file", log.name
    )
    stats = json.loads(printed.partition("Stats:")[2])
    assert (stats["normalized_erasure"]["value"] == 0) == (shows == "stable")
