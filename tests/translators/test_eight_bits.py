import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from translators import eight_bits
from translators.eight_bits import by_column, in_blocks, largest_weight

FLOATS = st.floats(-1e3, 1e3, width=32)
SHAPES = st.tuples(st.integers(1, 5), st.integers(1, 70))
SMALLEST = np.full((1, 1), 1e-45, np.float32)
MATRICES = SHAPES.flatmap(lambda shape: arrays(np.float32, shape, elements=FLOATS))


@given(MATRICES)
@example(SMALLEST)
def test_blocks_are_off_by_half_a_step_at_most(weight):
    packed, scales = in_blocks(weight, 32)
    back = ((packed.astype(np.float32) - 128) * scales[..., np.newaxis]).reshape(len(weight), -1)
    step = np.repeat(scales, 32, axis=1)[:, : weight.shape[1]]
    assert (np.abs(back[:, : weight.shape[1]] - weight) <= 0.501 * step).all()
    assert (packed.reshape(len(weight), -1)[:, weight.shape[1] :] == 128).all()


@given(MATRICES, st.sampled_from([127, 63]))
@example(SMALLEST, 127)
def test_columns_are_off_by_half_a_step_at_most(weight, largest):
    packed, scales = by_column(weight, largest)
    assert packed.shape == weight.T.shape
    assert (np.abs(packed) <= largest).all()
    assert (np.abs(packed * scales - weight.T) <= 0.501 * scales).all()


@pytest.mark.parametrize(("product", "largest"), [(64.0, 127), (32.4, 63)])
def test_a_machine_that_loses_what_does_not_fit_gets_smaller_weights(monkeypatch, product, largest):
    monkeypatch.setattr(eight_bits, "_tried", lambda rows, weights: np.array([[product]]))
    largest_weight.cache_clear()
    try:
        assert largest_weight() == largest
    finally:
        largest_weight.cache_clear()


def test_this_machine_has_been_tried():
    assert largest_weight() in (127, 63)
