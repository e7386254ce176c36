"""Which frames of a fast stream are taken, so that so many a second remain."""

__all__ = ["FrameGrid"]

_TOLERANCE = 0.25
"""Of a step: cameras are not punctual, and 30 a second is not a multiple of 7."""


class FrameGrid:
    """Takes the first frame, then one for each step of time, never two within half a step."""

    def __init__(self, fps: float) -> None:
        self._step_s = 1.0 / fps
        self._due_s: float | None = None

    def takes(self, captured_s: float) -> bool:
        """Whether the frame of this time (which never goes backwards) is taken."""
        if self._due_s is None:
            self._due_s = captured_s
        if captured_s < self._due_s - _TOLERANCE * self._step_s:
            return False
        # What was late is not made up for by two frames close together.
        self._due_s = max(self._due_s, captured_s - _TOLERANCE * self._step_s) + self._step_s
        return True
