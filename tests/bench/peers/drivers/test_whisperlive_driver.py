import json

from bench.peers.drivers.job import Job
from bench.peers.drivers.whisperlive_driver import Segments, command


def _segment(start_s: float, end_s: float, text: str, completed: bool = True) -> dict[str, object]:
    return {
        "start": f"{start_s:.3f}",
        "end": f"{end_s:.3f}",
        "text": text,
        "completed": completed,
    }


def test_a_completed_segment_is_kept_once_and_for_good() -> None:
    segments = Segments()
    segments.take([_segment(0, 1, " One.", completed=False)])
    assert (segments.stable, segments.open) == ("", " One.")
    one, two = _segment(0, 1.2, " One."), _segment(1.2, 2, " Two.")
    segments.take([one, _segment(1.2, 1.8, " Too", completed=False)])
    segments.take([one, two])
    assert (segments.stable, segments.open) == ("One. Two.", "")
    # A message has only the last few.
    segments.take([two, _segment(2.5, 3, " Three.")])
    assert segments.stable == "One. Two. Three."


def test_every_session_is_let_in_for_as_long_as_it_takes() -> None:
    job = Job("whisperlive", "a.wav", "/models/tiny", "en", ("a", "b", "c"), (0,))
    options = json.loads(command(job, 4321)[-1])
    assert options["max_clients"] == 3
    assert options["max_connection_time"] > 4 * 3600
    assert options["faster_whisper_custom_model_path"] == "/models/tiny"
