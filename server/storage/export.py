"""A record as a file: every caption format, and JSON."""

import asyncio
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from types import MappingProxyType

from captions.cue import UNKNOWN_LANGUAGE, Cue, is_language
from captions.formats import FORMATS
from captions.track import CueTrack
from captions.units import spread
from configs.errors import ConfigError
from configs.schema import CaptionsConfig
from server.storage.archive import Archive
from server.storage.record import Record
from server.storage.stored_event import StoredEvent
from streaming.events import Event
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.recognize import Word

__all__ = ["EXPORT_FORMATS", "ExportedFile", "Exporter", "cues_of"]

_JSON = "json"
_MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "vtt": "text/vtt; charset=utf-8",
        "srt": "application/x-subrip; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
        "ttml": "application/ttml+xml; charset=utf-8",
        "jsonl": "application/jsonl; charset=utf-8",
        _JSON: "application/json",
    }
)
EXPORT_FORMATS = tuple(dict.fromkeys((*FORMATS, _JSON)))
_PAGE = 200
"""Finals read at once: between two pages others have their turn."""
_SHORTEST_S = 0.1


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file that a browser can save."""

    name: str
    """ASCII letters, digits, dots, dashes and underscores."""
    media_type: str
    text: str


class Exporter:
    """Makes files of records, one at a time, in a thread of its own."""

    def __init__(self, archive: Archive, style: CaptionsConfig) -> None:
        self._archive = archive
        self._style = style
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="export")

    async def export(
        self,
        room: str,
        file_format: str,
        *,
        language: str | None = None,
        record: str | None = None,
    ) -> ExportedFile:
        """A file of what was said, or of all that could be read in a language.

        Cues of all speakers are in the order of time, counted from the record's beginning.
        Raises `ConfigError` that lists the formats, `NoRecord` and `StorageError`.
        """
        if file_format not in EXPORT_FORMATS:
            problem = f"unknown format {file_format[:40]!r}"
            raise ConfigError("export format", problem, allowed=EXPORT_FORMATS)
        chosen = await self._archive.record(room, record)
        finals = await self._finals(chosen, language)
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, _file, chosen, finals, file_format, language, self._style
        )

    def close(self) -> None:
        """Begin no more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    async def _finals(self, record: Record, language: str | None) -> Sequence[StoredEvent]:
        finals: list[StoredEvent] = []
        while True:
            after = finals[-1].seq if finals else 0
            page = await self._archive.finals(
                record.room, after=after, limit=_PAGE, language=language, record=record.id
            )
            finals += page
            if len(page) < _PAGE:
                return finals


def cues_of(
    record: Record, finals: Iterable[StoredEvent], language: str | None, style: CaptionsConfig
) -> tuple[Cue, ...]:
    """The cues of finals in the order of `seq`; of a language, or None: of what was spoken."""
    voices: dict[tuple[str, str], _Voice] = {}
    for stored in finals:
        if language is not None or stored.type == "transcript.final":
            voice = voices.setdefault((stored.speaker, stored.session), _Voice(style))
            voice.hear(stored, record.began)
    cues = [cue for voice in voices.values() for cue in voice.finished()]
    cues.sort(key=lambda cue: (cue.start_s, cue.end_s))
    return tuple(replace(cue, id=number) for number, cue in enumerate(cues, start=1))


class _Voice:
    """The cues of one stream, whose times count from its own beginning."""

    def __init__(self, style: CaptionsConfig) -> None:
        self._track = CueTrack(UNKNOWN_LANGUAGE, style)
        self._cues: list[Cue] = []
        self._began_s = math.inf
        """When the stream began, after the record. The fastest of its events tells it best."""

    def hear(self, stored: StoredEvent, record_began: datetime) -> None:
        event = Event.from_json(stored.body)
        assert isinstance(event.value, Transcript | Translation)
        passed_s = (stored.at - record_began).total_seconds()
        self._began_s = min(self._began_s, passed_s - event.elapsed_s)
        self._cues += self._track.add(
            _words(event.value),
            language=stored.language if is_language(stored.language) else UNKNOWN_LANGUAGE,
            speaker=stored.name or stored.speaker or None,
        )

    def finished(self) -> Iterator[Cue]:
        for cue in (*self._cues, *self._track.close()):
            start_s = max(0.0, cue.start_s + self._began_s)
            yield replace(cue, start_s=start_s, end_s=max(start_s, cue.end_s + self._began_s))


def _words(value: Transcript | Translation) -> tuple[Word, ...]:
    if isinstance(value, Transcript) and value.words:
        return value.words
    return spread(value.stable, value.start_s, max(value.end_s, value.start_s + _SHORTEST_S))


def _file(
    record: Record,
    finals: Sequence[StoredEvent],
    file_format: str,
    language: str | None,
    style: CaptionsConfig,
) -> ExportedFile:
    cues = cues_of(record, finals, language, style)
    if file_format == _JSON:
        text = _document(record, cues, language)
    else:
        text = FORMATS[file_format].write(cues, language or _main_language(cues))
    parts = (record.room, record.began.strftime("%Y-%m-%d-%H%M"), language or "spoken")
    name = "-".join(re.sub(r"[^A-Za-z0-9_-]+", "-", part)[:80] for part in parts)
    media_type = _MEDIA_TYPES.get(file_format, "text/plain; charset=utf-8")
    return ExportedFile(f"{name}.{file_format}", media_type, text)


def _document(record: Record, cues: Sequence[Cue], language: str | None) -> str:
    body = {
        "room": record.room,
        "record": record.id,
        "began": record.began.isoformat(),
        "ended": None if record.ended is None else record.ended.isoformat(),
        "language": language,
        "cues": [asdict(cue) for cue in cues],
    }
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _main_language(cues: Sequence[Cue]) -> str:
    said = Counter[str]()
    for cue in cues:
        said[cue.language] += sum(map(len, cue.lines))
    return said.most_common(1)[0][0] if said else UNKNOWN_LANGUAGE
