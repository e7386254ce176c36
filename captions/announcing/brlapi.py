"""BrlAPI, through which programs write on braille displays: the few calls that are needed.

Debian's module for it cannot be seen from a virtual environment, and PyPI has none; the library
itself is there wherever BRLTTY is.
"""

import ctypes
import ctypes.util
from collections.abc import Callable
from typing import Any

from configs.errors import MissingPart, OutputError

__all__ = ["BrailleConnection", "connect"]

_INSTALL = "apt-get install brltty libbrlapi0.8"
_CURSOR_OFF = 0
_WHOLE_DISPLAY = 1
_DEFAULT_DISPLAY = -1


class _Settings(ctypes.Structure):
    _fields_ = (("auth", ctypes.c_char_p), ("host", ctypes.c_char_p))


class _Text(ctypes.Structure):
    """`brlapi_writeArguments_t` of BrlAPI 0.8."""

    _fields_ = (
        ("display", ctypes.c_int),
        ("begin", ctypes.c_uint),
        ("size", ctypes.c_int),
        ("text", ctypes.c_char_p),
        ("text_bytes", ctypes.c_int),
        ("and_mask", ctypes.c_char_p),
        ("or_mask", ctypes.c_char_p),
        ("cursor", ctypes.c_int),
        ("charset", ctypes.c_char_p),
    )


class BrailleConnection:
    """A display that is ours to write on. Calls block, and come from one thread at a time."""

    def __init__(self, library: Any, host: str = "", auth: str = "") -> None:
        self._library = library
        settings = _Settings(auth.encode() or None, host.encode() or None)
        self._check(library.brlapi_openConnection(ctypes.byref(settings), None), "connect")
        try:
            self._check(library.brlapi_enterTtyModeWithPath(None, 0, None), "take the display")
            columns, rows = ctypes.c_uint(), ctypes.c_uint()
            got = library.brlapi_getDisplaySize(ctypes.byref(columns), ctypes.byref(rows))
            self._check(got, "ask for its size")
        except OutputError:
            library.brlapi_closeConnection()
            raise
        self.cells = max(0, columns.value * rows.value)
        """How many characters the display shows."""

    def write(self, text: str) -> None:
        """Show up to `cells` characters; the rest of the display is blank."""
        padded = text[: self.cells].ljust(self.cells).encode()
        arguments = _Text(
            display=_DEFAULT_DISPLAY,
            begin=_WHOLE_DISPLAY,
            size=self.cells,
            text=padded,
            text_bytes=len(padded),
            cursor=_CURSOR_OFF,
            charset=b"UTF-8",
        )
        self._check(self._library.brlapi_write(ctypes.byref(arguments)), "write")

    def close(self) -> None:
        """Give the display back."""
        self._library.brlapi_leaveTtyMode()
        self._library.brlapi_closeConnection()

    def _check(self, result: int, what: str) -> None:
        if result < 0:
            reason = self._library.brlapi_strerror(self._library.brlapi_error_location())
            text = reason.decode("utf-8", "replace") if reason else "it failed"
            raise OutputError("braille", f"cannot {what}: {text}")


def connect(
    host: str = "", auth: str = "", *, load: Callable[[str], Any] = ctypes.CDLL
) -> BrailleConnection:
    """Reach BRLTTY: on this machine, or at `host` (such as `192.0.2.1:0`).

    Raises `MissingPart` where the library is not installed, `OutputError` where nobody answers.
    """
    name = ctypes.util.find_library("brlapi") or "libbrlapi.so.0.8"
    try:
        library = load(name)
    except OSError as error:
        raise MissingPart("BrlAPI", _INSTALL) from error
    library.brlapi_error_location.restype = ctypes.c_void_p
    library.brlapi_strerror.argtypes = (ctypes.c_void_p,)
    library.brlapi_strerror.restype = ctypes.c_char_p
    return BrailleConnection(library, host, auth)
