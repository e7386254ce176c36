import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.access.rate import RateLimiter, address_key

gaps = st.lists(st.floats(0, 20), max_size=200)


@given(per_minute=st.integers(1, 100), gaps=gaps)
def test_no_minute_has_more_than_its_share(per_minute: int, gaps: list[float]) -> None:
    limiter = RateLimiter(per_minute)
    now_s, taken = 0.0, []
    for gap in gaps:
        now_s += gap
        if not limiter.take("x", now_s):
            taken.append(now_s)
    for start in taken:
        within = [at for at in taken if start <= at <= start + 60]
        assert len(within) <= 2 * per_minute + 1


@given(per_minute=st.integers(1, 100), gaps=gaps)
def test_who_waits_as_long_as_told_may_ask(per_minute: int, gaps: list[float]) -> None:
    limiter = RateLimiter(per_minute)
    now_s = 0.0
    for gap in gaps:
        now_s += gap / 100
        wait_s = limiter.take("x", now_s)
        assert wait_s >= 0
        if wait_s:
            now_s += wait_s + 1e-6
            assert limiter.take("x", now_s) == 0


@given(st.lists(st.text(max_size=3), max_size=300))
def test_it_forgets_addresses_rather_than_grow(keys: list[str]) -> None:
    limiter = RateLimiter(5, most_keys=10)
    for now_s, key in enumerate(keys):
        limiter.take(key, float(now_s))
    assert len(limiter) <= 10


def test_one_address_does_not_use_up_anothers() -> None:
    limiter = RateLimiter(2)
    assert [bool(limiter.take("a", 0.0)) for _ in range(3)] == [False, False, True]
    assert limiter.take("b", 0.0) == 0


def test_a_clock_that_goes_back_does_no_harm() -> None:
    limiter = RateLimiter(1)
    assert limiter.take("a", 100.0) == 0
    assert limiter.take("a", 0.0) > 0


def test_zero_is_no_limit() -> None:
    limiter = RateLimiter(0)
    assert not any(limiter.take("a", 0.0) for _ in range(1000))
    assert len(limiter) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:1"),
        ("10.0.0.1", "::ffff:10.0.0.1"),
    ],
)
def test_addresses_that_count_together(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


def test_addresses_that_do_not() -> None:
    assert address_key("10.0.0.1") != address_key("10.0.0.2")
    assert address_key("2001:db8::1") != address_key("2001:db8:0:1::1")
    assert address_key("testclient") == "testclient"
