"""What a driver is asked to do."""

import json
from dataclasses import asdict, dataclass

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """One talk through one peer, as it goes from one process to another."""

    system: str
    wav: str
    """16 kHz, mono, 16 bit."""
    model: str
    """A folder with a CTranslate2 Whisper model."""
    language: str
    """ISO 639-1 code."""
    outs: tuple[str, ...]
    """Where the trace of each session is written; there are as many sessions."""
    cores: tuple[int, ...]
    """Processor cores to stay on; as many threads."""

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: str) -> "Job":
        """What `to_json` gave."""
        body = json.loads(line)
        return cls(**{**body, "outs": tuple(body["outs"]), "cores": tuple(body["cores"])})
