"""What a session's events say about how long things take."""

from server.meters import Meters
from streaming.events import Event, SpeechAudio, Stats
from streaming.listener import Gap
from streaming.transcript import Transcript
from streaming.translation import Translation

__all__ = ["measure"]


def measure(event: Event, meters: Meters) -> None:
    """Note what an event tells: latencies from the end of the speech, lag, what was dropped."""
    value = event.value
    if isinstance(value, Transcript) and value.is_final:
        meters.stage("final", event.elapsed_s - value.end_s)
    elif isinstance(value, Translation) and value.is_final:
        meters.stage("translated", event.elapsed_s - value.end_s)
    elif isinstance(value, SpeechAudio) and value.state == "started":
        meters.stage("spoken", value.at_s - value.source_end_s)
    elif isinstance(value, SpeechAudio) and value.state == "skipped":
        meters.dropped("speech")
    elif isinstance(value, Gap):
        meters.dropped("sound_seconds", max(0.0, value.end_s - value.start_s))
    elif isinstance(value, Stats):
        meters.lag(value.lag_s)
