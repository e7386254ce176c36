"""When each frame of an outgoing stream is due.

Sans-I/O: the time in, how long to wait out. Frames are counted from the start, so that small
delays never add up to drift. After a delay the frames that are late follow faster than usual, but
never all at once; after a long one the time that passed is given up.
"""

__all__ = ["FramePacer"]

CATCH_UP = 0.5
"""Frames that are late follow each other in this share of their length."""
GIVEN_UP_S = 0.2
"""What is later than that cannot be caught up without a burst that a receiver must hold."""


class FramePacer:
    """Says when to send; `frame_s` is the length of a frame."""

    def __init__(self, frame_s: float) -> None:
        self._frame_s = frame_s
        self._started_s: float | None = None
        self._count = 0
        self._last_s = 0.0
        self.given_up_s = 0.0
        """Time that passed without a frame, since the start."""

    def wait_s(self, now_s: float) -> float:
        """How long to wait before the next frame is sent; call it once for each frame."""
        if self._started_s is None:
            self._started_s = now_s
        due_s = self._started_s + self._count * self._frame_s
        if now_s - due_s > GIVEN_UP_S:
            late_s = now_s - due_s
            self._started_s += late_s
            self.given_up_s += late_s
            due_s = now_s
        if self._count:
            due_s = max(due_s, self._last_s + CATCH_UP * self._frame_s)
        self._count += 1
        self._last_s = max(now_s, due_s)
        return self._last_s - now_s

    def sent(self, now_s: float) -> None:
        """The frame went out; later than it was due, if whoever waited was held up."""
        self._last_s = max(self._last_s, now_s)
