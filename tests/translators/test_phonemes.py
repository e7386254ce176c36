import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.errors import EngineError, MissingPart
from translators.phonemes import INSTALL, espeak_program, phonemes, plain_input

espeak = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="the program espeak-ng is not installed"
)


@espeak
def test_parts_of_one_sound_are_tied() -> None:
    assert phonemes("cheese", "en-us") == "t^ʃˈiːz"


@espeak
def test_clause_breaks_become_spaces() -> None:
    assert phonemes("one. Two", "en-us") == "wˈʌn tˈuː"


@espeak
def test_marks_of_another_language_are_left_out() -> None:
    said = phonemes("bonjour le weekend du website", "fr-fr")
    assert "(" not in said
    assert "en" not in said.split("^")


@espeak
def test_nasal_vowels_are_decomposed() -> None:
    assert "a\u0303" in phonemes("são", "pt-br") or "ɐ\u0303" in phonemes("são", "pt-br")


@espeak
@pytest.mark.parametrize("text", ["--help", "-v xx", "<b>&amp;", "[[t'est]]", "\x01 5p a"])
def test_text_is_never_a_command(text: str) -> None:
    assert phonemes(text, "en-us")
    assert phonemes("[[t'est]]", "en-us") != phonemes("test", "en-us")


@espeak
def test_an_unknown_voice_is_one_clear_error() -> None:
    with pytest.raises(EngineError, match="xx-nope"):
        phonemes("hello", "xx-nope")


def test_a_missing_program_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingPart) as caught:
        espeak_program()
    assert caught.value.command == INSTALL


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_can_be_handed_over(text: str) -> None:
    given_to_program = plain_input(text)
    assert b"[[" not in given_to_program
    assert b"\x01" not in given_to_program
    assert b"\x00" not in given_to_program
