"""Dragoman: real-time captions, translation and interpretation of speech.

The names are loaded when they are first used, so that the command line starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from captions.cue import Caption
    from configs.load import load_config
    from streaming.engines import Engines
    from streaming.events import (
        Event,
        Failed,
        Gap,
        SessionEnded,
        SessionStarted,
        SpeechAudio,
        Stats,
        Warned,
    )
    from streaming.listener import SpeechStarted, SpeechStopped
    from streaming.session import Session
    from streaming.sharing import SharedEngines
    from streaming.transcript import Transcript
    from streaming.translation import Translation

__all__ = [
    "Caption",
    "Engines",
    "Event",
    "Failed",
    "Gap",
    "Session",
    "SessionEnded",
    "SessionStarted",
    "SharedEngines",
    "SpeechAudio",
    "SpeechStarted",
    "SpeechStopped",
    "Stats",
    "Transcript",
    "Translation",
    "Warned",
    "load_config",
]

_ELSEWHERE = {
    "Caption": "captions.cue",
    "Engines": "streaming.engines",
    "Session": "streaming.session",
    "SharedEngines": "streaming.sharing",
    "SpeechStarted": "streaming.listener",
    "SpeechStopped": "streaming.listener",
    "Transcript": "streaming.transcript",
    "Translation": "streaming.translation",
    "load_config": "configs.load",
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ELSEWHERE.get(name, "streaming.events")), name)
