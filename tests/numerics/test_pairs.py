"""Two by two matrices against NumPy's general routines."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.pairs import inverse, lower_root, tied


def test_as_numpy() -> None:
    rng = np.random.default_rng(1)
    a = rng.normal(size=(20, 2, 2))
    matrix = a @ np.swapaxes(a, 1, 2) + 0.1 * np.eye(2)
    np.testing.assert_allclose(inverse(matrix), np.linalg.inv(matrix), rtol=1e-9)
    np.testing.assert_allclose(lower_root(matrix), np.linalg.cholesky(matrix), rtol=1e-9, atol=1e-12)


def test_tied_normals_correlate_as_asked() -> None:
    z = np.random.default_rng(2).normal(size=(200_000, 2))
    found = np.asarray(tied(z, 0.6))
    np.testing.assert_array_equal(found[:, 0], z[:, 0])
    np.testing.assert_allclose(np.cov(found.T), [[1, 0.6], [0.6, 1]], atol=0.01)
