from hypothesis import given
from hypothesis import strategies as st

from captions.live import LiveLine, flow, live_lines
from captions.text import clean, width
from tests.captions.strategies import texts

words = st.lists(
    st.text("abcdef", min_size=1, max_size=30)
    | st.sampled_from(["end.", "so,", "大", "（", "。", "ょ", "👍", "a-b"]),
    max_size=25,
)


def _typed(parts: list[str]) -> str:
    """Latin words with spaces between, the rest without."""
    text = ""
    for part in parts:
        text += (" " if part[0].isascii() and text else "") + part
    return text


@given(words, st.integers(0, 25), st.integers(0, 25), texts, st.integers(16, 42))
def test_a_word_that_is_shown_never_moves_while_the_text_grows(
    parts: list[str], fewer: int, more: int, tail: str, columns: int
) -> None:
    early, late = sorted((fewer, more))
    before = [
        line.stable for line in flow(_typed(parts[:early]), " " + tail, columns) if line.stable
    ]
    after = [line.stable for line in flow(_typed(parts[:late]), "", columns)]
    assert before[:-1] == [line.rstrip() for line in after[: len(before)]][:-1]
    if before:
        assert after[len(before) - 1].startswith(before[-1].rstrip())


@given(texts, texts, st.integers(16, 42))
def test_lines_hold_the_text_and_fit(stable: str, unstable: str, columns: int) -> None:
    lines = flow(stable, " " + unstable, columns)
    shown = "".join(line.stable + line.unstable for line in lines)
    assert "".join(shown.split()) == "".join(clean(f"{stable} {unstable}").split())
    assert all(width(line.stable + line.unstable) <= columns for line in lines)


@given(st.text("ab ", max_size=80), st.text("ab ", max_size=80))
def test_unstable_text_becoming_stable_moves_nothing(stable: str, unstable: str) -> None:
    before = flow(stable, unstable, 20)
    after = flow(stable + unstable, "", 20)
    assert [line.stable + line.unstable for line in before] == [line.stable for line in after]


def test_punctuation_that_comes_late_hangs_on_to_its_word() -> None:
    assert flow("twelve lette worda", "", 20) == (LiveLine("twelve lette worda"),)
    assert flow("twelve lette worda.”", "", 20) == (LiveLine("twelve lette worda.”"),)


def test_the_last_lines_are_shown_with_their_unstable_part() -> None:
    found = live_lines("one two three four five six seven eight", " nine", 20, 2)
    assert found.top == 1
    assert found.lines == (LiveLine("five six seven"), LiveLine("eight", " nine"))
    assert live_lines("", "", 20, 2).lines == ()


def test_lines_that_scrolled_away_stay_away() -> None:
    stable = "one two three four five six"
    grown = live_lines(stable, " seven eight nine", 20, 2)
    assert grown.top == 1
    shrunk = live_lines(stable, "", 20, 2, top=grown.top)
    assert shrunk.top == 1
    assert shrunk.lines == (LiveLine("five six"),)
    assert live_lines("", "one", 20, 2, top=5).lines == (LiveLine("", "one"),)
