from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configs.errors import ConfigError
from translators.glossary import MAX_TERMS, Glossary, Term, read_glossary
from translators.translate import Pair, Rendering

EN_PT, EN_ES, PT_EN = Pair("en", "pt"), Pair("en", "es"), Pair("pt", "en")


def glossary(folder: Path, text: str) -> Glossary:
    path = folder / "terms.txt"
    path.write_text(text, encoding="utf-8")
    return read_glossary(path)


def test_both_forms_and_comments(tmp_path: Path) -> None:
    found = glossary(
        tmp_path,
        "\ufeff# Names first.\n\nDragoman\n  Fox Mulder = Fox Mulder \n"
        "voicemail = correio  de voz\npound key\ttecla cardinal\n",
    )
    assert [(term.source, term.target) for term in found.terms] == [
        ("Dragoman", "Dragoman"),
        ("Fox Mulder", "Fox Mulder"),
        ("voicemail", "correio de voz"),
        ("pound key", "tecla cardinal"),
    ]


def test_directions_by_section_and_by_column(tmp_path: Path) -> None:
    found = glossary(
        tmp_path,
        "Dragoman\n[en-pt]\nmailbox = caixa\nqueue\tcola\ten-es\n[ English - Spanish ]\n"
        "mailbox = buzón\n",
    )
    assert found.renderings(EN_PT) == (Rendering("Dragoman", "Dragoman"), ("mailbox", "caixa"))
    assert [one.target for one in found.renderings(EN_ES)] == ["Dragoman", "cola", "buzón"]
    assert found.renderings(PT_EN) == (Rendering("Dragoman", "Dragoman"),)


def test_a_term_for_the_direction_wins_over_a_general_one() -> None:
    found = Glossary((Term("Mailbox", "caixa", EN_PT), Term("mailbox", "box")))
    assert found.renderings(EN_PT) == (Rendering("Mailbox", "caixa"),)
    assert found.renderings(EN_ES) == (Rendering("mailbox", "box"),)


def test_a_sign_inside_a_word_is_no_border(tmp_path: Path) -> None:
    assert glossary(tmp_path, "a=b = c=d\nC#\n").terms == (Term("a=b", "c=d"), Term("C#", "C#"))


def test_what_to_expect_in_speech() -> None:
    found = Glossary(
        (Term("Dragoman", "Dragoman"), Term("mailbox", "caixa", EN_PT), Term("caixa", "box", PT_EN))
    )
    assert found.hotwords("en", ["pt"]) == ("Dragoman", "mailbox")
    assert found.hotwords("en", ["es"]) == ("Dragoman",)
    assert found.hotwords("pt", []) == ("Dragoman", "caixa")
    assert found.hotwords(None, ["pt"]) == ("Dragoman", "mailbox")
    assert found.hotwords(None, []) == ("Dragoman", "mailbox", "caixa")


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("mailbox = ", "an empty side; write the term alone to keep it as it is"),
        ("\tcaixa", "an empty side; write the term alone to keep it as it is"),
        ("a = b = c", "more than one ' = '"),
        ("a\tb\ten-pt\tx", "4 columns; allowed are term, rendering, direction"),
        ("a\tb\tenglish", "'english' is not a direction such as en-pt"),
        ("[en-klingon]", "'klingon' is not a language"),
        ("[en-en]", "en-en is no direction of translation"),
        ("... = x", "'...' has neither letter nor digit"),
        ("a\u0007b", "'a\\x07b' has a character that cannot be printed"),
        ("x" * 81, "a term of 81 characters; at most 80 are allowed"),
        ("first = other", "'first' has another rendering already: 'one'"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(ConfigError) as failed:
        glossary(tmp_path, f"# terms\nfirst = one\n{line}\n")
    assert str(failed.value) == f"{tmp_path / 'terms.txt'}, line 3: {problem}"


def test_there_is_a_bound(tmp_path: Path) -> None:
    text = "\n".join(f"term{number}" for number in range(MAX_TERMS + 1))
    with pytest.raises(ConfigError, match=f"line {MAX_TERMS + 1}: more than"):
        glossary(tmp_path, text)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot read .*No such file"):
        read_glossary(tmp_path / "none")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00x")
    with pytest.raises(ConfigError, match="not text in UTF-8"):
        read_glossary(tmp_path / "binary")
    with pytest.raises(ConfigError, match="cannot read"):
        read_glossary(tmp_path)


@given(st.text(max_size=120))
def test_any_text_is_a_glossary_or_one_clear_line(tmp_path_factory, text: str) -> None:
    folder = tmp_path_factory.mktemp("glossary")
    try:
        found = glossary(folder, text.encode("utf-8", "replace").decode())
    except ConfigError as error:
        found, problem = Glossary(), str(error)
    else:
        problem = ""
    assert "\n" not in problem
    assert all(term.source and term.target for term in found.terms)
