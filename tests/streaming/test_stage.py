from streaming.stage import StreamClock


class Wall:
    """A wall clock that a test sets."""

    def __init__(self) -> None:
        self.at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


def test_nothing_has_elapsed_before_the_first_sample() -> None:
    assert StreamClock(Wall(), is_live=True).elapsed_s == 0.0


def test_sound_that_is_waited_for_makes_the_stream_late() -> None:
    wall = Wall()
    clock = StreamClock(wall, is_live=True)
    clock.heard(0.5)
    assert clock.elapsed_s == 0.5
    wall.at_s += 2.0
    clock.heard(1.0)
    assert (clock.elapsed_s, clock.media_s, clock.present_s) == (2.5, 1.0, 2.5)


def test_where_the_first_sound_came_late_it_was_not_the_rest_that_came_early() -> None:
    wall = Wall()
    clock = StreamClock(wall, is_live=True)
    clock.heard(0.1)
    wall.at_s += 0.1
    clock.heard(0.9)
    assert round(clock.elapsed_s, 6) == clock.media_s == 0.9
    wall.at_s += 0.5
    clock.heard(1.0)
    assert round(clock.elapsed_s, 6) == 1.4


def test_sound_that_is_sent_faster_than_it_is_spoken_tells_little_of_the_first() -> None:
    clock = StreamClock(Wall(), is_live=True)
    for tenth in range(1, 601):
        clock.heard(tenth / 10)
    assert round(clock.elapsed_s, 6) == 2.1


def test_a_file_heard_at_once_takes_no_longer_than_that() -> None:
    wall = Wall()
    clock = StreamClock(wall, is_live=False)
    clock.heard(0.1)
    wall.at_s += 0.1
    clock.heard(60.0)
    assert round(clock.elapsed_s, 6) == 0.2
    assert clock.present_s == 60.0
