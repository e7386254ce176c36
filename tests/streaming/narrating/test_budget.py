from hypothesis import given
from hypothesis import strategies as st

from streaming.narrating.budget import Budget


@given(a_minute=st.integers(4, 30), waits=st.lists(st.floats(0.0, 20.0), max_size=80))
def test_never_more_in_any_minute(a_minute, waits):
    budget, now_s, spent = Budget(a_minute), 0.0, []
    for wait_s in waits:
        now_s += wait_s
        if budget.left(now_s):
            budget.spend()
            spent.append(now_s)
    for begin_s in spent:
        assert sum(begin_s <= at_s < begin_s + 60.0 for at_s in spent) <= a_minute


def test_a_few_at_once_and_then_with_pauses():
    budget = Budget(9)
    for _ in range(3):
        assert budget.left(0.0)
        budget.spend()
    assert not budget.left(9.0)
    assert budget.left(10.0) == 1
