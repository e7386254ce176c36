"""Dragoman inside of somebody else's program: sound is pushed in, text is read off."""

import time
from collections.abc import Sequence

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples
from audio_io.vad import FRAME_SAMPLES, VoiceDetector
from bench.our_trace import Page
from configs.load import load_config
from configs.schema import Config
from model_store.store import open_store
from streaming.listener import Heard, Listener
from streaming.transcript import Transcript
from translators.recognize import Recognizer
from translators.registry import EngineContext, backend

__all__ = ["Listening", "added_words", "open_recognizer", "settings"]


class Listening:
    """One stream of speech. Passes are made while it is pushed: nothing runs beside the caller."""

    def __init__(self, config: Config, recognizer: Recognizer, detector: VoiceDetector) -> None:
        self._listener = Listener(config)
        self._recognizer = recognizer
        self._detector = detector
        self._waiting = np.zeros(0, dtype=np.float32)
        self._heard = 0
        self._page = Page()

    @property
    def stable(self) -> str:
        """All text that will not be taken back."""
        return self._page.stable

    @property
    def shown(self) -> str:
        """All text."""
        return self._page.stable + self._page.unstable

    def hear(self, samples: Samples) -> None:
        """Take float32[n] at 16 kHz, and have the passes made that are due after it."""
        self._waiting = np.concatenate([self._waiting, np.asarray(samples, dtype=np.float32)])
        whole = len(self._waiting) // FRAME_SAMPLES * FRAME_SAMPLES
        for begin in range(0, whole, FRAME_SAMPLES):
            self._take(self._waiting[begin : begin + FRAME_SAMPLES])
        self._waiting = self._waiting[whole:]
        self._recognize()

    def finish(self) -> None:
        """The sound is over; afterwards the text is whole."""
        if len(self._waiting):
            self._take(np.pad(self._waiting, (0, FRAME_SAMPLES - len(self._waiting))))
        self._say(self._listener.finish())
        self._recognize()

    def _take(self, frame: Samples) -> None:
        chunk = AudioChunk(frame, SAMPLE_RATE_HZ, self._heard / SAMPLE_RATE_HZ)
        self._heard += len(frame)
        self._say(self._listener.hear(chunk, self._detector.probability(frame)))

    def _recognize(self) -> None:
        while (wanted := self._listener.next_pass()) is not None:
            # Sound does not go by while we compute, and what else the machine does must not show
            # in delays that are told without computing: processor time, not wall time.
            began_s = time.process_time()
            hypothesis = self._recognizer.recognize(wanted.window)
            self._say(self._listener.accept(hypothesis, time.process_time() - began_s))

    def _say(self, happened: Sequence[Heard]) -> None:
        for value in happened:
            if isinstance(value, Transcript):
                self._page.write(value)


def settings(language: str, model: str) -> Config:
    """What a stream in a language is heard with: the profile light, one model, given by name."""
    changes_made = [f"recognize.language={language}", f"recognize.model={model}"]
    return load_config("light", overrides=changes_made).config


def open_recognizer(config: Config) -> Recognizer:
    """The engine of the settings; a model that is missing is fetched."""
    context = EngineContext(
        open_store(config.models), config.recognize.threads, config.recognize.device
    )
    options = {**config.recognize.options, "model": config.recognize.model}
    recognizer = backend("recognize", config.recognize.backend).create(options, context)
    assert isinstance(recognizer, Recognizer)
    return recognizer


def added_words(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """Words of a promised text that come after those of the text before; marks set later are left
    out. Where the last one has become longer since, its rest is told as a word.
    """
    last = len(before) - 1
    rest = now[last][len(before[last]) :] if before else ""
    return [*([rest] if rest[:1].isalnum() else []), *now[len(before) :]]
