"""Dragoman as a SimulEval agent. It runs in the scorers' environment:

    PYTHONPATH=. bench/.peers/scorers/bin/simuleval --agent bench/agents/simuleval_agent.py \\
        --source wavs.txt --target texts.txt --source-segment-size 500 --language en \\
        --model whisper-tiny.en --output out/simuleval

It writes promised words only, and never takes one back.
"""

from argparse import ArgumentParser, Namespace

import numpy as np
from simuleval.agents import SpeechToTextAgent
from simuleval.agents.actions import Action, ReadAction, WriteAction
from simuleval.utils import entrypoint

from audio_io.vad import create_detector
from bench.agents.listening import Listening, added_words, open_recognizer, settings
from bench.revisions import seen_words

__all__ = ["DragomanAgent"]


@entrypoint
class DragomanAgent(SpeechToTextAgent):  # type: ignore[misc]
    """Hears a recording from its beginning to its end, then the next one."""

    def __init__(self, args: Namespace) -> None:
        self._config = settings(args.language, args.model)
        self._recognizer = open_recognizer(self._config)
        super().__init__(args)

    @staticmethod
    def add_args(parser: ArgumentParser) -> None:
        """What it must be told."""
        parser.add_argument("--language", required=True, help="ISO 639-1 code of the speech")
        parser.add_argument("--model", default="whisper-tiny.en", help="a name in the catalogue")

    def reset(self) -> None:
        """A new recording begins."""
        super().reset()
        detector = create_detector(self._config.audio.vad)
        self._listening = Listening(self._config, self._recognizer, detector)
        self._heard = 0
        self._told: list[str] = []

    def policy(self) -> Action:
        """Hear what is new; write what has been promised since, or ask for more."""
        fresh = self.states.source[self._heard :]
        self._heard += len(fresh)
        self._listening.hear(np.array(fresh, dtype=np.float32))
        if self.states.source_finished:
            self._listening.finish()
        now = seen_words(self._listening.stable)
        words = added_words(self._told, now)
        self._told = now
        if words or self.states.source_finished:
            return WriteAction(" ".join(words), finished=self.states.source_finished)
        return ReadAction()
