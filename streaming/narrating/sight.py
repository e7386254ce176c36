"""When to tell that the picture is of no use."""

from streaming.narrating.wording.phrasebook import Guidance

__all__ = ["Sight"]

LASTS_S = 1.0
"""A glare or a passing hand is no reason to speak."""
CLEARED_S = 2.0
"""A picture that was good for this long had nothing to do with the trouble before it."""


class Sight:
    """Follows whether the picture is of use; each trouble is told once."""

    def __init__(self) -> None:
        self._trouble: Guidance | None = None
        self._since_s = 0.0
        self._good_since_s: float | None = None
        self._told: Guidance | None = None

    @property
    def is_clear(self) -> bool:
        """Whether what is seen may be told."""
        return self._trouble is None

    @property
    def trouble(self) -> Guidance | None:
        """What is the matter now."""
        return self._trouble

    def note(self, trouble: Guidance | None, now_s: float) -> None:
        """Take in the state of a frame."""
        if trouble is not self._trouble:
            self._trouble = trouble
            self._since_s = now_s
            self._good_since_s = now_s if trouble is None else None
        good_s = self._good_since_s
        if trouble is None and good_s is not None and now_s - good_s >= CLEARED_S:
            self._told = None

    def guidance(self, now_s: float) -> Guidance | None:
        """What should be told now."""
        if self._trouble is None or self._trouble is self._told:
            return None
        return self._trouble if now_s - self._since_s >= LASTS_S else None

    def told(self, guidance: Guidance) -> None:
        """It was told."""
        self._told = guidance
