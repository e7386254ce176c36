from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.report_page import main, page, write_page
from bench.results import write_results
from configs.errors import OutputError
from tests.bench.made import some_results

pytest.importorskip("matplotlib", reason="pip install matplotlib")


def test_the_page_tells_machine_command_figures_and_errors() -> None:
    text = page(some_results())
    assert "2 cores of Made CPU, 4 GB, Linux 6, Python 3.11.2" in text
    assert "python -m bench.benchmark --name made" in text
    assert "| | one pass | Dragoman | Other |\n|---|---:|---:|---:|\n" in text
    assert "| word error rate, % | 4.0 | 6.0 | 20.0 |" in text
    assert "- Other, en-2: it fell over" in text


def test_a_run_that_was_stopped_says_so() -> None:
    assert "It was stopped." in page(replace(some_results(), note="It was stopped."))


def test_plots_stand_under_their_language(tmp_path: Path) -> None:
    written = write_page(some_results(), tmp_path)
    text = (tmp_path / "benchmarks.md").read_text(encoding="utf-8")
    for plot in written[1:]:
        assert f"]({plot.name})" in text
    assert "![latency over time, en](benchmark-latency-over-time-en.svg)" in text


def test_the_command_makes_it_from_a_file(tmp_path: Path) -> None:
    path = write_results(some_results(), tmp_path)
    result = CliRunner().invoke(main, [str(path), "--out", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert str(tmp_path / "benchmarks.md") in result.output
    path.write_text("{}")
    result = CliRunner().invoke(main, [str(path), "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "does not hold results" in result.stderr


def test_a_page_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "benchmarks.md").mkdir()
    with pytest.raises(OutputError, match="benchmarks"):
        write_page(some_results(), tmp_path)
