"""Caption file formats by name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from captions import jsonl, srt, txt, webvtt
from captions.cue import UNKNOWN_LANGUAGE, Cue
from configs.errors import ConfigError

__all__ = ["FORMATS", "CueFormat", "cue_format"]


@dataclass(frozen=True, slots=True)
class CueFormat:
    """A file format: a header, then a block for each cue; both as text."""

    name: str
    """Also the file name's suffix."""
    header: Callable[[str], str]
    """The beginning of a file whose main language is given."""
    block: Callable[[Cue, str], str]
    """A cue in a file of a language."""
    read: Callable[..., tuple[Cue, ...]]
    """The cues of a file's text; takes the language of cues that do not tell theirs."""

    def write(self, cues: Sequence[Cue], language: str | None = None) -> str:
        """A whole file; its main language is that of the first cue if none is given."""
        main = language or (cues[0].language if cues else UNKNOWN_LANGUAGE)
        return self.header(main) + "".join(self.block(cue, main) for cue in cues)


FORMATS: Mapping[str, CueFormat] = MappingProxyType(
    {
        "vtt": CueFormat("vtt", webvtt.header, webvtt.block, webvtt.read),
        "srt": CueFormat("srt", srt.header, srt.block, srt.read),
        "txt": CueFormat("txt", txt.header, txt.block, txt.read),
        "jsonl": CueFormat("jsonl", jsonl.header, jsonl.block, jsonl.read),
    }
)


def cue_format(name: str) -> CueFormat:
    """The format of this name; raises `ConfigError` that lists the names there are."""
    found = FORMATS.get(name)
    if found is None:
        raise ConfigError("captions format", f"unknown format {name!r}", allowed=FORMATS)
    return found
