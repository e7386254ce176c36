from hypothesis import given
from hypothesis import strategies as st

from bench.resegment import passage_of_words

SAID = ["Press one now.", "Hang up, please.", "Good bye."]


def test_right_words_go_home() -> None:
    assert passage_of_words(" ".join(SAID).split(), SAID) == [0, 0, 0, 1, 1, 1, 2, 2]


def test_misheard_lost_and_added_words_stay_near() -> None:
    heard = ["press", "won", "now", "the", "hung", "please", "please", "good"]
    assert passage_of_words(heard, SAID) == [0, 0, 0, 1, 1, 1, 1, 2]


def test_there_may_be_nothing_on_either_side() -> None:
    assert passage_of_words([], SAID) == []
    assert passage_of_words(["so"], []) == [0]


@given(st.lists(st.sampled_from(["one", "two", "three", "four,", "five.", "-"]), max_size=12))
def test_passages_come_in_order(heard: list[str]) -> None:
    homes = passage_of_words(heard, ["One two.", "Three - four,", "five."])
    assert len(homes) == len(heard)
    assert homes == sorted(homes)
