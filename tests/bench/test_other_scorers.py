"""Other people's scorers on our logs: their figures must be ours."""

import csv
import json
import random
import re
import subprocess
from pathlib import Path

import pytest

from bench.agents.install import ENVIRONMENT, installed
from bench.emissions import emissions
from bench.erasure import erasure
from bench.lagging import average_lagging, length_adaptive_lagging, yet_another_lagging
from bench.latency import lagging
from bench.logs import passages, write_logs
from bench.resegment import passage_of_words
from bench.trace import Trace
from bench.truth import Truth
from tests.bench.made import shown, spoken_truth

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not installed(), reason="other scorers are not here: python -m bench.agents install"
    ),
]

TEXT = """
the party you are trying to reach does not accept calls please press star for help or hang
up and dial one of these numbers again later this mailbox is full good bye
"""
WORDS = TEXT.split()
FLAGS = ("NO", "YES")


def a_talk(seed: int) -> tuple[Trace, Truth]:
    """Passages of random words, and somebody who mishears, loses, doubles and takes back some."""
    draw = random.Random(seed)
    texts = [" ".join(draw.choices(WORDS, k=draw.randint(3, 12))) + "." for _ in range(8)]
    starts_s = [1.0]
    for text in texts[:-1]:
        starts_s.append(starts_s[-1] + len(text.split()) / 2 + draw.uniform(0.5, 1.2))
    truth = spoken_truth(*zip(starts_s, texts, strict=True), duration_s=60.0)
    moments: list[tuple[float, str, str]] = []
    sure = ""
    at_s = 0.0
    for word in truth.words:
        text = draw.choice([*[word.text] * 6, "plus", "", f"{word.text} {word.text}"])
        at_s = max(at_s, word.end_s + draw.uniform(0.1, 1.5))
        moments.append((at_s, sure, f" {draw.choice([text, 'maybe'])}"))
        sure = f"{sure} {text}".strip()
        at_s += 0.2
        moments.append((at_s, sure, ""))
    return shown(*moments, lag_s=0.125, talk=f"made-{seed}"), truth


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        [str(ENVIRONMENT / "bin" / command[0]), *command[1:]],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def omnisteval(form: str, *options: str, cwd: Path) -> dict[str, float]:
    run("omnisteval", form, "--word_level", "--output_folder", form, *options, cwd=cwd)
    with (cwd / form / "scores.tsv").open() as lines:
        rows = csv.DictReader(lines, delimiter="\t")
        numbers = {row["metric"]: row["value"] for row in rows if row["value"] not in FLAGS}
    return {metric: float(value) for metric, value in numbers.items()}


@pytest.mark.parametrize("seed", range(3))
def test_omnisteval_prints_our_lagging_of_a_whole_talk(seed: int, tmp_path: Path) -> None:
    trace, truth = a_talk(seed)
    write_logs(trace, truth, tmp_path)
    theirs = omnisteval(
        "longform",
        *("--speech_segmentation", "segments.yaml", "--ref_sentences_file", "references.txt"),
        *("--hypothesis_file", "longform.jsonl"),
        cwd=tmp_path,
    )
    for kind, aware in (("CA", True), ("CU", False)):
        ours = lagging(emissions(trace), truth, aware=aware)
        assert ours.average is not None
        assert ours.length_adaptive is not None
        assert ours.yet_another is not None
        assert theirs[f"LongAL ({kind})"] == pytest.approx(1000 * ours.average, abs=1e-3)
        assert theirs[f"LongLAAL ({kind})"] == pytest.approx(1000 * ours.length_adaptive, abs=1e-3)
        assert theirs[f"LongYAAL ({kind})"] == pytest.approx(1000 * ours.yet_another, abs=1e-3)
    rows = (tmp_path / "longform" / "instances.resegmented.jsonl").read_text().splitlines()
    homes = passage_of_words(trace.text.split(), [one.text for one in truth.passages])
    for index, row in enumerate(map(json.loads, rows)):
        own = [w for w, home in zip(trace.text.split(), homes, strict=True) if home == index]
        assert row["prediction"].split() == own


def test_omnisteval_prints_our_lagging_of_each_passage(tmp_path: Path) -> None:
    trace, truth = a_talk(7)
    write_logs(trace, truth, tmp_path)
    theirs = omnisteval(
        "shortform",
        *("--hypothesis_file", "passages.jsonl", "--ref_sentences_file", "passages.txt"),
        cwd=tmp_path,
    )
    rows = [
        (row["elapsed"], row["source_length"], len(row["reference"].split()))
        for row in passages(trace, truth)
    ]
    yaal = [found for row in rows if (found := yet_another_lagging(*row)) is not None]
    assert theirs["AL (CA)"] == pytest.approx(
        _mean([average_lagging(*row) for row in rows]), abs=1e-3
    )
    assert theirs["LAAL (CA)"] == pytest.approx(
        _mean([length_adaptive_lagging(*row) for row in rows]), abs=1e-3
    )
    assert theirs["YAAL (CA)"] == pytest.approx(_mean(yaal), abs=1e-3)


def test_simuleval_prints_our_lagging_of_each_passage(tmp_path: Path) -> None:
    trace, truth = a_talk(8)
    write_logs(trace, truth, tmp_path)
    (tmp_path / "instances.log").write_text((tmp_path / "passages.jsonl").read_text())
    (tmp_path / "config.yaml").write_text("source_type: speech\ntarget_type: text\n")
    printed = run(
        *("simuleval", "--score-only", "--output", ".", "--computation-aware"),
        *("--latency-metrics", "AL", "LAAL"),
        cwd=tmp_path,
    )
    rows = [
        (row["elapsed"], row["source_length"], len(row["reference"].split()))
        for row in passages(trace, truth)
    ]
    lines = [line.split() for line in printed.splitlines()]
    head = next(line for line in lines if "LAAL_CA" in line)
    values = dict(zip(head, lines[lines.index(head) + 1][1:], strict=True))
    assert float(values["LAAL_CA"]) == pytest.approx(
        _mean([length_adaptive_lagging(*row) for row in rows]), abs=1e-2
    )
    assert float(values["AL_CA"]) == pytest.approx(
        _mean([average_lagging(*row) for row in rows]), abs=1e-2
    )


def test_simulstream_prints_our_lagging_and_erasure(tmp_path: Path) -> None:
    trace, truth = a_talk(9)
    write_logs(trace, truth, tmp_path)
    told = ("--eval-config", "simulstream.yaml", "--log-file")
    printed = run("simulstream_stats", *told, "simulstream-shown.jsonl", cwd=tmp_path)
    stats = json.loads(printed.partition("Stats:")[2])
    assert stats["normalized_erasure"]["value"] == pytest.approx(erasure(trace))
    printed = run(
        *("simulstream_score_latency", *told, "simulstream.jsonl"),
        *("--audio-definition", "segments.yaml", "--reference", "references.txt"),
        *("--scorer", "stream_laal"),
        cwd=tmp_path,
    )
    unaware, aware = map(float, re.findall(r"=([\d.]+)", printed.splitlines()[-1]))
    ours = lagging(emissions(trace), truth, aware=True)
    assert ours.length_adaptive is not None
    # Theirs finds the passages of words with mweralign, ours with the alignment of OmniSTEval.
    assert aware == pytest.approx(ours.length_adaptive, abs=0.1)
    assert aware - unaware == pytest.approx(0.125, abs=0.05)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)
