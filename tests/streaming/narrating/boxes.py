"""Boxes for tests: made from a middle and a size."""

from translators.describe import Box


def box(label: str, x: float, y: float, width: float, height: float, score: float = 0.9) -> Box:
    """A box around a point, cut at the picture's edges."""
    return Box(
        label,
        score,
        left=max(0.0, x - width / 2),
        top=max(0.0, y - height / 2),
        right=min(1.0, x + width / 2),
        bottom=min(1.0, y + height / 2),
    )
