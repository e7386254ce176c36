from pathlib import Path
from typing import Any

import pytest

from configs.camera_config import DepthConfig
from configs.errors import ConfigError
from configs.load import load_config
from configs.narrate_config import NarrateConfig


@pytest.mark.parametrize(
    ("key", "value", "allowed"),
    [
        ("language", "English", "an ISO 639-1 code"),
        ("language", "auto", "a code such as en"),
        ("verbosity", 0, "1 to 3"),
        ("verbosity", 4, "1 to 3"),
        ("directions", "compass", "clock, sides"),
        ("announce", ("speech", "shouting"), "speech-dispatcher, braille"),
        ("sure_from", 1.5, "0.0 to 1.0"),
        ("a_minute", 0, "1 to 60"),
        ("stale_s", 0.0, "0.2 to 30.0"),
    ],
)
def test_a_bad_value_names_the_key_and_what_is_allowed(key: str, value: Any, allowed: str) -> None:
    with pytest.raises(ConfigError) as info:
        NarrateConfig(**{key: value})
    assert info.value.key == f"narrate.{key}"
    assert allowed in str(info.value)


def test_near_and_far_need_no_engine() -> None:
    assert DepthConfig().backend == "boxes"
    with pytest.raises(ConfigError, match=r"depth\.backends"):
        DepthConfig(backends=())


def test_every_way_of_setting_them(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(
        '[narrate]\nverbosity = 1\ndirections = "sides"\nannounce = ["text", "braille"]\n'
        "[camera]\nmirrored = true\n"
    )
    environ = {"DRAGOMAN_NARRATE__VERBOSITY": "3", "DRAGOMAN_NARRATE__EARCONS": "false"}
    overrides = ("narrate.a_minute=20",)
    loaded = load_config("light", user_file=file, environ=environ, overrides=overrides)
    found = loaded.config.narrate
    assert found == NarrateConfig(
        verbosity=3, directions="sides", announce=("text", "braille"), earcons=False, a_minute=20
    )
    assert loaded.config.camera.mirrored
    assert loaded.origins["narrate.verbosity"] == "DRAGOMAN_NARRATE__VERBOSITY"
    with pytest.raises(ConfigError, match=r"narrate\.verbosity.*1 to 3"):
        load_config("light", user_file=file, environ={}, overrides=("narrate.verbosity=9",))
