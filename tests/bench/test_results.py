import re
from pathlib import Path

import pytest

from bench.results import Machine, Results, Run, read_results, this_machine, write_results
from configs.errors import DragomanError, OutputError
from tests.bench.made import some_results


def test_what_is_written_can_be_read(tmp_path: Path) -> None:
    results = some_results()
    path = write_results(results, tmp_path / "new")
    assert path.name == "made.json"
    assert read_results(path) == results
    assert isinstance(results.runs[0], Run)
    assert isinstance(results.machine, Machine)


def test_what_holds_no_results_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    for text in ("[]", "{}", "no JSON", '{"machine": {"cores": 2}, "runs": []}'):
        path.write_text(text)
        with pytest.raises(DragomanError, match=r"other\.json does not hold results"):
            read_results(path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file"):
        write_results(some_results(), tmp_path / "file")


def test_the_machine_is_this_one() -> None:
    machine = this_machine((0,))
    assert machine.cores == 1
    assert machine.memory_gb > 0.1
    assert machine.processor
    assert re.fullmatch(r"\w+ [\d.]+", machine.system)
    assert isinstance(Results("", "", "", machine, ()), Results)
