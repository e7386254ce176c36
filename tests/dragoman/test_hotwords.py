from pathlib import Path

import pytest

from configs.errors import ConfigError
from configs.schema import Config, RecognizeConfig, TranslateConfig
from dragoman.hotwords import HOTWORDS_CHARS, expect_terms
from dragoman.job import AUTO, Wish


def settings(path: Path, hotwords: str = "") -> Config:
    return Config(
        recognize=RecognizeConfig(hotwords=hotwords), translate=TranslateConfig(glossary=str(path))
    )


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "terms"
    path.write_text("Dragoman\n[en-es]\nvoicemail = buzón\n[fr-es]\nboîte = buzón\n")
    return path


def test_without_a_glossary_nothing_changes() -> None:
    config = Config()
    assert expect_terms(config, Wish("en"), pytest.fail) is config


def test_terms_stand_behind_the_users_own_hotwords(glossary: Path) -> None:
    config = expect_terms(settings(glossary, "Kennedy"), Wish("en", ("es",)), pytest.fail)
    assert config.recognize.hotwords == "Kennedy, Dragoman, voicemail"


def test_a_language_that_is_not_known_yet_takes_all(glossary: Path) -> None:
    config = expect_terms(settings(glossary), Wish(AUTO, ("es",)), pytest.fail)
    assert config.recognize.hotwords == "Dragoman, voicemail, boîte"


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    path = tmp_path / "many"
    path.write_text("\n".join(f"Somebody{number:02}" for number in range(50)))
    told: list[str] = []
    config = expect_terms(settings(path), Wish("en"), told.append)
    assert len(config.recognize.hotwords) <= HOTWORDS_CHARS
    assert config.recognize.hotwords.startswith("Somebody00, Somebody01, ")
    assert len(told) == 1
    assert "the first 13 of the glossary's 50 terms" in told[0]


def test_a_wrong_glossary_ends_the_command(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        expect_terms(settings(tmp_path / "none"), Wish("en"), pytest.fail)
