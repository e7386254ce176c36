"""A recording as a source: decoded in a thread of its own, handed out at the pace asked for."""

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor

from audio_io.chunk import AudioChunk
from audio_io.clock import Clock, sleep_unless
from audio_io.decoder import Decoder
from audio_io.pace import Pace, Pacer
from audio_io.source_event import SourceEvent

__all__ = ["FileSource"]


class FileSource:
    """Hands out what a `Decoder` reads. Nothing is dropped: a slow consumer falls behind."""

    def __init__(self, decoder: Decoder, *, pace: Pace, clock: Clock) -> None:
        self.name = decoder.name
        self._decoder = decoder
        self._pace = pace
        self._clock = clock
        self._pacer: Pacer | None = None
        # Bounded: holds one read of the decoder, and the next is made when it is empty.
        self._waiting: deque[AudioChunk | SourceEvent] = deque()
        self._reading: asyncio.Future[list[AudioChunk | SourceEvent]] | None = None
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="decode")
        self._stopped = asyncio.Event()
        self._over = False
        self._closed = False

    def __aiter__(self) -> "FileSource":
        return self

    async def __anext__(self) -> AudioChunk | SourceEvent:
        if self._pacer is None:
            self._pacer = Pacer(self._clock.now_s())
        if not self._waiting and not self._over:
            await self._read()
        if not self._waiting:
            raise StopAsyncIteration
        item = self._waiting[0]
        if self._pace == "realtime" and isinstance(item, AudioChunk):
            # The moment its last sample would have been heard.
            delay_s = self._pacer.delay_s(item.end_s, self._clock.now_s())
            await sleep_unless(self._stopped, self._clock, delay_s)
        return self._waiting.popleft()

    def stop(self) -> None:
        """Read no more; what was read is still handed out, at once."""
        self._stopped.set()
        self._decoder.interrupt()

    async def aclose(self) -> None:
        """Close the recording; the iteration is over."""
        if self._closed:
            return
        self.stop()
        self._closed = self._over = True
        self._waiting.clear()
        loop = asyncio.get_running_loop()
        # Behind the read that may be running, in the only thread that touches the decoder.
        await loop.run_in_executor(self._executor, self._decoder.close)
        if self._reading is not None:
            self._reading.exception()  # nobody will ask for it any more
        self._executor.shutdown(wait=False)

    async def _read(self) -> None:
        # Kept when the consumer is cancelled while it waits, so that the next call gets it.
        if self._reading is None:
            loop = asyncio.get_running_loop()
            self._reading = loop.run_in_executor(self._executor, self._decoder.read)
        await asyncio.wait((self._reading,))
        reading, self._reading = self._reading, None
        found = reading.result()
        if not self._closed:
            self._waiting.extend(found)
            self._over = not found
