from hashlib import sha256
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from configs.errors import ModelAbsent, ModelUnknown
from dragoman.commands.models import command
from model_store.catalogue import parse_catalogue

NAME = "tiny-model"
CATALOGUE = f"""
[[model]]
name = "{NAME}"
role = "recognize"
engine = "faster_whisper"
languages = ["en"]
licence = "MIT"
publisher = "somebody"
files = [
    {{ path = "a", size_bytes = 3, sha256 = "{sha256(b"abc").hexdigest()}" }},
]
sources = [{{ kind = "url", base = "http://127.0.0.1:9" }}]
"""


@pytest.fixture(autouse=True)
def _small_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only one model, which the mirror has."""
    for module in ("model_store.store", "dragoman.pulling"):
        monkeypatch.setattr(f"{module}.load_catalogue", lambda: parse_catalogue(CATALOGUE))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setenv("DRAGOMAN_MODELS__CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("DRAGOMAN_MODELS__MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("DRAGOMAN_MODELS__WANTED", NAME)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    (tmp_path / "mirror" / NAME).mkdir(parents=True)
    (tmp_path / "mirror" / NAME / "a").write_bytes(b"abc")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def test_from_list_to_remove(tmp_path: Path) -> None:
    assert "yes" not in run("list").stdout
    assert run("verify").stdout == f"there are no models in {tmp_path / 'cache'}\n"
    pulled = run("pull", NAME)
    folder = tmp_path / "cache" / NAME
    assert pulled.stdout == f"{NAME}: {folder}\n"
    assert f"{NAME}: 3 bytes, MIT, by somebody" in pulled.stderr
    assert "yes" in run("list").stdout
    assert run("path", NAME).stdout == f"{folder}\n"
    assert run("verify").stdout == f"{NAME}: right\n"
    assert run("remove", NAME).stdout == f"{NAME}: deleted\n"
    assert run("remove", NAME).stdout == f"{NAME}: was not here\n"


def test_pull_of_a_profile_offline() -> None:
    assert run("pull", "--offline", "--profile", "light").exit_code == 0
    assert run("path", NAME).exit_code == 0


def test_pull_without_a_name() -> None:
    result = run("pull")
    assert result.exit_code == 2
    assert "--profile light" in result.output


def test_what_cannot_be_had_is_said_and_the_status_tells(tmp_path: Path) -> None:
    (tmp_path / "mirror" / NAME / "a").unlink()
    result = run("pull", NAME)
    assert result.exit_code == 1
    assert "could not be had" in result.stderr
    assert "127.0.0.1:9" in result.stderr


def test_verify_names_what_is_wrong(tmp_path: Path) -> None:
    run("pull", NAME)
    (tmp_path / "cache" / NAME / "a").write_bytes(b"abd")
    result = run("verify", NAME)
    assert result.exit_code == 1
    assert "a has the wrong hash" in result.stdout
    assert "dragoman models pull" in result.stderr


def test_errors_about_names() -> None:
    with pytest.raises(ModelAbsent):
        run("path", NAME)
    with pytest.raises(ModelUnknown):
        run("pull", "other")
