"""A trace in the formats of other people's scorers, so that their figures can stand beside ours.

`simulstream` reads a row of changes, OmniSTEval and SimulEval read words with their delays. Times
of the first are seconds, of the others milliseconds. What computing took is the distance to live:
the wall time of a moment minus the media time that had been heard.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from bench.emissions import Emission, Moment, emissions
from bench.resegment import passage_of_words
from bench.revisions import changes
from bench.trace import Trace
from bench.truth import Truth

__all__ = ["longform", "passages", "simulstream", "write_logs"]

EVALUATION = {"detokenizer_type": "simuleval", "latency_unit": "word"}
"""What `simulstream` must be told: tokens are words."""

Row = dict[str, Any]


def simulstream(trace: Trace, *, stable: bool = True) -> Iterator[Row]:
    """The lines of a metrics file of `simulstream` 1.0.

    `stable`: only promised words, each when it was promised. Otherwise all that is shown, which
    gives its normalized erasure (case and punctuation count as changes there). Its real time
    factor means nothing here.
    """
    yield {"id": 0, "metadata": {"wav_name": f"{trace.talk}.wav"}}
    if stable:
        for moment, words in groupby(emissions(trace), key=lambda word: word.settled):
            yield _change(moment, [], [word.text for word in words])
        return
    before: list[str] = []
    for shown in trace.shown:
        now = shown.text.split()
        deleted, new = changes(before, now)
        if deleted or new:
            yield _change(Moment(shown.elapsed_s, shown.heard_s), deleted, new)
        before = now


def longform(trace: Trace, truth: Truth) -> Row:
    """The whole talk as one line for OmniSTEval's long form."""
    return {
        "source": [f"{trace.talk}.wav"],
        **_words(emissions(trace), 0.0),
        "source_length": truth.duration_s * 1000,
    }


def passages(trace: Trace, truth: Truth) -> Iterator[Row]:
    """A line for each passage of which anything was heard: OmniSTEval's short form, SimulEval.

    Words find their passage by alignment; times count from the passage's beginning.
    """
    emitted = emissions(trace)
    homes = passage_of_words(
        [word.text for word in emitted], [passage.text for passage in truth.passages]
    )
    for index, passage in enumerate(truth.passages):
        own = [word for word, home in zip(emitted, homes, strict=True) if home == index]
        if own:
            yield {
                "index": index,
                "source": [f"{trace.talk}.wav"],
                "reference": passage.text,
                **_words(own, passage.start_s),
                "prediction_length": len(own),
                "source_length": (passage.end_s - passage.start_s) * 1000,
            }


def write_logs(trace: Trace, truth: Truth, folder: Path) -> None:
    """All of them, with the references they need: docs/benchmarks.md tells the commands."""
    folder.mkdir(parents=True, exist_ok=True)
    _lines(folder / "simulstream.jsonl", list(simulstream(trace)))
    _lines(folder / "simulstream-shown.jsonl", list(simulstream(trace, stable=False)))
    _lines(folder / "longform.jsonl", [longform(trace, truth)])
    rows = list(passages(trace, truth))
    _lines(folder / "passages.jsonl", rows)
    _text(folder / "passages.txt", [row["reference"] for row in rows])
    _text(folder / "references.txt", [passage.text for passage in truth.passages])
    # JSON is YAML as well, and needs no other library.
    (folder / "segments.yaml").write_text(json.dumps(_segments(trace, truth), indent=1) + "\n")
    (folder / "simulstream.yaml").write_text(json.dumps(EVALUATION) + "\n")


def _change(moment: Moment, deleted: Sequence[str], generated: Sequence[str]) -> Row:
    return {
        "id": 0,
        "total_audio_processed": moment.heard_s,
        "computation_time": max(0.0, moment.elapsed_s - moment.heard_s),
        "generated_tokens": generated,
        "deleted_tokens": deleted,
    }


def _words(words: Sequence[Emission], origin_s: float) -> Row:
    return {
        "prediction": " ".join(word.text for word in words),
        "delays": [(word.settled.heard_s - origin_s) * 1000 for word in words],
        "elapsed": [(word.settled.elapsed_s - origin_s) * 1000 for word in words],
    }


def _segments(trace: Trace, truth: Truth) -> list[Row]:
    return [
        {
            "wav": f"{trace.talk}.wav",
            "offset": passage.start_s,
            "duration": passage.end_s - passage.start_s,
        }
        for passage in truth.passages
    ]


def _lines(path: Path, rows: Sequence[Row]) -> None:
    _text(path, [json.dumps(row, ensure_ascii=False) for row in rows])


def _text(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
