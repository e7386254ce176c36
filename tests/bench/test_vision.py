from pathlib import Path

import pytest

from bench.vision import Cost, main, table
from tests.translators import onnx_graphs
from tests.video_io.made import textured, write_film, write_picture


def test_a_stage_as_a_row() -> None:
    row = Cost("detect", (10.0,) * 19 + (30.0,), (20.0,) * 20).row(5.0)
    assert row == ("detect", "20", "10.0", "11.0", "20.0", "10 %")


def test_a_table() -> None:
    assert table(("a", "b"), [("1", "2")]) == "| a | b |\n|---|---|\n| 1 | 2 |"


def test_it_measures_every_stage_and_tells_what_is_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_picture(tmp_path / "a.png", textured())
    write_film(tmp_path / "b.mkv", [textured(seed) for seed in (1, 1, 2)])
    graph = onnx_graphs.fastestdet(tmp_path / "told.onnx")
    settings = ("detect.backend=onnx_detector", f"detect.options.model={graph}", "camera.fps=10")
    changes = [word for setting in settings for word in ("--set", setting)]
    main(["--pictures", str(tmp_path), "--films", str(tmp_path), *changes])
    said = capsys.readouterr().out
    assert "| a.png | dog 0.90 at 0.25" in said
    assert "b.mkv: 320 x 240, 3 pictures, 2 worth a look" in said
    for stage, pictures in (("decode", 1), ("change gate", 3), ("detect", 3), ("read", 1)):
        assert f"| {stage} | {pictures} |" in said
