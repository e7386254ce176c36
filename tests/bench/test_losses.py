from bench.losses import Losses, losses

SAID = "the party you are trying to reach is not here. please press one one two"


def test_a_right_text_has_lost_and_doubled_nothing() -> None:
    assert losses(SAID.upper(), SAID, "en") == Losses(0, 0)


def test_a_row_of_missing_words_is_lost_and_single_ones_are_not() -> None:
    assert losses(SAID.replace("trying to reach is ", ""), SAID, "en").lost == 4
    assert losses(SAID.replace("you are ", ""), SAID, "en").lost == 0


def test_a_run_that_comes_again_is_doubled() -> None:
    assert losses(SAID.replace("to reach", "to reach to reach"), SAID, "en").doubled == 2
    assert losses(SAID.replace("please", "please please please"), SAID, "en").doubled == 2
    # "one one" is what was said.
    assert losses(SAID, SAID, "en").doubled == 0
