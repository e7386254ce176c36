"""Dragoman as a speech processor of simulstream. It runs in the scorers' environment, with a file
of settings such as

    type: bench.agents.simulstream_processor.DragomanProcessor
    speech_chunk_size: 0.5          # seconds
    language: en
    model: whisper-tiny.en
    shows: all                      # or stable: promised words only
    detokenizer_type: simuleval
    latency_unit: word

    PYTHONPATH=. bench/.peers/scorers/bin/simulstream_inference \\
        --speech-processor-config settings.yaml --wav-list-file wavs.txt \\
        --metrics-log-file metrics.jsonl
"""

from types import SimpleNamespace
from typing import Any

from simulstream.server.speech_processors import SpeechProcessor
from simulstream.server.speech_processors.incremental_output import IncrementalOutput

from audio_io.chunk import Samples
from audio_io.vad import create_detector
from bench.agents.listening import Listening, added_words, open_recognizer, settings
from bench.revisions import changes, seen_words
from translators.recognize import Recognizer

__all__ = ["DragomanProcessor"]


class DragomanProcessor(SpeechProcessor):  # type: ignore[misc]
    """Tells each change of the text, word by word."""

    _recognizer: Recognizer

    def __init__(self, config: SimpleNamespace) -> None:
        super().__init__(config)
        self._language = config.language
        self._tells_all = getattr(config, "shows", "stable") == "all"
        self.clear()

    @classmethod
    def load_model(cls, config: SimpleNamespace) -> None:
        """Load the model once for all recordings."""
        cls._recognizer = open_recognizer(settings(config.language, config.model))

    def process_chunk(self, waveform: Any) -> IncrementalOutput:
        """Hear float32[n] at 16 kHz."""
        samples: Samples = waveform
        self._listening.hear(samples)
        return self._output()

    def end_of_stream(self) -> IncrementalOutput:
        """Tell what is left."""
        self._listening.finish()
        return self._output()

    def set_source_language(self, language: str) -> None:
        """Speech is in this language from the next recording on; the model stays the same."""
        self._language = language
        self.clear()

    def set_target_language(self, language: str) -> None:
        """Captions are in the language of the speech: anything else is refused."""
        if language != self._language:
            raise ValueError(f"captions are in {self._language}, not in {language}")

    def tokens_to_string(self, tokens: list[str]) -> str:
        """Words as one text."""
        return " ".join(tokens)

    def clear(self) -> None:
        """The next recording begins."""
        config = settings(self._language, self.config.model)
        detector = create_detector(config.audio.vad)
        self._listening = Listening(config, self._recognizer, detector)
        self._told: list[str] = []

    def _output(self) -> IncrementalOutput:
        if self._tells_all:
            now = self._listening.shown.split()
            deleted, new = changes(self._told, now)
        else:
            now = seen_words(self._listening.stable)
            deleted, new = [], added_words(self._told, now)
        self._told = now
        return IncrementalOutput(
            new, self.tokens_to_string(new), deleted, self.tokens_to_string(deleted)
        )
