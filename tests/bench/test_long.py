from pathlib import Path
from unittest.mock import patch

from rich.console import Console

from bench import long
from bench.long import stream_to_file
from bench.our_trace import trace_of
from bench.reading import read_events
from configs.schema import Config, RecognizeConfig
from tests.fakes import FakeDetector, FakeRecognizer, sentences, talk

CONFIG = Config(recognize=RecognizeConfig(language="en"))


def test_a_long_stream_leaves_its_events_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    console = Console(record=True)
    with patch.object(long, "create_detector", lambda name: FakeDetector()):
        usage = stream_to_file(talk(640.0), FakeRecognizer(), CONFIG, path, console)
    events = read_events(path)
    assert trace_of(events).text == " ".join(sentences(640.0))
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert 60 <= len(usage) <= 65
    assert [one.cpu_s for one in usage] == sorted(one.cpu_s for one in usage)
    assert console.export_text().count(" min: ") == 2
