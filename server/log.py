"""How all parts of the server log: an event, and fields that belong to it."""

import logging
from typing import Any

__all__ = ["FIELDS", "NAME", "log"]

NAME = "dragoman"
FIELDS = "fields"
"""Where a record has its fields."""


def log(event: str, *, level: int = logging.INFO, **fields: Any) -> None:
    """One line: what happened, and its fields.

    Never give it what somebody said, unless `server.log_transcripts` is set.
    """
    logging.getLogger(NAME).log(level, event, extra={FIELDS: fields})
