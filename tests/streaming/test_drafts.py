from hypothesis import given
from hypothesis import strategies as st

from streaming.drafts import BY_AGREEMENT, BY_PREFIX, Drafts, Steadiness, steadiness
from translators.translate import TranslatorTraits


def shown(rule: Steadiness, drafts: list[str]) -> list[str]:
    track = Drafts(rule)
    return [track.add("source", draft) for draft in drafts]


def test_engines_that_can_be_held_to_a_prefix_are() -> None:
    assert steadiness(TranslatorTraits("a", frozenset(), forces_prefix=True)) is BY_PREFIX
    assert steadiness(TranslatorTraits("b", frozenset())) is BY_AGREEMENT
    assert BY_AGREEMENT.prefix_bias is None


def test_two_drafts_show_what_they_share_but_for_its_last_word() -> None:
    rule = Steadiness(agreeing=2, masked=1, overturning=4)
    assert shown(rule, ["LE CHAT", "LE CHIEN DORT", "LE CHIEN DORT BIEN"]) == ["", "", "LE CHIEN"]


def test_words_are_compared_whole() -> None:
    rule = Steadiness(agreeing=2, masked=0, overturning=9)
    assert shown(rule, ["a b", "a b", "a bc d", "a bc d"])[-1] == "a b"


def test_one_draft_is_enough_where_the_rule_says_so() -> None:
    rule = Steadiness(agreeing=1, masked=2, overturning=2, prefix_bias=0.5)
    assert shown(rule, ["a", "a b c", "a b c d"]) == ["", "a", "a b"]


def test_a_shorter_draft_takes_nothing_back() -> None:
    rule = Steadiness(agreeing=2, masked=0, overturning=2)
    assert shown(rule, ["a b c", "a b c", "a b", "a b"])[-1] == "a b c"


def test_what_is_shown_is_replaced_when_enough_drafts_agree_against_it() -> None:
    rule = Steadiness(agreeing=2, masked=1, overturning=3)
    drafts = ["a b c d", "a b c d", "a x y z", "a x y q", "a x y z"]
    assert shown(rule, drafts) == ["", "a b c", "a b c", "a b c", "a x"]


def test_what_matters_is_not_replaced() -> None:
    track = Drafts(Steadiness(agreeing=2, masked=0, overturning=2))
    for draft in ("press 5 now", "press 5 now", "push it", "push it"):
        track.add("source", draft, lambda shown, other: "5" not in shown or "5" in other)
    assert track.shown == "press 5 now"


drafts = st.lists(st.lists(st.sampled_from("abc"), max_size=6).map(" ".join), max_size=12)
rules = st.builds(Steadiness, st.integers(1, 3), st.integers(0, 2), st.integers(1, 4))


@given(rules, drafts)
def test_only_words_of_a_recent_draft_come_new(rule: Steadiness, made: list[str]) -> None:
    before: list[str] = []
    for index, each in enumerate(shown(rule, made)):
        now = each.split()
        if now != before:
            assert made[index].split()[: len(now)] == now
        before = now


@given(st.lists(st.sampled_from("abcdef"), max_size=9))
def test_drafts_that_only_grow_are_shown_but_for_the_mask(words: list[str]) -> None:
    grown = [" ".join(words[:count]) for count in range(1, len(words) + 1)]
    for place, text in enumerate(shown(Steadiness(1, 2, 2), grown)):
        assert text.split() == words[: max(0, place + 1 - 2)]
