"""The block-tridiagonal solver against a dense one."""

from __future__ import annotations

import numpy as np

from pulposus.numerics import blocktri
from pulposus.numerics.backend import jax, jnp


def random_system(n: int, m: int, k: int, seed: int) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    lower, upper = rng.normal(size=(2, n, m, m))
    diagonal = rng.normal(size=(n, m, m)) + 4 * m * np.eye(m)
    return lower, diagonal, upper, rng.normal(size=(n, m, k))


def dense(lower: np.ndarray, diagonal: np.ndarray, upper: np.ndarray) -> np.ndarray:
    n, m, _ = diagonal.shape
    a = np.zeros((n * m, n * m))
    for i in range(n):
        rows = slice(i * m, (i + 1) * m)
        a[rows, rows] = diagonal[i]
        if i > 0:
            a[rows, (i - 1) * m : i * m] = lower[i]
        if i < n - 1:
            a[rows, (i + 1) * m : (i + 2) * m] = upper[i]
    return a


def test_solves_what_a_dense_solver_solves() -> None:
    lower, diagonal, upper, rhs = random_system(6, 4, 2, seed=1)
    x = np.asarray(blocktri.solve(*(jnp.asarray(v) for v in (lower, diagonal, upper, rhs))))
    expected = np.linalg.solve(dense(lower, diagonal, upper), rhs.reshape(24, 2)).reshape(rhs.shape)
    np.testing.assert_allclose(x, expected, rtol=1e-10, atol=1e-13)


def test_ignores_blocks_outside_the_matrix() -> None:
    lower, diagonal, upper, rhs = random_system(4, 3, 1, seed=2)
    wild_lower, wild_upper = lower.copy(), upper.copy()
    wild_lower[0], wild_upper[-1] = 1e9, -1e9
    plain = np.asarray(blocktri.solve(*(jnp.asarray(v) for v in (lower, diagonal, upper, rhs))))
    wild = np.asarray(blocktri.solve(*(jnp.asarray(v) for v in (wild_lower, diagonal, wild_upper, rhs))))
    np.testing.assert_allclose(wild, plain, rtol=1e-14)


def test_maps_over_a_batch() -> None:
    systems = [random_system(5, 3, 1, seed=s) for s in (3, 4, 5)]
    stacked = [jnp.asarray(np.stack(parts)) for parts in zip(*systems, strict=True)]
    together = np.asarray(jax.vmap(blocktri.solve)(*stacked))
    for k, system in enumerate(systems):
        expected = np.linalg.solve(dense(*system[:3]), system[3].reshape(15, 1)).reshape(5, 3, 1)
        np.testing.assert_allclose(together[k], expected, rtol=1e-10, atol=1e-13)
