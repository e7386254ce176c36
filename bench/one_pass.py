"""What the same model makes of the same speech when it need not hurry."""

from pathlib import Path

from audio_io.chunk import SAMPLE_RATE_HZ
from bench.talk import Talk
from bench.words import WordErrors, word_errors

__all__ = ["one_pass_errors"]


def one_pass_errors(talk: Talk, model: Path, *, threads: int = 2) -> WordErrors:
    """Plain faster-whisper, as it comes, over each passage cut at its true edges."""
    from faster_whisper import WhisperModel

    # What it takes by itself on a processor, but then with a warning for each run.
    whisper = WhisperModel(
        str(model),
        device="cpu",
        compute_type="float32",
        cpu_threads=threads,
        local_files_only=True,
    )
    heard: list[str] = []
    for passage in talk.passages:
        begin, end = (round(at_s * SAMPLE_RATE_HZ) for at_s in (passage.start_s, passage.end_s))
        segments, _ = whisper.transcribe(talk.samples[begin:end], language=talk.language)
        heard.append(" ".join(segment.text.strip() for segment in segments))
    return word_errors([talk.text], [" ".join(heard)], talk.language)
