import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bench.gpu.__main__ import main
from bench.gpu.costs import Costs, Load, sessions
from bench.gpu.shapes import SHAPES
from translators.backends import whisper_network

LOAD = Load(new_tokens=5, step_s=0.4)


def test_a_pass_is_encoder_prompt_and_every_token_after_the_first():
    assert Costs(4, 0.1, 0.02, 0.01, 0).pass_s(LOAD) == pytest.approx(0.16)


def test_as_many_batches_as_fit_into_a_step():
    one, eight = Costs(1, 0.02, 0.0, 0.005, 0), Costs(8, 0.08, 0.0, 0.005, 0)
    assert sessions([one], LOAD) == 10
    assert sessions([one, eight], LOAD) == 32


def test_a_device_that_is_too_slow_carries_none():
    assert sessions([Costs(1, 0.5, 0.1, 0.01, 0)], LOAD) == 0


@given(st.lists(st.builds(Costs, st.integers(1, 64), *[st.floats(0.001, 2.0)] * 3, st.just(0))))
def test_the_sessions_fit_into_the_step(costs):
    carried = sessions(costs, LOAD)
    assert carried == 0 or any(
        carried % one.batch == 0 and carried / one.batch * one.pass_s(LOAD) <= LOAD.step_s + 1e-9
        for one in costs
    )


def test_shapes_are_those_of_the_published_models():
    turbo = SHAPES["large-v3-turbo"].settings()
    assert (turbo["encoder_layers"], turbo["decoder_layers"]) == (32, 4)
    assert all(shape.width == 64 * shape.heads for shape in SHAPES.values())


@pytest.mark.torch
def test_it_measures_on_a_processor(tmp_path):
    out = tmp_path / "costs.json"
    arguments = ["--shape", "tiny", "--device", "cpu", "--dtype", "float32", "--rounds", "1"]
    arguments += ["--batch", "1", "--batch", "2", "--window", "2", "--tokens", "2"]
    result = CliRunner().invoke(main, [*arguments, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "sessions that get a pass" in result.output
    costs = json.loads(out.read_text())["costs"]
    assert [one["batch"] for one in costs] == [1, 2]
    assert all(one[part] > 0 for one in costs for part in ("encode_s", "prefill_s", "token_s"))


def test_what_is_missing_is_one_line(monkeypatch):
    monkeypatch.setattr(whisper_network, "missing_packages", lambda: ("torch",))
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "bench: the extra torch (torch) is not installed; "
        "install it with: pip install 'dragoman[torch]'"
    ]


@pytest.mark.torch
def test_no_gpu_is_one_line():
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is a GPU here")
    result = CliRunner().invoke(main, ["--device", "cuda"])
    assert result.exit_code == 2
    assert "no CUDA device" in result.output
