import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from translators.boxes import corners, overlaps, suppress
from translators.describe import Area

side = st.floats(0.0, 1.0, width=32)


@st.composite
def boxes(draw: st.DrawFn) -> np.ndarray:
    count = draw(st.integers(0, 12))
    pairs = [sorted((draw(side), draw(side))) for _ in range(2 * count)]
    rows = [[*across, *down] for across, down in zip(pairs[::2], pairs[1::2], strict=True)]
    return np.array([[x, y, r, b] for x, r, y, b in rows], np.float32).reshape(-1, 4)


@given(boxes())
def test_arrays_and_areas_agree(found: np.ndarray) -> None:
    for box in found:
        one = Area(left=box[0], top=box[1], right=box[2], bottom=box[3])
        shares = overlaps(box, found)
        for share, other in zip(shares, found, strict=True):
            area = Area(left=other[0], top=other[1], right=other[2], bottom=other[3])
            assert abs(one.overlap(area) - share) < 1e-3 or one.size < 1e-6
            assert one.overlap(area) == area.overlap(one)


@given(boxes(), st.integers(0, 3))
def test_what_remains_is_apart_and_what_goes_is_covered(found: np.ndarray, kinds: int) -> None:
    rng = np.random.default_rng(len(found))
    scores = rng.random(len(found)).astype(np.float32)
    numbers = rng.integers(0, kinds + 1, len(found))
    kept = suppress(found, scores, numbers)
    assert len(set(kept)) == len(kept)
    assert [scores[n] for n in kept] == sorted((scores[n] for n in kept), reverse=True)
    for place, number in enumerate(kept):
        shares = overlaps(found[number], found[kept[:place]])
        same = numbers[kept[:place]] == numbers[number]
        assert np.all(shares <= np.where(same, 0.45, 0.7))
    for number in set(range(len(found))) - set(kept):
        surer = [k for k in kept if scores[k] >= scores[number]]
        assert overlaps(found[number], found[surer]).max() > 0.45


def test_corners() -> None:
    made = corners(np.array([[0.5, 0.4, 0.2, 0.6]], np.float32))
    assert np.allclose(made, [[0.4, 0.1, 0.6, 0.7]])
