from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from captions.cue import Cue
from captions.layout import lay_out
from captions.text import clean, width
from captions.units import spread
from configs.schema import CaptionsConfig
from tests.captions.strategies import timed_words
from translators.recognize import Word

STYLE = CaptionsConfig()


def bare(text: str) -> str:
    return "".join(text.split())


def lines(text: str, language: str = "en", style: CaptionsConfig = STYLE) -> list[tuple[str, ...]]:
    return [cue.lines for cue in lay_out(spread(text, 0.0, 20.0), style, language)]


styles = st.builds(
    CaptionsConfig,
    columns=st.sampled_from([16, 42]),
    lines=st.integers(1, 3),
    min_word_s=st.sampled_from([0.0, 0.3]),
)


@given(timed_words(), styles, st.floats(0, 100))
def test_no_word_is_lost_moved_or_shown_twice(
    words: tuple[Word, ...], style: CaptionsConfig, earliest_s: float
) -> None:
    found = lay_out(words, style, "en", earliest_s=earliest_s)
    text = "".join(word.text for word in words)
    shown = [line for cue in found for line in cue.lines]
    assert bare("".join(shown)) == bare(clean(text))
    # A word that a line can hold is on one line.
    assert set(" ".join(shown).split()) >= {
        word for word in clean(text).split() if width(word) <= style.columns and word.isascii()
    }


@given(timed_words(), styles, st.floats(0, 100))
def test_cues_fit_the_screen_and_never_overlap(
    words: tuple[Word, ...], style: CaptionsConfig, earliest_s: float
) -> None:
    found = lay_out(words, style, "en", earliest_s=earliest_s, first_id=7)
    assert [cue.id for cue in found] == list(range(7, 7 + len(found)))
    for cue in found:
        assert len(cue.lines) <= style.lines
        assert all(width(line) <= style.columns for line in cue.lines)
        assert cue.start_s >= round(earliest_s, 3)
    for cue, following in pairwise(found):
        assert cue.end_s <= following.start_s


@given(st.lists(st.text("abcdef", min_size=1, max_size=15), max_size=60))
def test_words_are_never_cut_and_stay_as_long_as_they_need(words: list[str]) -> None:
    found = lay_out(spread(" ".join(words), 1.0, 9.0), STYLE, "en")
    assert [word for cue in found for line in cue.lines for word in line.split()] == words
    for index, cue in enumerate(found):
        needed_s = STYLE.min_word_s * len(" ".join(cue.lines).split())
        is_cut = index + 1 < len(found) and cue.end_s == found[index + 1].start_s
        assert is_cut or cue.end_s - cue.start_s >= needed_s - 0.001


def test_lines_break_where_a_reader_would_pause() -> None:
    assert lines("Hello everyone. Today we talk about the budget for next year.") == [
        ("Hello everyone. Today we talk", "about the budget for next year.")
    ]
    assert lines(
        "Hoje vamos falar sobre o orçamento para o próximo ano, e depois sobre as contas que o "
        "conselho deixou por fechar.",
        "pt",
    ) == [
        ("Hoje vamos falar sobre o orçamento", "para o próximo ano,"),
        ("e depois sobre as contas", "que o conselho deixou por fechar."),
    ]


def test_short_text_is_one_line() -> None:
    assert lines("Thank you.") == [("Thank you.",)]
    assert lines("") == []


def test_a_word_longer_than_a_line_is_broken_without_loss() -> None:
    assert "".join(line for cue in lines("x" * 100) for line in cue) == "x" * 100


def test_wide_letters_take_two_columns_and_marks_do_not_begin_a_line() -> None:
    text = (
        "大家好。今天我们讨论明年的预算，然后再看看委员会留下的未结账目（共三十二项）。谢谢大家。"
    )
    found = [line for cue in lines(text, "zh") for line in cue]
    assert "".join(found) == text
    assert all(width(line) <= 42 and line[0] not in "。，）" for line in found)


def test_right_to_left_text_stays_in_its_logical_order() -> None:
    text = "مرحبا بالجميع. سنتحدث اليوم عن ميزانية العام القادم، ثم عن الحسابات."
    assert " ".join(line for cue in lines(text, "ar") for line in cue) == text


def test_a_cue_is_shown_from_its_first_word_for_0_3_s_a_word() -> None:
    words = (Word("One", 1.0, 1.1, 1.0), Word(" two", 1.1, 1.2, 1.0))
    assert lay_out(words, STYLE, "en", speaker="Ana") == (
        Cue(1, 1.0, 1.6, ("One two",), "en", "Ana"),
    )


def test_a_screen_does_not_go_empty_for_a_moment() -> None:
    text = "This line is as long as a line can be here. And so is this one, or nearly so, we say."
    style = CaptionsConfig(lines=1)
    found = lay_out(spread(text, 0.0, 20.0), style, "en")
    assert len(found) > 1
    for cue, following in pairwise(found):
        assert cue.end_s == following.start_s


def test_a_very_long_text_is_laid_out() -> None:
    count = 400
    found = lay_out(spread("word " * count, 0.0, 300.0), STYLE, "en")
    assert sum(len(line.split()) for cue in found for line in cue.lines) == count
