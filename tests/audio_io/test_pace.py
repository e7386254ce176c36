from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.pace import Pacer


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=50))
def test_delays_never_add_up(slowness_s: list[float]) -> None:
    now_s = started_s = 50.0
    pacer = Pacer(started_s)
    for index, slow_s in enumerate(slowness_s):
        media_s = (index + 1) * 0.032
        now_s += pacer.delay_s(media_s, now_s)
        assert now_s >= started_s + media_s - 1e-9
        # Whoever is late is not made to wait.
        assert pacer.delay_s(media_s, now_s + slow_s) <= 1e-9
        now_s += slow_s


def test_waits_until_the_last_sample_was_heard() -> None:
    assert Pacer(10.0).delay_s(0.5, 10.2) == 0.3000000000000007
