from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from bench import measuring
from bench.material import Material
from bench.measuring import perform
from bench.peers.runner import run_peer
from bench.results import read_results
from bench.sound import write_wav
from bench.stages import Plan, Stage
from model_store.store import ModelStore
from tests.bench.made import spoken_truth, talk


@pytest.mark.models
def test_what_was_measured_before_ctrl_c_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, store: ModelStore
) -> None:
    folder = store.ensure("whisper-tiny.en")
    wav = tmp_path / "made-1.wav"
    write_wav(wav, np.zeros(16_000, dtype=np.float32))

    def stopped_after_one(plan: Plan) -> Iterator[Stage]:
        yield Stage(talk(), spoken_truth((1.0, "Hello.")), wav, "whisper-tiny.en", folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(measuring, "stages", stopped_after_one)
    # A peer that is not installed is a row with its error, and the others go on.
    monkeypatch.setattr(measuring, "run_peer", partial(run_peer, root=tmp_path / "none"))
    plan = Plan(
        "made",
        tmp_path,
        Material(),
        systems=("whisperlive",),
        cores=(0,),
        command="made by hand",
    )
    results = perform(plan, Console(quiet=True))
    assert results.note == "It was stopped before its end."
    assert read_results(tmp_path / "made.json") == results
    one_pass, peer = results.runs
    assert (one_pass.system, set(one_pass.figures)) == ("one-pass", {"wer"})
    assert (peer.system, peer.figures) == ("whisperlive", {})
    assert "not installed" in peer.error
