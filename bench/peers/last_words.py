"""What a program said last before it gave up."""

import re

__all__ = ["last_words"]

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_ERROR = re.compile(r"error|exception|exit", re.IGNORECASE)


def last_words(output: str) -> str:
    """The last line that names an error, or else the last that says anything; may be empty."""
    lines = [line.strip() for line in _ESCAPES.sub("", output).splitlines()]
    spoken = [line for line in lines if any(map(str.isalnum, line))]
    errors = [line for line in spoken if _ERROR.search(line.partition(":")[0])]
    return (errors or spoken or [""])[-1]
