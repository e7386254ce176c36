from rich.console import Console

from bench.comparison import comparison_table, comparisons
from tests.bench.made import some_results


def test_systems_stand_side_by_side_with_medians_over_talks() -> None:
    (found,) = comparisons(some_results())
    assert found.systems == ("one pass", "Dragoman", "Other")
    assert found.title == "en, whisper-tiny.en, medians over 2 talks (62 s)"
    rows = dict(found.rows)
    assert rows["word error rate, %"] == ("4.0", "6.0", "20.0")
    assert rows["promised word, mean · p50 · p95 s"] == ("-", *["0.40 · 0.40 · 0.50"] * 2)
    # What nobody has is left out.
    assert "normalized erasure" not in rows
    assert found.errors == ("Other, en-2: it fell over",)


def test_a_terminal_shows_it_with_its_errors() -> None:
    (found,) = comparisons(some_results())
    console = Console(width=120)
    with console.capture() as captured:
        console.print(comparison_table(found))
    text = captured.get()
    assert "Dragoman" in text
    assert "it fell over" in text
