import pytest

from configs.errors import ConfigError
from translators.languages import LANGUAGES, find_language, language_code, language_name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("pt-BR", "pt"),
        ("por", "pt"),
        ("por_Latn", "pt"),
        ("spa", "es"),
        ("EN", "en"),
        (" en_US ", "en"),
        ("Spanish", "es"),
        ("nob", "no"),
        ("zho_Hans", "zh"),
        ("iw", "he"),
        ("jw", "jv"),
        ("yue", "yue"),
    ],
)
def test_many_spellings_are_one_code(written: str, code: str) -> None:
    assert find_language(written) == code
    assert language_code(written) == code


@pytest.mark.parametrize("written", ["", "xx", "klingon", "-", "12", "español de España"])
def test_unknown_language_is_one_clear_error(written: str) -> None:
    assert find_language(written) is None
    with pytest.raises(ConfigError, match=r"recognize\.language: unknown language") as caught:
        language_code(written, "recognize.language")
    assert "es" in caught.value.allowed


def test_every_code_is_its_own_and_has_a_name() -> None:
    for code, name in LANGUAGES.items():
        assert find_language(code) == code
        assert find_language(name) == code
        assert language_name(code) == name
    assert language_name("tlh") == "tlh"
