import pytest
from hypothesis import given
from hypothesis import strategies as st

from streaming.sentences import clause_end, sentence_ends


def sentences(text: str, *, is_whole: bool = True) -> list[str]:
    begin, found = 0, []
    for end in sentence_ends(text, is_whole=is_whole):
        found.append(text[begin:end].strip())
        begin = end
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hang up. Then dial.", ["Hang up.", "Then dial."]),
        ("Really?! Yes.", ["Really?!", "Yes."]),
        ("Mr. Smith called. He left.", ["Mr. Smith called.", "He left."]),
        ("It is 3.5 or 3. 5 of them.", ["It is 3.5 or 3.", "5 of them."]),
        ("See e.g. this one.", ["See e.g. this one."]),
        ("Wait... what? No", ["Wait... what?", "No"]),
        ('He said "go." Then he went.', ['He said "go."', "Then he went."]),
        ("你好。再见。", ["你好。", "再见。"]),
        ("", []),
        ("   ", []),
    ],
)
def test_whole_text(text, expected):
    assert sentences(text) == expected


def test_growing_text_ends_a_sentence_at_its_mark():
    assert sentences("Press one. Or", is_whole=False) == ["Press one."]
    assert sentences("Press one.", is_whole=False) == ["Press one."]
    assert sentences("Ask Mr.", is_whole=False) == []
    assert sentences("Press one", is_whole=False) == []


def test_clause_end_is_the_last_mark_far_enough():
    text = "if you know it, dial it now, or wait"
    assert text[: clause_end(text, at_least=5)] == "if you know it, dial it now,"
    assert clause_end(text, at_least=60) is None


@given(st.text("aB .!?,3。\n", max_size=60))
def test_sentences_lose_nothing(text):
    ends = sentence_ends(text, is_whole=True)
    assert list(ends) == sorted(set(ends))
    rest = text[ends[-1] :] if ends else text
    assert not rest.strip()
