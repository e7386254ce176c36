from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.errors import ConfigError
from configs.load import LoadedConfig, default_user_file, load_config, show_values
from configs.schema import Config


def load(
    profile: str | None = None,
    *overrides: str,
    user_file: Path | None = None,
    **environ: str,
) -> LoadedConfig:
    return load_config(profile, user_file=user_file, environ=environ, overrides=overrides)


@pytest.fixture
def user_file(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(
        'profile = "cpu"\n'
        '[recognize]\nthreads = 5\nprompt = "mine"\n'
        "[translate.options]\nbeam = 2\n"
    )
    return path


def test_nothing_set_is_the_default() -> None:
    loaded = load()
    assert loaded.config == Config()
    assert set(loaded.origins.values()) == {"default"}
    assert list(loaded.origins) == [key for key, _ in show_values(loaded.config)]


def test_the_last_layer_wins_and_is_named(user_file: Path) -> None:
    environ = {"DRAGOMAN_RECOGNIZE__PROMPT": "env", "DRAGOMAN_AUDIO__VAD": "webrtc"}
    loaded = load(None, "audio.vad=silero", user_file=user_file, **environ)
    config, origins = loaded.config, loaded.origins
    assert (config.profile, origins["profile"]) == ("cpu", str(user_file))
    assert (config.recognize.threads, origins["recognize.threads"]) == (5, str(user_file))
    assert config.recognize.prompt == "env"
    assert origins["recognize.prompt"] == "DRAGOMAN_RECOGNIZE__PROMPT"
    assert (config.audio.vad, origins["audio.vad"]) == ("silero", "--set")
    assert config.recognize.candidates[0] == "whisper-small"
    assert origins["recognize.candidates"] == "profile cpu"
    assert origins["translate.options.beam"] == str(user_file)
    assert origins["captions.lines"] == "default"


def test_who_may_name_the_profile(user_file: Path) -> None:
    assert load(user_file=user_file).config.profile == "cpu"
    assert load(user_file=user_file, DRAGOMAN_PROFILE="gpu").config.profile == "gpu"
    by_set = load(None, "profile=light", user_file=user_file, DRAGOMAN_PROFILE="gpu")
    assert by_set.origins["recognize.candidates"] == "profile light"
    asked = load("light", user_file=user_file, DRAGOMAN_PROFILE="gpu")
    assert (asked.config.profile, asked.origins["profile"]) == ("light", "--profile")
    assert load("auto", user_file=user_file).config.recognize.candidates[0] == "whisper-tiny.en"


def test_other_names_in_the_environment_are_left_alone() -> None:
    loaded = load(DRAGOMAN_SHARED="x", DRAGOMAN_PORT="tcp://10.0.0.1:80", OTHER__THING="y")
    assert loaded.config == Config()


def test_the_environment_of_the_process_is_read_when_called(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DRAGOMAN_CAPTIONS__LINES", "3")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert load_config().config.captions.lines == 3
    path = default_user_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[captions]\ncolumns = 50\n")
    assert load_config().config.captions.columns == 50
    assert load_config(user_file=None).config.captions.columns == 42


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[recognize]\nthreads = 'x'", "recognize.threads: 'x' has the wrong type"),
        ("[recognize]\nthreads = 99", "recognize.threads: 99 is out of range"),
        ("[recognise]\nmodel = 'x'", "did you mean recognize.model"),
        ("profile = 'huge'", "profile: unknown value 'huge'"),
        ("profile = [1]", "profile: \\[1\\] has the wrong type"),
        ("what?", "is not TOML"),
    ],
)
def test_a_bad_user_file_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match=problem) as info:
        load(user_file=path)
    assert str(path) in str(info.value)


def test_a_user_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(user_file=tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not TOML"):
        load(user_file=tmp_path / "binary.toml")


@pytest.mark.parametrize(
    ("override", "problem"),
    [
        ("recognize.threads", "--set: 'recognize.threads' is not of the form"),
        ("recognize.threads=x", "recognize.threads: 'x' is not a whole number"),
        ("recognize.device=tpu", "recognize.device: unknown value 'tpu' \\(allowed: auto"),
        ("=x", "--set: '=x' is not of the form"),
    ],
)
def test_a_bad_override(override: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        load(None, override)


def test_a_bad_variable_is_named() -> None:
    with pytest.raises(ConfigError, match="set by DRAGOMAN_RECOGNIZE__THREADS"):
        load(DRAGOMAN_RECOGNIZE__THREADS="x")
    with pytest.raises(ConfigError, match="set by DRAGOMAN_RECOGNIZE__DEVICE"):
        load(DRAGOMAN_RECOGNIZE__DEVICE="x")


@given(st.permutations(["1", "2", "3"]))
def test_the_last_of_several_overrides_wins(threads: list[str]) -> None:
    loaded = load(None, *(f"recognize.threads={count}" for count in threads))
    assert loaded.config.recognize.threads == int(threads[-1])
