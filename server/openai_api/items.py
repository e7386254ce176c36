"""From a session's events to what a transcription client is told: items, and their texts.

Sans-I/O. Where the server finds the turns, each segment is an item. Where the client commits, an
item is all that was said since the commit before; the stream is cut there by silence and a mark,
so that no segment belongs to two.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from server.growing import Growing, log_probabilities
from streaming.events import EventValue
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.transcript import Transcript
from translators.recognize import Word

__all__ = ["Items", "Said"]

_SAID = "conversation.item.input_audio_transcription"
Said = dict[str, object]
"""An event for the client, with its `type`."""


@dataclass(slots=True, eq=False)
class _Item:
    id: str
    growing: Growing = field(default_factory=Growing)
    open: set[int] = field(default_factory=set)
    """Segments without a final."""
    languages: dict[str, None] = field(default_factory=dict)
    words: list[Word] = field(default_factory=list)
    seconds: float = 0.0
    is_closed: bool = False
    """No further segment belongs to it."""
    is_dropped: bool = False


class Items:
    """The items of one stream of speech."""

    def __init__(
        self,
        *,
        finds_turns: bool,
        new_id: Callable[[], str],
        client_s: Callable[[float], float],
        logprobs: bool = False,
    ) -> None:
        """`finds_turns`: the server does. `client_s` turns media time into the client's own.

        `logprobs`: tell how likely each word of a finished item is.
        """
        self._logprobs = logprobs
        self._finds_turns = finds_turns
        self._new_id = new_id
        self._client_s = client_s
        self._segments: dict[int, _Item] = {}
        self._current = _Item(new_id())
        self._marked: deque[_Item] = deque()
        """Items that end at a mark which was set and has not been reached."""
        self._previous: str | None = None

    def commit(self) -> list[Said]:
        """The client says that a turn is over; a mark must follow what was said of it."""
        item = self._next_item()
        return [] if self._finds_turns else [self._committed(item)]

    def clear(self) -> list[Said]:
        """The client wants what it has not committed forgotten; a mark must follow."""
        item = self._next_item()
        item.is_dropped = True
        if self._finds_turns:
            for started in self._segments.values():
                started.is_dropped = started.is_dropped or not started.is_closed
        return [{"type": "input_audio_buffer.cleared"}]

    def mark(self) -> list[Said]:
        """The next mark was reached."""
        item = self._marked.popleft()
        item.is_closed = True
        return [] if self._finds_turns else self._completed(item)

    def take(self, value: EventValue) -> list[Said]:
        """What follows from an event of the session."""
        match value:
            case SpeechStarted():
                return self._start(value)
            case SpeechStopped():
                return self._stop(value)
            case Transcript():
                return self._hear(value)
        return []

    def fail(self, error: object) -> list[Said]:
        """Nothing more will be heard: what is unfinished has failed."""
        unfinished = dict.fromkeys(
            item for item in (*self._segments.values(), *self._marked) if not item.is_dropped
        )
        self._segments.clear()
        self._marked.clear()
        return [
            {"type": f"{_SAID}.failed", "item_id": item.id, "content_index": 0, "error": error}
            for item in unfinished
        ]

    def _next_item(self) -> _Item:
        item, self._current = self._current, _Item(self._new_id())
        self._marked.append(item)
        return item

    def _start(self, started: SpeechStarted) -> list[Said]:
        before_mark = self._marked[0] if self._marked else self._current
        item = before_mark
        if self._finds_turns:
            item = _Item(self._new_id(), is_dropped=before_mark.is_dropped)
        item.open.add(started.segment_id)
        self._segments[started.segment_id] = item
        if not self._finds_turns or item.is_dropped:
            return []
        at_ms = self._milliseconds(started.at_s)
        kind = "input_audio_buffer.speech_started"
        return [{"type": kind, "audio_start_ms": at_ms, "item_id": item.id}]

    def _stop(self, stopped: SpeechStopped) -> list[Said]:
        item = self._segments[stopped.segment_id]
        if not self._finds_turns:
            return []
        item.is_closed = True
        if item.is_dropped:
            return []
        at_ms = self._milliseconds(stopped.at_s)
        kind = "input_audio_buffer.speech_stopped"
        return [{"type": kind, "audio_end_ms": at_ms, "item_id": item.id}, self._committed(item)]

    def _hear(self, said: Transcript) -> list[Said]:
        item = self._segments[said.segment_id]
        happened: list[Said] = []
        piece = item.growing.add(said.segment_id, said.stable, said.language)
        if piece and not item.is_dropped:
            delta = {"item_id": item.id, "content_index": 0, "delta": piece}
            happened.append({"type": f"{_SAID}.delta", **delta})
        if said.is_final:
            del self._segments[said.segment_id]
            item.open.discard(said.segment_id)
            item.seconds += said.end_s - said.start_s
            if said.stable:
                item.languages[said.language] = None
                item.words.extend(said.words)
            happened.extend(self._completed(item))
        return happened

    def _completed(self, item: _Item) -> list[Said]:
        if not item.is_closed or item.open or item.is_dropped:
            return []
        completed: Said = {
            "type": f"{_SAID}.completed",
            "item_id": item.id,
            "content_index": 0,
            "transcript": item.growing.text,
            "languages": [{"code": code} for code in item.languages],
            "usage": {"type": "duration", "seconds": round(item.seconds, 3)},
        }
        if self._logprobs:
            completed["logprobs"] = log_probabilities(item.words)
        return [completed]

    def _committed(self, item: _Item) -> Said:
        previous, self._previous = self._previous, item.id
        kind = "input_audio_buffer.committed"
        return {"type": kind, "item_id": item.id, "previous_item_id": previous}

    def _milliseconds(self, media_s: float) -> int:
        return max(0, round(self._client_s(media_s) * 1000))
