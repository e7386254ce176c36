"""A limit on what is said without being asked for."""

__all__ = ["Budget"]

BURST = 3.0


class Budget:
    """So many in every minute, a few of them at once. Times never go backwards."""

    def __init__(self, a_minute: int) -> None:
        self._most = min(BURST, float(a_minute))
        self._each_s = 60.0 / max(1e-9, a_minute - self._most)
        self._left = self._most
        self._at_s: float | None = None

    def left(self, now_s: float) -> int:
        """How many may be said now."""
        if self._at_s is not None:
            gained = (now_s - self._at_s) / self._each_s
            self._left = min(self._most, self._left + gained)
        self._at_s = now_s
        return int(self._left + 1e-9)

    def spend(self) -> None:
        """One is said."""
        self._left = max(0.0, self._left - 1.0)
