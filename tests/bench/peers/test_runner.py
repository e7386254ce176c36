from pathlib import Path

import pytest

from bench.peers.registry import PeerUnknown
from bench.peers.runner import run_peer, run_sessions, session_path
from bench.prompts import find_prompts
from bench.sound import read_samples, trim, write_wav
from bench.trace import read_trace
from bench.words import word_errors
from model_store.store import ModelStore
from tests.bench.peers.made import wav_of

PROMPT = "vm-tmpexists"
CORE = (0,)


@pytest.fixture
def said(tmp_path: Path) -> tuple[Path, str]:
    """A few seconds of a prompt, and what is said in it."""
    prompt = find_prompts("en")[PROMPT]
    path = tmp_path / "said.wav"
    write_wav(path, trim(read_samples(prompt.path)))
    return path, prompt.text


@pytest.fixture
def silence(tmp_path: Path) -> Path:
    return wav_of(tmp_path / "silence.wav", bytes(3200))


def test_an_unknown_peer_is_the_callers_mistake(silence: Path, tmp_path: Path) -> None:
    with pytest.raises(PeerUnknown):
        run_peer("nobody", silence, tmp_path, "en", tmp_path / "trace.json")


def test_a_peer_that_is_not_installed_says_so_in_its_trace(silence: Path, tmp_path: Path) -> None:
    out = tmp_path / "trace.json"
    trace = run_peer("whisperlive", silence, tmp_path, "en", out, root=tmp_path)
    assert trace.error == (
        "not installed; install it with: python -m bench.peers install whisperlive"
    )
    assert (trace.system, trace.talk, trace.text) == ("whisperlive", "silence", "")
    assert read_trace(out) == trace


def test_what_a_driver_said_last_is_its_error(silence: Path, tmp_path: Path) -> None:
    out = tmp_path / "trace.json"
    out.write_text("an old trace", encoding="utf-8")
    trace = run_peer("naive", silence, tmp_path / "no-model", "en", out)
    assert "model" in trace.error
    assert "\n" not in trace.error
    assert read_trace(out) == trace


def test_a_core_that_is_not_there_is_an_error(silence: Path, tmp_path: Path) -> None:
    trace = run_peer("naive", silence, tmp_path, "en", tmp_path / "trace.json", cores=(9999,))
    assert trace.error.startswith("OSError")


def test_a_recording_that_is_none_is_an_error(tmp_path: Path) -> None:
    text = tmp_path / "text.wav"
    text.write_text("not a sound at all", encoding="utf-8")
    assert "RIFF" in run_peer("naive", text, tmp_path, "en", tmp_path / "trace.json").error


@pytest.mark.models
@pytest.mark.slow
def test_the_naive_baseline_hears_what_is_said(
    said: tuple[Path, str], tmp_path: Path, store: ModelStore
) -> None:
    wav, text = said
    model = store.pull("whisper-tiny.en")
    out = tmp_path / "traces" / "naive.json"
    first, second = run_sessions("naive", wav, model, "en", out, sessions=2, cores=CORE)
    for trace in (first, second):
        assert trace.error == ""
        assert word_errors([text], [trace.text], "en").rate < 0.3
        assert any(shown.unstable and not shown.stable for shown in trace.shown)
        times = [shown.elapsed_s for shown in trace.shown]
        assert times == sorted(times)
        assert all(shown.heard_s <= shown.elapsed_s for shown in trace.shown)
        assert trace.done_s >= trace.shown[-1].heard_s
    assert read_trace(out) == first
    assert read_trace(session_path(out, 1)) == second
    assert second.usage == ()
    assert 0 < first.usage[-1].cpu_s < first.usage[-1].elapsed_s * 1.2
    assert first.usage[-1].memory_mb > 50
