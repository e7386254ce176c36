from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench import plots
from bench.plots import PLOTS, draw_plots
from configs.errors import MissingPart
from tests.bench.made import some_results

pytest.importorskip("matplotlib", reason="pip install matplotlib")


def test_each_plot_is_drawn_with_both_systems(tmp_path: Path) -> None:
    written = draw_plots(some_results(), tmp_path, prefix="a-")
    assert [path.name for path in written] == [f"a-{name}-en.svg" for name in PLOTS]
    for path in written:
        text = "".join(ElementTree.parse(path).getroot().itertext())
        assert "Dragoman" in text
        assert "Other" in text
        assert path.stat().st_size < 60_000


def test_the_same_results_make_the_same_files(tmp_path: Path) -> None:
    first = draw_plots(some_results(), tmp_path / "first")
    second = draw_plots(some_results(), tmp_path / "second")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_pictures_can_be_had_as_well(tmp_path: Path) -> None:
    written = draw_plots(some_results(), tmp_path, formats=("png",))
    path = next(path for path in written if path.stem == "memory-en")
    assert path.read_bytes().startswith(b"\x89PNG")


def test_without_matplotlib_the_command_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "find_spec", lambda name: None)
    with pytest.raises(MissingPart, match="pip install matplotlib"):
        draw_plots(some_results(), tmp_path)
