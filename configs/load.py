"""Put the settings together: profile < user file < environment < command line."""

import dataclasses
import enum
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import platformdirs

from configs.errors import ConfigError
from configs.profiles import read_profile
from configs.schema import PROFILES, Config
from configs.values import build_config, flatten, from_text, from_toml

__all__ = ["DEFAULT_USER_FILE", "LoadedConfig", "default_user_file", "load_config", "show_values"]

_PREFIX = "DRAGOMAN_"
_PROFILE = "profile"


class _Default(enum.Enum):
    USER_FILE = enum.auto()


DEFAULT_USER_FILE = _Default.USER_FILE
"""Stands for `default_user_file()`, which depends on the environment at the time of the call."""


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """The settings, and where each value came from."""

    config: Config
    origins: Mapping[str, str]
    """Key to `default`, `profile NAME`, the user file's path, `DRAGOMAN_…`, or `--set`."""


@dataclass(frozen=True, slots=True)
class _Value:
    value: Any
    origin: str


def default_user_file() -> Path:
    """Where the user keeps settings: `~/.config/dragoman/config.toml` on Linux."""
    return Path(platformdirs.user_config_dir("dragoman")) / "config.toml"


def load_config(
    profile: str | None = None,
    *,
    user_file: Path | _Default | None = DEFAULT_USER_FILE,
    environ: Mapping[str, str] | None = None,
    overrides: Sequence[str] = (),
) -> LoadedConfig:
    """Read every layer; a later one wins.

    `profile` is what the command line asked for; without it the other layers may name one.
    `user_file` None reads none; `environ` None reads the process's. `overrides` are
    `section.key=value`. `ConfigError` names the key, what it may be, and where it was set.
    """
    layers: dict[str, _Value] = {}
    layers.update(_user_file(user_file))
    layers.update(_environment(os.environ if environ is None else environ))
    layers.update(_overrides(overrides))
    if profile is not None:
        layers[_PROFILE] = _Value(profile, "--profile")
    chosen = layers[_PROFILE].value if _PROFILE in layers else ""
    below = dict(_profile(chosen)) if chosen in PROFILES else {}
    return _loaded({**below, **layers})


def show_values(config: Config) -> Iterator[tuple[str, Any]]:
    """Every key with its value, in the order of the schema; each option on its own."""
    for field in dataclasses.fields(config):
        section = getattr(config, field.name)
        if not dataclasses.is_dataclass(section):
            yield field.name, section
            continue
        for inner in dataclasses.fields(section):
            value = getattr(section, inner.name)
            if isinstance(value, Mapping):
                yield from ((f"{field.name}.{inner.name}.{name}", value[name]) for name in value)
            else:
                yield f"{field.name}.{inner.name}", value


def _loaded(values: Mapping[str, _Value]) -> LoadedConfig:
    try:
        config = build_config({key: item.value for key, item in values.items()})
    except ConfigError as error:
        raise _placed(error, values[error.key].origin if error.key in values else "") from error
    origins = {
        key: values[key].origin if key in values else "default" for key, _ in show_values(config)
    }
    return LoadedConfig(config, MappingProxyType(origins))


def _profile(name: str) -> Iterator[tuple[str, _Value]]:
    for key, value in flatten(read_profile(name)):
        yield key, _Value(from_toml(key, value), f"profile {name}")


def _user_file(path: Path | _Default | None) -> Iterator[tuple[str, _Value]]:
    if path is None:
        return
    if isinstance(path, _Default):
        path = default_user_file()
        if not path.exists():
            return
    for key, value in flatten(_read_toml(path)):
        try:
            yield key, _Value(from_toml(key, value), str(path))
        except ConfigError as error:
            raise _placed(error, str(path)) from error


def _read_toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(str(path), f"cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(str(path), f"is not TOML: {error}") from error


def _environment(environ: Mapping[str, str]) -> Iterator[tuple[str, _Value]]:
    """`DRAGOMAN_SECTION__KEY` and `DRAGOMAN_PROFILE`.

    Other names without a double underscore are left alone: container platforms set such names
    for a service that is called dragoman.
    """
    for name in sorted(environ):
        rest = name.removeprefix(_PREFIX)
        if rest == name or ("__" not in rest and rest != "PROFILE"):
            continue
        key = rest.lower().replace("__", ".")
        try:
            yield key, _Value(from_text(key, environ[name]), name)
        except ConfigError as error:
            raise _placed(error, name) from error


def _overrides(overrides: Sequence[str]) -> Iterator[tuple[str, _Value]]:
    for override in overrides:
        key, equals, text = override.partition("=")
        if not equals or not key.strip():
            raise ConfigError("--set", f"{override!r} is not of the form section.key=value")
        yield key.strip(), _Value(from_text(key.strip(), text), "--set")


def _placed(error: ConfigError, origin: str) -> ConfigError:
    """The same error, with the place where the value was set."""
    if origin in ("", "--set", "--profile"):
        return error
    return ConfigError(error.key, f"{error.problem} (set by {origin})", allowed=error.allowed)
