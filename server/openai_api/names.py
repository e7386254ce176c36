"""Names of models: OpenAI's, so that programs need no change, and our own.

Which engine hears, translates or speaks is the server's choice, by language; a name only says
what is wanted. So no name from outside ever reaches a file or a model store.
"""

from typing import Literal

from server.openai_api.errors import ApiError

__all__ = ["MODELS", "Work", "check_model"]

Work = Literal["transcribe", "translate", "speak", "realtime"]

MODELS: dict[Work, tuple[str, ...]] = {
    "transcribe": (
        "dragoman-transcribe",
        "whisper-1",
        "gpt-transcribe",
        "gpt-live-transcribe",
        "gpt-4o-transcribe",
        "gpt-4o-mini-transcribe",
        "gpt-4o-mini-transcribe-2025-12-15",
        "gpt-realtime-whisper",
    ),
    "translate": ("dragoman-translate", "gpt-realtime-translate"),
    "speak": (
        "dragoman-speak",
        "tts-1",
        "tts-1-hd",
        "gpt-4o-mini-tts",
        "gpt-4o-mini-tts-2025-12-15",
    ),
    "realtime": ("gpt-realtime", "gpt-realtime-mini", "gpt-4o-realtime-preview"),
}
"""The first of each is our own name for it."""


def check_model(name: str, *works: Work) -> None:
    """Raises `ApiError` (404) for a model that is unknown or does none of these kinds of work."""
    if any(name in MODELS[work] for work in works):
        return
    known = ", ".join(known for work in works for known in MODELS[work])
    raise ApiError(
        404,
        f"there is no model {name!r} for this; there are: {known}",
        param="model",
        code="model_not_found",
    )
