import os
from pathlib import Path

import pytest

from bench.ours import caption_live, pinned
from bench.prompts import find_prompts
from bench.sound import write_wav
from bench.talk import join_talk
from bench.words import word_errors
from configs.errors import MissingPart
from model_store.store import ModelStore
from tests.bench.made import talk

CORES = tuple(sorted(os.sched_getaffinity(0))[:1])


def test_what_is_started_stays_on_its_cores() -> None:
    before = os.sched_getaffinity(0)
    with pinned(CORES):
        assert os.sched_getaffinity(0) == set(CORES)
    assert os.sched_getaffinity(0) == before


def test_a_run_that_fails_says_why(tmp_path: Path) -> None:
    write_wav(tmp_path / "talk.wav", talk().samples)
    trace = caption_live(
        tmp_path / "talk.wav", "no-such-model", "en", tmp_path / "out", cores=CORES
    )
    assert "no-such-model" in trace.error
    assert (trace.talk, trace.shown) == ("talk", ())


@pytest.mark.slow
@pytest.mark.models
def test_a_talk_becomes_a_trace_with_its_costs(tmp_path: Path, store: ModelStore) -> None:
    try:
        prompts = find_prompts("en")
    except MissingPart as missing:
        pytest.skip(str(missing))
    store.ensure("whisper-tiny.en")
    short = join_talk([prompts["conf-onlyone"]], seed=1)
    write_wav(tmp_path / "short.wav", short.samples)
    trace = caption_live(
        tmp_path / "short.wav", "whisper-tiny.en", "en", tmp_path / "out", cores=CORES
    )
    assert trace.error == ""
    assert word_errors([short.text], [trace.text], "en").rate < 0.3
    assert trace.done_s >= short.duration_s
    assert len(trace.usage) >= int(short.duration_s)
    times_s = [one.elapsed_s for one in trace.usage]
    cpu_s = [one.cpu_s for one in trace.usage]
    assert times_s == sorted(times_s)
    assert 0 <= cpu_s[0] <= cpu_s[-1] < 3 * short.duration_s
    assert all(20 < one.memory_mb < 4_000 for one in trace.usage)
