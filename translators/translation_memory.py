"""The last translations, so that the same text is not translated twice."""

from collections import OrderedDict
from threading import Lock

from translators.translate import TranslatedText, TranslationRequest

__all__ = ["TranslationMemory"]


class TranslationMemory:
    """The last answers. Sessions in several threads may share it."""

    def __init__(self, size: int) -> None:
        """`size` answers are kept; the one that was not asked for longest goes."""
        self._size = size
        self._known: OrderedDict[TranslationRequest, TranslatedText] = OrderedDict()
        self._lock = Lock()

    def get(self, request: TranslationRequest) -> TranslatedText | None:
        """The answer to the very same request, if it is known."""
        with self._lock:
            if request in self._known:
                self._known.move_to_end(request)
            return self._known.get(request)

    def put(self, request: TranslationRequest, text: TranslatedText) -> None:
        """Remember an answer."""
        with self._lock:
            self._known[request] = text
            while len(self._known) > self._size:
                self._known.popitem(last=False)
