from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from streaming.stability import Evidence, stability

SURE = Evidence(probability=0.95, witnesses=1, is_followed=True, behind_s=0.3)
evidences = st.builds(
    Evidence,
    probability=st.floats(0, 1),
    witnesses=st.integers(0, 6),
    is_followed=st.booleans(),
    behind_s=st.floats(-1, 30),
    is_number=st.booleans(),
    is_squeezed=st.booleans(),
)


def test_two_hypotheses_are_enough_for_a_word_that_the_engine_is_sure_of():
    assert stability(SURE) > 0.95
    assert stability(replace(SURE, witnesses=0)) < 0.95


def test_a_doubted_word_needs_more_hypotheses():
    doubted = replace(SURE, probability=0.5)
    assert stability(doubted) < 0.95 < stability(replace(doubted, witnesses=3))
    assert stability(replace(doubted, probability=0.1, witnesses=2)) < 0.95


def test_a_word_that_has_only_just_ended_may_still_grow():
    assert stability(replace(SURE, behind_s=0.0)) < stability(replace(SURE, behind_s=0.2))


@given(evidences)
def test_it_is_a_probability(evidence: Evidence):
    assert 0 < stability(evidence) < 1


@given(evidences, st.floats(0, 1), st.integers(0, 6))
def test_more_belief_and_more_witnesses_never_count_against_a_word(evidence, probability, more):
    likelier = replace(
        evidence,
        probability=max(evidence.probability, probability),
        witnesses=evidence.witnesses + more,
    )
    assert stability(likelier) >= stability(evidence)


@given(evidences)
def test_numbers_and_squeezed_words_are_doubted(evidence: Evidence):
    plain = replace(evidence, is_number=False, is_squeezed=False)
    assert stability(replace(plain, is_number=True)) < stability(plain)
    assert stability(replace(plain, is_squeezed=True)) < stability(plain)
