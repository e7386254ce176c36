from pathlib import Path

import pytest
from click.testing import CliRunner

from bench import beside
from bench.beside import Beside, Narrated, main, report
from bench.delays import Spread
from model_store.store import ModelStore
from tests.translators import onnx_graphs
from tests.video_io.made import textured, write_film


def spread(p50_s: float, p95_s: float) -> Spread:
    return Spread(10, p50_s, p50_s, p95_s, p95_s)


def test_what_it_prints() -> None:
    found = Beside(
        words=(spread(0.5, 1.0), spread(0.6, 1.1)),
        finals=(spread(0.4, 0.8), spread(0.4, 0.92)),
        narrated=Narrated(7, 0.023),
    )
    assert found.slower == pytest.approx(1.15)
    printed = report(found)
    assert "| settled word | 0.50 | 0.60 | 1.00 | 1.10 | 1.10 |" in printed
    assert "| end of speech to final | 0.40 | 0.40 | 0.80 | 0.92 | 1.15 |" in printed
    assert "said 7 things; a picture took 23 ms" in printed


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(300)
def test_it_runs_both(tmp_path: Path, store: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        assert len(beside.find_prompts("en"))
    except beside.DragomanError as error:
        pytest.skip(str(error))
    store.pull(beside.MODEL)
    film = write_film(tmp_path / "a.mkv", [textured()] * 120, fps=1)
    graph = onnx_graphs.fastestdet(tmp_path / "told.onnx")
    settings = (
        "detect.backend=onnx_detector",
        f"detect.options.model={graph}",
        "speak.backend=espeak_ng",
    )
    changes = [word for setting in settings for word in ("--set", setting)]
    done = CliRunner().invoke(main, [str(film), "--seconds", "10", *changes])
    assert done.exit_code == 0, done.output
    assert "| settled word |" in done.output
    assert "The narration said" in done.output


def test_a_narration_that_cannot_begin_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    film = tmp_path / "no.mkv"
    film.write_text("no film")
    monkeypatch.setattr(beside, "caption_live", _captioned)
    with (
        pytest.raises(beside.DragomanError, match="did not begin"),
        beside._narration(film, tmp_path / "out", (), ()),
    ):
        pass


def _captioned(*arguments: object, **named: object) -> None:
    raise AssertionError("nothing is captioned")
