"""NVDA, the screen reader for Windows, through its controller client.

NVDA ships the client as a DLL for other programs to bring along; it does not come with NVDA's
own installation. This speaks and shows braille, as the user has NVDA set up.
"""

import asyncio
import ctypes
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from audio_io.clock import Clock, SystemClock
from captions.announcing.announcement import Announcement, Priority
from configs.errors import MissingPart, OutputError

__all__ = ["Nvda", "open_nvda"]

DLL = "nvdaControllerClient.dll"
POLL_S = 0.05
LETTER_S = 0.06
"""How long a letter takes, where the client cannot tell whether NVDA speaks (before version 3)."""
_GRACE_S = 5.0
_LETTER_LIMIT_S = 0.2


class Nvda:
    """The client as an announcer; made by `open_nvda`."""

    name = "NVDA"

    def __init__(self, client: Any, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._hushed = asyncio.Event()
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="nvda")

    async def say(self, announcement: Announcement) -> None:
        """Have it spoken and shown; comes back when it was heard."""
        self._hushed.clear()
        if announcement.priority is Priority.HAZARD:
            await self._call("cancelSpeech")
        await self._call("speakText", announcement.text)
        await self._call("brailleMessage", announcement.text)
        await self._until_spoken(len(announcement.text))

    async def hush(self) -> None:
        """Silence NVDA."""
        self._hushed.set()
        await self._call("cancelSpeech")

    async def close(self) -> None:
        """Free the thread."""
        self._hushed.set()
        self._executor.shutdown(wait=False)

    async def _until_spoken(self, letters: int) -> None:
        can_tell = hasattr(self._client, "nvdaController_isSpeaking")
        limit_s = _LETTER_LIMIT_S * letters + _GRACE_S if can_tell else LETTER_S * letters
        until_s = self._clock.now_s() + limit_s
        while not self._hushed.is_set() and self._clock.now_s() < until_s:
            await self._clock.sleep_s(POLL_S)
            if can_tell and not await self._is_speaking():
                return

    async def _is_speaking(self) -> bool:
        speaking = ctypes.c_long(0)
        await self._call("isSpeaking", ctypes.byref(speaking))
        return speaking.value != 0

    async def _call(self, function: str, *args: Any) -> None:
        call = getattr(self._client, f"nvdaController_{function}")
        loop = asyncio.get_running_loop()
        status = await loop.run_in_executor(self._executor, call, *args)
        if status != 0:
            raise OutputError(self.name, f"{function} failed with status {status}")


async def open_nvda(
    dll: str = DLL,
    *,
    clock: Clock | None = None,
    load: Callable[[str], Any] | None = None,
) -> Nvda:
    """Reach NVDA through the client `dll`; raises `MissingPart` or `OutputError`."""
    if load is None:
        if sys.platform != "win32":
            raise OutputError("NVDA", "it runs on Windows only; here, use speech-dispatcher")
        load = ctypes.WinDLL
    try:
        client = load(dll)
    except OSError as error:
        source = "https://github.com/nvaccess/nvda (extras/controllerClient)"
        raise MissingPart(f"NVDA's controller client {dll}", f"copy it from {source}") from error
    for name in ("speakText", "brailleMessage"):
        getattr(client, f"nvdaController_{name}").argtypes = (ctypes.c_wchar_p,)
    if client.nvdaController_testIfRunning() != 0:
        raise OutputError("NVDA", "it is not running")
    return Nvda(client, clock or SystemClock())
