"""The nine-point solver against a dense one."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.numerics import ninepoint
from pulposus.numerics.backend import jnp


def random_system(n: int, m: int, b: int, seed: int) -> tuple[ninepoint.Conductances, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    shapes = ((n - 1, m, b), (n, m - 1, b), (n - 1, m - 1, b), (n - 1, m - 1, b))
    g = ninepoint.Conductances(*(jnp.asarray(rng.uniform(0.1, 10, s)) for s in shapes))
    return g, rng.uniform(0.01, 1, (n, m, b)), rng.normal(size=(n, m, b))


def dense(g: ninepoint.Conductances, extra: np.ndarray, k: int) -> np.ndarray:
    """Assemble member k from the definition of the graph, edge by edge."""
    n, m, _ = extra.shape
    a = np.diag(extra[..., k].ravel())
    index = np.arange(n * m).reshape(n, m)
    pairs = (
        (g.radial, index[:-1], index[1:]),
        (g.axial, index[:, :-1], index[:, 1:]),
        (g.rising, index[:-1, :-1], index[1:, 1:]),
        (g.falling, index[:-1, 1:], index[1:, :-1]),
    )
    for weight, first, second in pairs:
        for w, i, j in zip(np.asarray(weight[..., k]).ravel(), first.ravel(), second.ravel(), strict=True):
            a[i, i] += w
            a[j, j] += w
            a[i, j] -= w
            a[j, i] -= w
    return a


@pytest.mark.parametrize(("n", "m", "b"), [(5, 4, 3), (2, 6, 1), (7, 2, 2)])
def test_solves_what_a_dense_solver_solves(n: int, m: int, b: int) -> None:
    g, extra, rhs = random_system(n, m, b, seed=n)
    x = np.asarray(ninepoint.solve(ninepoint.degree(g) + extra, g, jnp.asarray(rhs)))
    for k in range(b):
        expected = np.linalg.solve(dense(g, extra, k), rhs[..., k].ravel()).reshape(n, m)
        np.testing.assert_allclose(x[..., k], expected, rtol=1e-11, atol=1e-13)


def test_laplacian_is_the_dense_product_and_conserves() -> None:
    g, _, u = random_system(4, 5, 2, seed=3)
    out = np.asarray(ninepoint.laplacian(g, jnp.asarray(u)))
    for k in range(2):
        expected = dense(g, np.zeros_like(u), k) @ u[..., k].ravel()
        np.testing.assert_allclose(out[..., k].ravel(), expected, atol=1e-12)
    np.testing.assert_allclose(out.sum(axis=(0, 1)), 0, atol=1e-11)


def test_restricted_system_is_the_dense_block() -> None:
    g, extra, rhs = random_system(5, 4, 1, seed=4)
    inner = ninepoint.restrict(g, 4, 3)
    diagonal = (ninepoint.degree(g) + extra)[:4, :3]
    x = np.asarray(ninepoint.solve(diagonal, inner, jnp.asarray(rhs[:4, :3])))
    keep = np.arange(20).reshape(5, 4)[:4, :3].ravel()
    a = dense(g, extra, 0)[np.ix_(keep, keep)]
    np.testing.assert_allclose(x.ravel(), np.linalg.solve(a, rhs[:4, :3].ravel()), rtol=1e-11)


def test_solution_stays_accurate_where_it_is_tiny() -> None:
    """An M-matrix is eliminated without cancellation: values 30 decades below the source keep their sign."""
    n, m = 12, 3
    g = ninepoint.Conductances(
        jnp.ones((n - 1, m, 1)), jnp.ones((n, m - 1, 1)), jnp.zeros((n - 1, m - 1, 1)), jnp.zeros((n - 1, m - 1, 1))
    )
    sink = 1e3
    rhs = jnp.zeros((n, m, 1)).at[-1].set(1.0)
    x = np.asarray(ninepoint.solve(ninepoint.degree(g) + sink, g, rhs))
    assert np.all(x > 0)
    # Along the chain the solution is cosh(k i) with cosh k = 1 + sink / 2 (reflected at the first node).
    ratio = 1 + sink / 2 + np.sqrt((1 + sink / 2) ** 2 - 1)
    np.testing.assert_allclose(x[2:, 1, 0] / x[1:-1, 1, 0], ratio, rtol=1e-2)
    np.testing.assert_allclose(x[5:, 1, 0] / x[4:-1, 1, 0], ratio, rtol=1e-9)
