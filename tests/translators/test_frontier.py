from hypothesis import given
from hypothesis import strategies as st

from translators.frontier import FrontierRule, Verdict

positions_of_tokens = st.lists(st.integers(0, 1499), max_size=40)


def test_a_token_read_from_the_last_half_second_ends_decoding():
    rule = FrontierRule()
    assert rule.verdict([10, 40, 74], 100) is Verdict.GO_ON
    assert rule.verdict([10, 40, 75], 100) is Verdict.AT_FRONTIER


def test_before_the_first_token_there_is_nothing_to_say():
    assert FrontierRule().verdict([], 0) is Verdict.GO_ON


def test_one_look_back_is_nothing_but_several_are_a_rewind():
    rule = FrontierRule()
    ahead = [100, 300, 500]
    assert rule.verdict([*ahead, 20], 1000) is Verdict.GO_ON
    assert rule.verdict([*ahead, 20, 40, 60], 1000) is Verdict.GO_ON
    assert rule.verdict([*ahead, 20, 40, 60, 80], 1000) is Verdict.REWOUND


def test_a_rewind_counts_even_at_the_frontier():
    # Four tokens from the edge of a short stretch of speech, after two that saw further.
    rule = FrontierRule(frontier=300)
    assert rule.verdict([390, 400, 120, 130, 140, 150], 400) is Verdict.REWOUND


@given(positions_of_tokens, st.integers(0, 1500))
def test_zero_turns_both_off(positions, spoken):
    rule = FrontierRule(frontier=0, rewind=0)
    assert rule.verdict(positions, spoken) is Verdict.GO_ON


@given(positions_of_tokens, st.integers(0, 1500), st.integers(0, 200))
def test_more_speech_never_brings_the_frontier_nearer(positions, spoken, more):
    rule = FrontierRule(rewind=0)
    if rule.verdict(positions, spoken) is Verdict.GO_ON:
        assert rule.verdict(positions, spoken + more) is Verdict.GO_ON


@given(st.lists(st.integers(0, 1499), min_size=1, max_size=40).map(sorted), st.integers(0, 1500))
def test_a_decoder_that_only_goes_forward_never_rewinds(positions, spoken):
    assert FrontierRule().verdict(positions, spoken) is not Verdict.REWOUND


def test_all_that_follow_one_glance_ahead_have_not_rewound():
    rule = FrontierRule()
    glance = [92, 100, 659, 118, 148, 187, 197, 287]
    assert rule.verdict(glance, 1000) is Verdict.GO_ON
    assert rule.verdict([640, *glance], 1000) is Verdict.REWOUND


@given(
    st.lists(st.integers(0, 1499), min_size=1, max_size=40).map(sorted),
    st.integers(0, 40),
    st.integers(0, 1499),
)
def test_one_that_looks_anywhere_is_no_rewind(positions, place, anywhere):
    positions.insert(min(place, len(positions)), anywhere)
    assert FrontierRule(frontier=0).verdict(positions, 1500) is Verdict.GO_ON


@given(positions_of_tokens, st.integers(1, 1500))
def test_every_token_before_the_frontier_was_read_from_old_enough_sound(positions, spoken):
    """Decoding as an engine does it: what is kept looks at sound that the frontier is past."""
    rule = FrontierRule()
    kept: list[int] = []
    for position in positions:
        if rule.verdict([*kept, position], spoken) is not Verdict.GO_ON:
            break
        kept.append(position)
    assert all(position < spoken - rule.frontier for position in kept)


@given(positions_of_tokens)
def test_looking_back_less_than_the_limit_is_no_rewind(positions):
    rule = FrontierRule(frontier=0, rewind=1500)
    assert rule.verdict(positions, 1500) is Verdict.GO_ON
