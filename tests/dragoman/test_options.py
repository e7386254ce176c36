from typing import Any

import click
import pytest
from click.testing import CliRunner

from dragoman.job import Job
from dragoman.options import make_job, overrides_of, speech_options


def job_of(*arguments: str, language: str | None = None) -> Job:
    found: list[Job] = []

    @click.command()
    @speech_options
    def command(source: str, **options: Any) -> None:
        found.append(make_job(source, language=language, targets=("es",), **options))

    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return found[0]


def test_defaults() -> None:
    assert job_of("a.wav") == Job("a.wav", ("es",))


def test_options_win_over_settings() -> None:
    job = job_of(
        *("a.wav", "--channel", "left", "--profile", "light", "--raw", "u8:8000"),
        *("--set", "audio.channel=right", "--set", "recognize.language=fr"),
        language="en",
    )
    config = job.settings()
    assert (config.audio.channel, config.recognize.language) == ("left", "en")
    assert job.raw is not None
    assert job.raw.sample_rate_hz == 8_000


def test_a_glossary_is_a_setting() -> None:
    job = job_of("a.wav", "--glossary", "my terms.tsv", "--set", "translate.glossary=other")
    assert job.settings().translate.glossary == "my terms.tsv"


def test_what_was_not_told_changes_nothing() -> None:
    told = {"narrate.verbosity": 0, "narrate.language": None, "camera.mirrored": "true"}
    assert overrides_of(told) == ("narrate.verbosity=0", "camera.mirrored=true")


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["a", "--pace", "slow"]])
def test_wrong_usage(arguments: list[str]) -> None:
    @click.command()
    @speech_options
    def command(**options: Any) -> None: ...

    assert CliRunner().invoke(command, arguments).exit_code == 2
