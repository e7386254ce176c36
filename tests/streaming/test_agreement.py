from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from streaming.agreement import LONGEST_DOUBT, LONGEST_DOUBT_S, Agreement, same_word
from translators.recognize import Hypothesis, Word

LATER_S = 100.0


def words(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    return tuple(
        Word(f" {each}", index * 0.3, index * 0.3 + 0.3, probability)
        for index, each in enumerate(text.split())
    )


def hypothesis(text: str, probability: float = 0.9) -> Hypothesis:
    return Hypothesis(words(text, probability), "en")


def settled(agreement: Agreement) -> str:
    return "".join(word.text for word in agreement.settled).strip()


def test_two_hypotheses_settle_what_they_share():
    agreement = Agreement()
    agreement.update(hypothesis("press the pond"), LATER_S)
    assert settled(agreement) == ""
    rest = agreement.update(hypothesis("press the pound key"), LATER_S)
    assert settled(agreement) == "press the"
    assert [word.text for word in rest] == [" pound", " key"]


def test_a_word_at_the_end_of_the_sound_waits_for_more_of_it():
    agreement = Agreement()
    said = words("one moment please", 0.8)
    for heard_s, expected in ((0.9, ""), (0.95, "one moment"), (1.0, "one moment")):
        agreement.update(Hypothesis(said[len(agreement.settled) :], "en"), heard_s)
        assert settled(agreement) == expected
    agreement.update(Hypothesis(said[2:], "en"), heard_s=1.1)
    assert settled(agreement) == "one moment please"


def test_a_doubted_word_needs_more_witnesses():
    agreement = Agreement()
    for expected in ("", "", "", "press the key"):
        agreement.update(hypothesis("press the key", 0.5), LATER_S)
        assert settled(agreement) == expected


def test_no_word_is_doubted_for_ever():
    agreement = Agreement()
    squeezed = Word(" extraordinarily", 0.0, 0.05, 0.01)
    for _ in range(9):
        assert settled(agreement) == ""
        agreement.update(Hypothesis((squeezed, *words("key")), "en"), heard_s=1.5)
    assert settled(agreement) == "extraordinarily key"


def flapping(first: str, number: int) -> Hypothesis:
    """A doubted word that comes out otherwise each time, and what follows it."""
    doubted = Word(f" {first}{number % 2}", 0.0, 0.3, 0.2)
    return Hypothesis((doubted, Word(" then", 0.3, 0.6, 0.95)), "en")


def test_a_word_that_never_comes_out_the_same_keeps_nothing_back_for_long():
    agreement = Agreement()
    for number in range(7):
        agreement.update(flapping("like", number), heard_s=0.9 + 0.2 * number)
        assert settled(agreement) == ""
    agreement.update(flapping("like", 7), heard_s=2.4)
    assert settled(agreement) == "like1"
    for _ in range(2):
        agreement.update(Hypothesis(words("then"), "en"), heard_s=2.9)
    assert settled(agreement) == "like1 then"


def test_what_is_heard_for_the_first_time_is_not_overdue():
    agreement = Agreement()
    for number in range(3):
        agreement.update(flapping("like", number), heard_s=9.0)
        assert settled(agreement) == ""


def test_a_word_that_came_once_is_not_taken_for_one_that_came_again_and_again():
    agreement = Agreement()
    for heard_s in (1.6, 1.8, 2.0):
        agreement.update(hypothesis("like", 0.2), heard_s)
    agreement.update(hypothesis("eight", 0.3), heard_s=2.5)
    assert settled(agreement) == ""
    agreement.update(hypothesis("like", 0.2), heard_s=2.7)
    assert settled(agreement) == "like"


def test_a_decoder_that_is_led_astray_once_costs_its_words_one_witness():
    steady, astray = Agreement(), Agreement()
    for _ in range(3):
        for agreement in (steady, astray):
            agreement.update(hypothesis("press the key", 0.5), heard_s=1.3)
    astray.update(hypothesis("pressing keys", 0.5), heard_s=1.3)
    assert settled(astray) == ""
    for _ in range(2):
        astray.update(hypothesis("press the key", 0.5), heard_s=1.3)
    assert settled(astray) == "press the key"


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0.0, 1.0)), min_size=5, max_size=30))
def test_no_word_waits_for_ever(said):
    agreement = Agreement(certainty=0.999)
    waited = 0
    for number, (text, probability) in enumerate(said):
        before = len(agreement.settled)
        heard_s = 0.4 + 0.5 * number
        agreement.update(Hypothesis((Word(f" {text}", 0.0, 0.3, probability),), "en"), heard_s)
        waited = 0 if len(agreement.settled) > before else waited + 1
        assert waited <= max(LONGEST_DOUBT, 2 * LONGEST_DOUBT_S / 0.5)


def test_a_higher_bar_settles_later():
    agreement = Agreement(certainty=0.985)
    for expected in ("", "", "press the key"):
        agreement.update(hypothesis("press the key", 0.95), heard_s=1.3)
        assert settled(agreement) == expected


def test_a_word_said_faster_than_anybody_speaks_is_doubted():
    once = Word(" Congratulations.", 0.0, 0.9, 0.9)
    again = Word(" Congratulations.", 0.9, 1.0, 0.9)
    agreement = Agreement()
    for _ in range(2):
        agreement.update(Hypothesis((once, again, Word(" You", 1.0, 1.2, 0.9)), "en"), LATER_S)
    assert settled(agreement) == "Congratulations."


