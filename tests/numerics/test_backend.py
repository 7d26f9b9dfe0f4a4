"""Which library computes a formula that both may."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.backend import jax, jnp, library_of
from pulposus.numerics.pairs import inverse, lower_root


def test_numpy_stays_numpy_and_jax_stays_jax() -> None:
    assert library_of(np.ones(3), 2.0) is np
    assert library_of(2.0, jnp.ones(3)) is jnp
    assert library_of() is np


def test_what_is_traced_is_differentiated() -> None:
    """The derivative of a Cholesky factor's corner in the matrix's own: half the inverse root."""
    matrix = np.array([[4.0, 1.0], [1.0, 9.0]])
    slope = jax.jit(jax.grad(lambda m: lower_root(m)[0, 0]))(matrix)
    np.testing.assert_allclose(slope, [[0.25, 0], [0, 0]], rtol=1e-12)
    assert isinstance(lower_root(matrix), np.ndarray)
    np.testing.assert_allclose(jax.jit(inverse)(matrix), inverse(matrix), rtol=1e-12)
