"""What was said before a window, as text for the recognizer to go on from."""

from configs.schema import Config
from streaming.transcript import text_of
from translators.recognize import Word

__all__ = ["Prompt"]

KEPT_CHARS = 1_000


class Prompt:
    """The end of what was said in one stream, after what the settings say of it."""

    def __init__(self, config: Config) -> None:
        self._given = config.recognize.prompt
        self._most_chars = config.streaming.prompt_chars
        self._said = self._given

    def add(self, text: str) -> None:
        """A segment is over, and this was said in it."""
        if text:
            self._said = f"{self._said} {_as_sentence(text)}".lstrip()[-KEPT_CHARS:]

    def after(self, words: tuple[Word, ...]) -> str:
        """The prompt for a window; `words` of its own segment come before it."""
        if not self._most_chars:
            return self._given
        said = f"{self._said} {text_of(words)}".strip()
        if len(said) <= self._most_chars:
            return said
        # Never begin in the middle of a word.
        return said[-self._most_chars :].partition(" ")[2]


def _as_sentence(text: str) -> str:
    """The text as a prompt should have it: Whisper goes on in the style it is shown.

    After one segment without a capital and a full stop, all that follow would have none either.
    """
    return f"{text[0].upper()}{text[1:]}{'.' if text[-1].isalnum() else ''}"
