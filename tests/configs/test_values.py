from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.errors import ConfigError
from configs.schema import Config
from configs.values import build_config, check_key, flatten, from_text, from_toml, known_keys

KEYS = [key for key in known_keys() if not key.endswith(".options")]


def test_keys_are_flat_and_typed() -> None:
    keys = known_keys()
    assert keys["profile"] is str
    assert keys["recognize.threads"] is int
    assert keys["audio.chunk_s"] is float
    assert "audio" not in keys


def test_every_key_has_a_type_that_can_be_read() -> None:
    assert set(known_keys().values()) == {
        str,
        int,
        float,
        bool,
        tuple[str, ...],
        Mapping[str, Any],
    }


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("recognise.model", "recognize.model"),
        ("recognize.thread", "recognize.threads"),
        ("profil", "profile"),
        ("xyz", "recognize.…"),
        ("recognize", "did you mean recognize."),
        ("audio.options.x", "recognize.…"),
        ("translate.options", "translate."),
        ("", "recognize.…"),
    ],
)
def test_an_unknown_key_gets_a_hint(key: str, hint: str) -> None:
    with pytest.raises(ConfigError, match="no such setting") as info:
        check_key(key)
    assert hint in str(info.value)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("recognize.threads", "3", 3),
        ("audio.chunk_s", "0.1", 0.1),
        ("audio.chunk_s", "1", 1.0),
        ("server.log_transcripts", "true", True),
        ("server.log_transcripts", "false", False),
        ("recognize.prompt", "3", "3"),
        ("recognize.prompt", "", ""),
        ("speak.backends", "kokoro, espeak_ng,", ("kokoro", "espeak_ng")),
        ("translate.options.model", "../some/folder", "../some/folder"),
        ("translate.options.beam", "4", 4),
        ("translate.options.fast", "true", True),
        ("translate.options.list", "[1, 2]", [1, 2]),
        ("translate.options.text", "a\nb = 1", "a\nb = 1"),
    ],
)
def test_from_text(key: str, text: str, value: object) -> None:
    found = from_text(key, text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("key", "text", "allowed"),
    [
        ("recognize.threads", "three", "a whole number"),
        ("recognize.threads", "1.5", "a whole number"),
        ("audio.chunk_s", "", "a number"),
    ],
)
def test_from_bad_text(key: str, text: str, allowed: str) -> None:
    with pytest.raises(ConfigError) as info:
        from_text(key, text)
    assert info.value.key == key
    assert info.value.allowed == (allowed,)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("recognize.threads", "3"),
        ("recognize.threads", True),
        ("recognize.threads", 3.0),
        ("audio.chunk_s", "0.1"),
        ("audio.chunk_s", True),
        ("recognize.model", 3),
        ("speak.backends", "kokoro"),
        ("speak.backends", [1]),
        ("recognize.model", {"name": "x"}),
    ],
)
def test_from_toml_of_the_wrong_type(key: str, value: object) -> None:
    with pytest.raises(ConfigError, match="has the wrong type"):
        from_toml(key, value)


def test_from_toml() -> None:
    assert from_toml("audio.chunk_s", 1) == 1.0
    assert from_toml("speak.backends", ["a", "b"]) == ("a", "b")
    assert from_toml("speak.options.x", {"deep": 1}) == {"deep": 1}


def test_flatten_stops_at_an_option() -> None:
    tables = {"profile": "cpu", "speak": {"rate": 1.1, "options": {"x": {"deep": 1}}}, "audio": {}}
    assert dict(flatten(tables)) == {
        "profile": "cpu",
        "speak.rate": 1.1,
        "speak.options.x": {"deep": 1},
    }


def test_build() -> None:
    config = build_config({"profile": "cpu", "speak.rate": 1.1, "speak.options.x": 1})
    assert config.profile == "cpu"
    assert config.speak.rate == 1.1
    assert dict(config.speak.options) == {"x": 1}
    assert build_config({}) == Config()


@given(key=st.sampled_from(KEYS), text=st.text(max_size=12))
def test_any_text_is_a_value_or_a_config_error(key: str, text: str) -> None:
    problem = None
    try:
        build_config({key: from_text(key, text)})
    except ConfigError as error:
        problem = error
    assert problem is None or str(problem).startswith(f"{key}: ")
