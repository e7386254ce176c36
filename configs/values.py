"""Settings as flat keys `section.field`, and values of the type that each key takes."""

import dataclasses
import difflib
import tomllib
import typing
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from configs.errors import ConfigError
from configs.schema import Config

__all__ = ["build_config", "check_key", "flatten", "from_text", "from_toml", "known_keys"]

_OPTIONS = "options"


def known_keys() -> Mapping[str, Any]:
    """Every key and the type of its value; `section.options` is a table with names of its own."""
    return MappingProxyType(dict(_keys()))


def _keys() -> Iterator[tuple[str, Any]]:
    for name, kind in typing.get_type_hints(Config).items():
        if not dataclasses.is_dataclass(kind):
            yield name, kind
            continue
        for field, field_kind in typing.get_type_hints(kind).items():
            yield f"{name}.{field}", field_kind


def _is_option(key: str) -> bool:
    section, _, rest = key.partition(".")
    head, _, name = rest.partition(".")
    return head == _OPTIONS and bool(name) and f"{section}.{_OPTIONS}" in known_keys()


def check_key(key: str) -> None:
    """`ConfigError` with near names for a key that does not exist."""
    keys = [name for name in known_keys() if not name.endswith(f".{_OPTIONS}")]
    if key in keys or _is_option(key):
        return
    near = difflib.get_close_matches(key, keys, n=3, cutoff=0.6)
    if near:
        raise ConfigError(key, f"no such setting; did you mean {' or '.join(near)}?")
    sections = tuple(dict.fromkeys(name.partition(".")[0] for name in keys))
    raise ConfigError(key, "no such setting", allowed=(f"{name}.…" for name in sections[1:]))


def flatten(tables: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested tables as flat keys; an empty table gives nothing."""
    for name, value in tables.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and not _is_option(key):
            yield from flatten(value, f"{key}.")
        else:
            yield key, value


def from_text(key: str, text: str) -> Any:
    """The value of a key that was written as plain text, as on a command line."""
    check_key(key)
    kind = known_keys().get(key)
    if kind is None:
        return _literal(text)
    if kind in (int, float):
        return _number(key, text, kind)
    if kind is bool:
        return _truth(key, text)
    if kind is str:
        return text
    return tuple(part.strip() for part in text.split(",") if part.strip())


def from_toml(key: str, value: object) -> Any:
    """The value of a key as TOML gave it."""
    check_key(key)
    kind = known_keys().get(key)
    if kind is None:
        return value
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if kind in (str, int, float, bool):
        if type(value) is not kind:
            raise ConfigError(key, f"{value!r} has the wrong type", allowed=(_in_words(kind),))
        return value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(key, f"{value!r} has the wrong type", allowed=("a list of texts",))
    return tuple(value)


def build_config(values: Mapping[str, Any]) -> Config:
    """The settings from flat keys; what is not given has its default."""
    hints = typing.get_type_hints(Config)
    sections: dict[str, dict[str, Any]] = {}
    top: dict[str, Any] = {}
    for key, value in values.items():
        section, _, rest = key.partition(".")
        name, _, option = rest.partition(".")
        if not rest:
            top[section] = value
        elif option:
            sections.setdefault(section, {}).setdefault(_OPTIONS, {})[option] = value
        else:
            sections.setdefault(section, {})[name] = value
    for section, fields in sections.items():
        if _OPTIONS in fields:
            fields[_OPTIONS] = MappingProxyType(fields[_OPTIONS])
        top[section] = hints[section](**fields)
    return Config(**top)


def _number(key: str, text: str, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(text)
    except ValueError as error:
        problem = f"{text!r} is not {_in_words(kind)}"
        raise ConfigError(key, problem, allowed=(_in_words(kind),)) from error


def _truth(key: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise ConfigError(key, f"{text!r} is neither", allowed=("true", "false"))
    return text == "true"


def _literal(text: str) -> Any:
    """A TOML value where the text is one (a number, true, a list), otherwise the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except (tomllib.TOMLDecodeError, KeyError):
        return text


def _in_words(kind: type) -> str:
    return {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}[kind]
