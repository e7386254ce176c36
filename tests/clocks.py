"""A clock that stands still unless a test turns it."""


class Clock:
    """Tells `at_s` when it is called."""

    def __init__(self, at_s: float = 0.0) -> None:
        self.at_s = at_s

    def __call__(self) -> float:
        return self.at_s
