from pathlib import Path

import pytest
from click.testing import CliRunner

from configs.errors import ConfigError
from dragoman.commands.config import command


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("DRAGOMAN_PROFILE", raising=False)


def rows(*arguments: str) -> dict[str, list[str]]:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return {words[0]: words[1:] for words in map(str.split, result.output.splitlines()) if words}


def test_shows_each_value_and_where_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_AUDIO__VAD", "webrtc")
    found = rows("--profile", "light", "--set", "translate.options.beam=2")
    assert found["profile"] == ["light", "--profile"]
    assert found["audio.vad"] == ["webrtc", "DRAGOMAN_AUDIO__VAD"]
    assert found["translate.options.beam"] == ["2", "--set"]
    assert found["recognize.candidates"] == ["whisper-tiny.en,whisper-base", "profile", "light"]
    assert found["recognize.prompt"] == ["default"]
    assert found["user"][-3:] == ["(does", "not", "exist)"]


def test_names_the_user_file(tmp_path: Path) -> None:
    path = tmp_path / "dragoman" / "config.toml"
    path.parent.mkdir()
    path.write_text("[captions]\nlines = 3\n")
    found = rows()
    assert found["captions.lines"] == ["3", str(path)]
    assert found["user"] == ["file:", str(path)]


def test_a_wrong_setting_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"did you mean audio\.vad"):
        CliRunner().invoke(command, ["--set", "audio.vat=x"], catch_exceptions=False)


def test_what_is_secret_is_not_shown() -> None:
    found = rows("--set", "server.admin_token=opensesame-opensesame")
    assert found["server.admin_token"] == ["(set,", "not", "shown)", "--set"]
