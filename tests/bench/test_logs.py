import json
from pathlib import Path

import pytest

from bench.emissions import emissions
from bench.latency import lagging
from bench.logs import longform, passages, simulstream, write_logs
from tests.bench.made import shown, spoken_truth

TRUTH = spoken_truth((1.0, "Press one. Hang up."), (5.0, "Good bye."))
TRACE = shown(
    (1.6, "", "Press"),
    (2.3, "Press one.", " Hand"),
    (3.5, "Press one. Hang up.", ""),
    (6.5, "Press one. Hang up. Good bye.", ""),
    lag_s=0.25,
    talk="made-1",
)


def test_promised_words_become_changes_without_deletions() -> None:
    first, *lines = simulstream(TRACE)
    assert first == {"id": 0, "metadata": {"wav_name": "made-1.wav"}}
    assert [line["generated_tokens"] for line in lines] == [
        ["Press", "one."],
        ["Hang", "up."],
        ["Good", "bye."],
    ]
    assert all(not line["deleted_tokens"] for line in lines)
    assert lines[0]["total_audio_processed"] == pytest.approx(2.05)
    assert lines[0]["computation_time"] == pytest.approx(0.25)


def test_what_is_taken_back_is_deleted() -> None:
    lines = list(simulstream(TRACE, stable=False))[1:]
    words: list[str] = []
    for line in lines:
        gone = line["deleted_tokens"]
        assert words[len(words) - len(gone) :] == gone
        words = [*words[: len(words) - len(gone)], *line["generated_tokens"]]
    assert " ".join(words) == TRACE.text
    assert sum(len(line["deleted_tokens"]) for line in lines) == 1


def test_words_carry_their_delays_in_milliseconds() -> None:
    row = longform(TRACE, TRUTH)
    assert row["source"] == ["made-1.wav"]
    assert row["prediction"] == TRACE.text
    assert row["elapsed"] == pytest.approx([2300, 2300, 3500, 3500, 6500, 6500])
    assert row["delays"] == pytest.approx([2050, 2050, 3250, 3250, 6250, 6250])
    assert row["source_length"] == 10_000


def test_passages_count_from_their_beginning() -> None:
    first, second = passages(TRACE, TRUTH)
    assert first["elapsed"] == pytest.approx([1300, 1300, 2500, 2500])
    assert (second["prediction"], second["source_length"]) == ("Good bye.", 1000)
    assert (second["index"], second["reference"]) == (1, "Good bye.")


def test_a_folder_holds_all_that_the_scorers_ask_for(tmp_path: Path) -> None:
    write_logs(TRACE, TRUTH, tmp_path)
    assert json.loads((tmp_path / "segments.yaml").read_text()) == [
        {"wav": "made-1.wav", "offset": 1.0, "duration": 2.0},
        {"wav": "made-1.wav", "offset": 5.0, "duration": 1.0},
    ]
    assert (tmp_path / "references.txt").read_text() == "Press one. Hang up.\nGood bye.\n"
    for name in ("simulstream", "simulstream-shown", "longform", "passages"):
        lines = (tmp_path / f"{name}.jsonl").read_text().splitlines()
        assert all(json.loads(line) for line in lines)


def test_ours_is_what_omnisteval_printed_for_this_very_log() -> None:
    """OmniSTEval 0.1.10: `omnisteval longform --word_level` on `write_logs(TRACE, TRUTH)`."""
    aware = lagging(emissions(TRACE), TRUTH, aware=True)
    unaware = lagging(emissions(TRACE), TRUTH, aware=False)
    assert (aware.average, aware.length_adaptive, aware.yet_another) == pytest.approx(
        (1.35, 1.35, 1.15)
    )
    assert (unaware.average, unaware.length_adaptive, unaware.yet_another) == pytest.approx(
        (1.1, 1.1, 0.9)
    )