def test_closing_punctuation_is_settled_where_a_word_follows_it():
    agreement = Agreement()
    said = (*words("the pound key."), Word(" Then", 0.9, 1.0, 0.4))
    for _ in range(2):
        rest = agreement.update(Hypothesis(said, "en"), LATER_S)
    assert settled(agreement) == "the pound key."
    assert [word.text for word in rest] == [" Then"]


def test_at_a_pause_sure_words_are_settled_at_once_with_their_punctuation():
    agreement = Agreement()
    rest = agreement.update(hypothesis("located at Digium."), heard_s=1.0, at_pause=True)
    assert settled(agreement) == "located at Digium."
    assert rest == ()
    agreement = Agreement()
    doubted = (*words("the pound"), Word(" kiwi.", 0.6, 0.9, 0.4))
    rest = agreement.update(Hypothesis(doubted, "en"), heard_s=1.0, at_pause=True)
    assert settled(agreement) == "the pound"
    assert [word.text for word in rest] == [" kiwi."]


def test_closing_punctuation_waits_where_nothing_follows():
    agreement = Agreement()
    rest = agreement.update(replace(hypothesis("the pound key."), settled=3), LATER_S)
    assert settled(agreement) == "the pound key"
    assert [word.text for word in rest] == ["."]
    mark = Word(",", 0.9, 0.9, 0.9)
    agreement.update(Hypothesis((mark, *words("then hang up")), "en"), LATER_S)
    agreement.update(Hypothesis((mark, *words("then hang up")), "en"), LATER_S)
    assert settled(agreement) == "the pound key, then hang up"


def test_digits_are_settled_with_the_word_that_follows():
    agreement = Agreement()
    for _ in range(2):
        agreement.update(hypothesis("dial 1, 2, 3,"), LATER_S)
    assert settled(agreement) == "dial"
    for _ in range(3):
        agreement.update(hypothesis("1234 and password", 0.99), heard_s=1.3)
    assert settled(agreement) == "dial 1234 and password"


def test_what_the_engine_settles_itself_is_taken_at_once():
    agreement = Agreement()
    rest = agreement.update(replace(hypothesis("one two three"), settled=2), LATER_S)
    assert settled(agreement) == "one two"
    assert [word.text for word in rest] == [" three"]


def attended(text: str, probability: float = 0.9) -> tuple[Word, ...]:
    return tuple(replace(word, attended_s=word.end_s) for word in words(text, probability))


def test_attention_well_behind_the_frontier_needs_one_hypothesis():
    agreement = Agreement()
    agreement.update(Hypothesis(attended("one two three four", 0.85), "en"), heard_s=1.2)
    assert settled(agreement) == "one two"


def test_a_doubted_word_needs_a_witness_besides_attention():
    agreement = Agreement()
    for expected in ("", "one two"):
        agreement.update(Hypothesis(attended("one two three", 0.3), "en"), heard_s=1.3)
        assert settled(agreement) == expected


def test_attention_settles_no_open_number():
    agreement = Agreement()
    agreement.update(Hypothesis(attended("press 1 2"), "en"), heard_s=3.0)
    assert settled(agreement) == "press"


def test_a_settled_word_may_grow_into_a_longer_one():
    agreement = Agreement()
    for _ in range(2):
        agreement.update(hypothesis("login in"), LATER_S)
    rest = (Word("correct.", 0.6, 1.1, 0.9), *words("please")[:1])
    assert agreement.update(Hypothesis(rest, "en"), LATER_S) == rest
    agreement.update(Hypothesis(rest, "en"), LATER_S)
    assert [word.text for word in agreement.settled] == [" login", " incorrect.", " please"]
    grown = agreement.settled[1]
    assert (grown.start_s, grown.end_s) == (0.3, 1.1)


def test_words_without_spaces_stay_words():
    agreement = Agreement()
    said = tuple(Word(text, 0.3 * at, 0.3 * at + 0.3, 0.9) for at, text in enumerate("你好吗"))
    agreement.finish(Hypothesis(said[:1], "zh"))
    agreement.finish(Hypothesis(said[1:], "zh"))
    assert agreement.settled == said


def test_finish_takes_the_rest_with_its_punctuation():
    agreement = Agreement()
    agreement.update(replace(hypothesis("the end"), settled=2), LATER_S)
    words_ = agreement.finish(Hypothesis((Word(".", 1, 1, 1.0),), "en"))
    assert "".join(word.text for word in words_) == " the end."


def test_same_word_ignores_case_and_marks():
    assert same_word(Word(" Key.", 0, 1, 1), Word(" key", 0, 2, 0.1))
    assert not same_word(Word(" key", 0, 1, 1), Word(" keys", 0, 1, 1))


vocabulary = st.lists(st.sampled_from(["a", "b,", "c.", "12", "D"]), max_size=8)


@given(st.lists(st.tuples(vocabulary, st.booleans()), max_size=8), st.floats(0.5, 0.99))
def test_settled_text_only_grows(runs, certainty):
    agreement = Agreement(certainty)
    before = ""
    for run, goes_on in runs:
        count = len(agreement.settled)
        said = words(" ".join(run))
        if said and goes_on:
            said = (replace(said[0], text=said[0].text.lstrip()), *said[1:])
        agreement.update(Hypothesis(said, "en"), LATER_S)
        after = "".join(word.text for word in agreement.settled)
        assert after.startswith(before)
        assert len(agreement.settled) >= count
        before = after
