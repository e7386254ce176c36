"""Finding PortAudio, or saying how to get it."""

from importlib import import_module
from typing import Any

from configs.errors import MissingPart

__all__ = ["load_portaudio"]


def load_portaudio() -> Any:
    """The sounddevice module. Raises `MissingPart`."""
    try:
        return import_module("sounddevice")
    except ImportError as error:
        raise MissingPart(
            "the Python package sounddevice", "python -m pip install sounddevice"
        ) from error
    except OSError as error:  # the package is there, the library it wraps is not
        raise MissingPart("the PortAudio library", "apt-get install libportaudio2") from error
