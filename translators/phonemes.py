"""Phonemes from the program espeak-ng, one short-lived process for each clause.

eSpeak NG is under the GPL and so are the Python packages that link it, which is why it is run as
a separate program here. A process takes 4-10 ms, which is nothing beside the synthesis.
"""

import re
import shutil
import subprocess
import unicodedata

from configs.errors import EngineError, MissingPart
from translators.spoken_text import speakable

__all__ = ["INSTALL", "TIE", "espeak_program", "phonemes", "plain_input"]

INSTALL = "apt-get install espeak-ng"
TIE = "^"
"""Between the letters that are one sound: t^ʃ."""
TIMEOUT_S = 10.0
_LANGUAGE_SWITCH = re.compile(r"\([a-z^-]+\)")


def espeak_program() -> str:
    """Path of the program; `MissingPart` with the command that installs it."""
    found = shutil.which("espeak-ng")
    if found is None:
        raise MissingPart("espeak-ng", INSTALL)
    return found


def plain_input(text: str) -> bytes:
    """Text as the program may be given it, without what it would take for a command.

    It reads `[[…]]` as phoneme names, and a byte 1 as the start of a setting.
    """
    return speakable(text).replace("[", " ").encode()


def phonemes(text: str, voice: str) -> str:
    """One line in the International Phonetic Alphabet, decomposed (NFD), parts tied with `TIE`.

    `voice` is eSpeak NG's own name (`pt-br`). Punctuation is lost and words of another language
    lose their marks. Raises `MissingPart`, or `EngineError` when the program fails.
    """
    command = [espeak_program(), "-q", "--ipa", f"--tie={TIE}", "-b", "1", "-v", voice, "--stdin"]
    try:
        done = subprocess.run(
            command,
            input=plain_input(text),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
            # away from the terminal's process group: Ctrl-C is ours to handle
            start_new_session=True,
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise EngineError(f"espeak-ng could not read a text in {voice}: {error}") from error
    line = _LANGUAGE_SWITCH.sub("", done.stdout.decode("utf-8", "replace"))
    return unicodedata.normalize("NFD", " ".join(line.split())).replace("ç", "ç")
