"""The caption files of one track: the same cues in every format that people use."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from captions.cue import UNKNOWN_LANGUAGE, Caption, Cue
from captions.file import CueFile
from captions.formats import cue_format
from configs.errors import OutputError

__all__ = ["FORMATS", "CaptionFiles"]

FORMATS = ("vtt", "srt", "txt")
_UNNAMED = "source"


class CaptionFiles:
    """`captions.<language>.vtt`, `.srt` and `.txt`, whole after every caption.

    While the language is being found out they are called `captions.source`; when they are
    closed they take the name of the language that most was said in, unless a translation has it.
    """

    def __init__(self, folder: Path, language: str | None, *, taken: Sequence[str] = ()) -> None:
        """`language` None: it is found out. Raises `OutputError`."""
        self._folder = folder
        self._language = language
        self._name = language or _UNNAMED
        self._taken = frozenset(taken)
        self._files = self._created(self._name, language or UNKNOWN_LANGUAGE)

    @property
    def names(self) -> str:
        """The files' names, in short."""
        return f"captions.{self._name}.{{{','.join(FORMATS)}}}"

    def take(self, caption: Caption) -> None:
        """Write a caption in every format. Raises `OutputError` after it has tried them all."""
        cue = Cue(
            id=caption.id,
            start_s=caption.start_s,
            end_s=caption.end_s,
            lines=caption.lines,
            language=caption.language,
            speaker=caption.speaker,
        )
        is_held = caption.revision == 1
        failure: OutputError | None = None
        for file in self._files:
            try:
                file.write(() if is_held else (cue,), cue if is_held else None)
            except OutputError as error:
                failure = failure or error
        if failure is not None:
            raise failure

    def close(self) -> None:
        """Close the files, under their language's name if that has been found out."""
        for file in self._files:
            file.close()
        written = self._path(_UNNAMED, "vtt")
        if self._language is None and written.is_file():
            cues = cue_format("vtt").read(written.read_text(encoding="utf-8"))
            language = _main_language(cues)
            if language is not None and language not in self._taken:
                self._rename(language, cues)

    def _rename(self, language: str, cues: Sequence[Cue]) -> None:
        """Write the files anew: some formats name their main language inside.

        Where that does not succeed, the old ones stay.
        """
        replaced = _UNNAMED
        try:
            files = self._created(language, language)
            try:
                for file in files:
                    file.write(cues)
            finally:
                for file in files:
                    file.close()
            self._name = language
        except OutputError:
            replaced = language
        for name in FORMATS:
            with suppress(OSError):
                self._path(replaced, name).unlink()

    def _created(self, name: str, language: str) -> list[CueFile]:
        formats = [cue_format(each) for each in FORMATS]
        return [CueFile(self._path(name, each.name), each, language) for each in formats]

    def _path(self, name: str, file_format: str) -> Path:
        return self._folder / f"captions.{name}.{file_format}"


def _main_language(cues: Sequence[Cue]) -> str | None:
    said: Counter[str] = Counter()
    for cue in cues:
        said[cue.language] += sum(map(len, cue.lines))
    return max(said, key=said.__getitem__) if said else None
