from bench.figures import FIGURES, Figure, figures, medians, printed
from bench.marks import mark
from tests.bench.made import shown, spoken_truth


def test_every_figure_of_the_table_is_computed() -> None:
    trace = shown((2.5, "Press one."), (8.0, "Press one. Hang up."), lag_s=0.5)
    found = figures(mark(trace, spoken_truth((1.0, "Press one."), (7.0, "Hang up."))))
    of_usage = {"cpu", "peak_mb", "growth_mb"}
    assert {key for figure in FIGURES for key in figure.keys} - of_usage <= found.keys()
    assert found["wer"] == 0.0
    assert found["settled_mean"] - found["settled_unaware_mean"] == 0.5


def test_medians_are_of_the_runs_that_have_a_figure() -> None:
    assert medians([{"wer": 0.1}, {"wer": 0.3, "cpu": 2.0}, {"wer": 0.2}, {}]) == {
        "wer": 0.2,
        "cpu": 2.0,
    }


def test_cells_are_for_people() -> None:
    assert printed(Figure(("wer",), "", 1, 100.0), {"wer": 0.1234}) == "12.3"
    assert printed(Figure(("a", "b"), ""), {"b": 1.0}) == "- · 1.00"
    assert printed(Figure(("a",), ""), {}) == ""
