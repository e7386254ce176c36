"""The options that commands share, and what they change in the settings."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

from audio_io.pace import Pace
from configs.schema import PROFILES
from dragoman.job import Job, raw_format

__all__ = ["make_job", "overrides_of", "settings_options", "speech_options"]

Function = TypeVar("Function", bound=Callable[..., Any])

_SPEECH = (
    click.option(
        "--out",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Write events.jsonl and captions.<language>.vtt, .srt and .txt into this folder.",
    ),
    click.option(
        "--pace",
        type=click.Choice(["realtime", "fast"]),
        default="realtime",
        show_default=True,
        help="Hear a recording as if it were spoken now, or as fast as it can be read.",
    ),
    click.option(
        "--channel",
        type=click.Choice(["mix", "left", "right"]),
        help="Which channel of a stereo source.  [default: mix]",
    ),
    click.option(
        "--raw",
        metavar="ENC[:RATE[:CH]]",
        help="SOURCE is PCM without a header, such as s16le:16000:1.",
    ),
    click.option(
        "--glossary",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Terms to be heard and translated in one way, a line each: voicemail = buzón.",
    ),
)
_SETTINGS = (
    click.option(
        "--profile",
        type=click.Choice(["auto", *PROFILES]),
        help="Which models.  [default: auto, the best that are here and fit this machine]",
    ),
    click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="KEY=VALUE",
        help="Change a setting; `dragoman config` shows them all. Options win over it.",
    ),
    click.option("--offline", is_flag=True, help="Open no connection: fetch no model."),
)


def speech_options(function: Function) -> Function:
    """Give a command the argument SOURCE and the options that `make_job` takes."""
    function = settings_options(function)
    for option in reversed(_SPEECH):
        function = option(function)
    return click.argument("source", metavar="SOURCE")(function)


def settings_options(function: Function) -> Function:
    """Give a command `--profile`, `--set` (as `overrides`) and `--offline`."""
    for option in reversed(_SETTINGS):
        function = option(function)
    return function


def overrides_of(told: Mapping[str, object]) -> tuple[str, ...]:
    """What was told, by key of a setting, as `--set` would have it; None was not told."""
    return tuple(f"{key}={value}" for key, value in told.items() if value is not None)


def make_job(
    source: str,
    *,
    language: str | None,
    targets: tuple[str, ...],
    interprets: bool = False,
    plays: bool = False,
    headphones: bool = False,
    out: Path | None,
    pace: Pace,
    channel: str | None,
    raw: str | None,
    glossary: Path | None = None,
    profile: str | None,
    overrides: tuple[str, ...],
    offline: bool,
) -> Job:
    """A job from the options; they win over settings. Raises `ConfigError`."""
    told = {
        "recognize.language": language,
        "audio.channel": channel,
        "translate.glossary": glossary,
    }
    return Job(
        source=source,
        targets=targets,
        out=out,
        interprets=interprets,
        plays=plays,
        headphones=headphones,
        pace=pace,
        raw=None if raw is None else raw_format(raw),
        offline=offline,
        profile=profile,
        overrides=(*overrides, *overrides_of(told)),
    )
