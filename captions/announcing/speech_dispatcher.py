"""Speech Dispatcher, through which Linux desktops and their screen readers speak."""

import asyncio
import contextlib
import getpass
import os
import shutil
from collections import deque
from pathlib import Path

from captions.announcing.announcement import Announcement
from captions.announcing.ssip import (
    PRIORITIES,
    Reply,
    SpeechEvent,
    SsipReader,
    command,
    text_block,
)
from configs.errors import MissingPart, OutputError

__all__ = ["SpeechDispatcher", "default_socket", "open_speech_dispatcher"]

_ANSWER_S = 5.0
_CHUNK_BYTES = 4096
_LETTER_S = 0.2
_GRACE_S = 5.0
"""A message of which no end is told is over after `_LETTER_S` a letter and this."""


class SpeechDispatcher:
    """One connection. The priorities are those of `ssip.PRIORITIES`."""

    name = "speech-dispatcher"

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._replies: deque[asyncio.Future[Reply]] = deque()
        self._ended: dict[str, asyncio.Event] = {}
        self._said: dict[str, SpeechEvent] = {}
        """What is known of messages that nobody waits for yet."""
        self._language = ""
        self._failure: OutputError | None = None
        self._order = asyncio.Lock()
        self._listening = asyncio.create_task(self._listen())

    async def greet(self, *, rate: int = 0, voice: str = "") -> None:
        """Say who we are; `rate` is -100 to 100, `voice` one of the user's synthesizer."""
        await self._ask("SET", "self", "CLIENT_NAME", f"{_user()}:dragoman:narration")
        await self._ask("SET", "self", "NOTIFICATION", "ALL", "on")
        await self._ask("SET", "self", "SSML_MODE", "off")
        await self._ask("SET", "self", "RATE", str(rate))
        if voice:
            await self._ask("SET", "self", "SYNTHESIS_VOICE", voice)

    async def say(self, announcement: Announcement) -> None:
        """Have it spoken; comes back when it was, or when something cut it off."""
        # Not to be torn apart: whoever gives up in the middle leaves the connection usable, and
        # `hush` takes back what was queued.
        queued = await asyncio.shield(self._queue(announcement))
        message = queued.message_id
        ended = self._ended[message] = asyncio.Event()
        if message in self._said:
            ended.set()
        try:
            limit_s = _LETTER_S * len(announcement.text) + _GRACE_S
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ended.wait(), limit_s)
        finally:
            self._ended.pop(message, None)
            self._said.clear()
        if self._failure is not None:
            raise self._failure

    async def hush(self) -> None:
        """Cancel everything of ours, what is queued included."""
        if self._failure is None:
            with contextlib.suppress(OutputError):
                async with self._order:
                    await self._ask("CANCEL", "self")

    async def close(self) -> None:
        """Leave; what was not said stays unsaid."""
        await self.hush()
        self._listening.cancel()
        with contextlib.suppress(asyncio.CancelledError, OutputError):
            await self._listening
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _queue(self, announcement: Announcement) -> Reply:
        async with self._order:
            if announcement.language != self._language:
                await self._ask("SET", "self", "LANGUAGE", announcement.language)
                self._language = announcement.language
            await self._ask("SET", "self", "PRIORITY", PRIORITIES[announcement.priority])
            await self._ask("SPEAK")
            return await self._send(text_block(announcement.text))

    async def _ask(self, *words: str) -> Reply:
        return await self._send(command(*words))

    async def _send(self, data: bytes) -> Reply:
        if self._failure is not None:
            raise self._failure
        answer = asyncio.get_running_loop().create_future()
        self._replies.append(answer)
        self._writer.write(data)
        try:
            reply: Reply = await asyncio.wait_for(answer, _ANSWER_S)
        except TimeoutError as error:
            raise OutputError(self.name, "it does not answer") from error
        if reply.is_error:
            raise OutputError(self.name, f"{reply.code} {reply.lines[-1]}")
        return reply

    async def _listen(self) -> None:
        ssip = SsipReader()
        try:
            while data := await self._reader.read(_CHUNK_BYTES):
                for reply in ssip.feed(data):
                    self._take(reply)
            self._fail(OutputError(self.name, "it ended the connection"))
        except OSError as error:
            self._fail(OutputError(self.name, error.strerror or str(error)))
        except OutputError as error:
            self._fail(error)

    def _take(self, reply: Reply) -> None:
        if not reply.is_event:
            answer = self._replies.popleft() if self._replies else None
            if answer is not None and not answer.done():
                answer.set_result(reply)
            return
        if reply.code in (SpeechEvent.END.value, SpeechEvent.CANCELED.value):
            self._said[reply.message_id] = SpeechEvent(reply.code)
            if reply.message_id in self._ended:
                self._ended[reply.message_id].set()

    def _fail(self, error: OutputError) -> None:
        self._failure = error
        for answer in self._replies:
            if not answer.done():
                answer.set_exception(error)
        self._replies.clear()
        for ended in self._ended.values():
            ended.set()


async def open_speech_dispatcher(
    address: str = "", *, rate: int = 0, voice: str = ""
) -> SpeechDispatcher:
    """Connect, and start Speech Dispatcher if it does not run yet.

    `address` is a socket's path; empty takes `SPEECHD_ADDRESS` or the usual one. Raises
    `MissingPart` if it is not installed, `OutputError` if it does not answer.
    """
    path = address or default_socket()
    streams = await _connect(path)
    if streams is None:
        await _spawn(path)
        streams = await _connect(path)
    if streams is None:
        raise OutputError("speech-dispatcher", f"nobody listens on {path}")
    client = SpeechDispatcher(*streams)
    try:
        await client.greet(rate=rate, voice=voice)
    except OutputError:
        await client.close()
        raise
    return client


def default_socket() -> str:
    """Where Speech Dispatcher listens for this user."""
    named = os.environ.get("SPEECHD_ADDRESS", "")
    kind, _, path = named.partition(":")
    if kind == "unix_socket" and path:
        return path
    runtime = os.environ.get("XDG_RUNTIME_DIR") or str(Path.home() / ".cache")
    return str(Path(runtime) / "speech-dispatcher" / "speechd.sock")


async def _connect(path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    try:
        return await asyncio.open_unix_connection(path)
    except OSError:
        return None


async def _spawn(path: str) -> None:
    program = shutil.which("speech-dispatcher")
    if program is None:
        raise MissingPart("Speech Dispatcher", "apt-get install speech-dispatcher")
    process = await asyncio.create_subprocess_exec(
        program,
        *("--spawn", "--communication-method", "unix_socket", "--socket-path", path),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    await process.wait()


def _user() -> str:
    try:
        return getpass.getuser().replace(":", "_")
    except (KeyError, OSError):
        return "user"
