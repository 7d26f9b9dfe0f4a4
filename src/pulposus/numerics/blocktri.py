"""Block-tridiagonal solve: the reduced disc's short axis inside the blocks, its radius along the chain."""

from __future__ import annotations

from typing import NamedTuple

from jax.scipy.linalg import solve_triangular

from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.ninepoint import symmetric_inverse

Array = jax.Array


def solve(lower: Array, diagonal: Array, upper: Array, rhs: Array) -> Array:
    """Solve a block-tridiagonal system by block elimination without pivoting between blocks.

    Args:
        lower: (n, m, m); ``lower[i]`` couples row i to row i - 1 (``lower[0]`` is not read).
        diagonal: (n, m, m).
        upper: (n, m, m); ``upper[i]`` couples row i to row i + 1 (``upper[-1]`` is not read).
        rhs: (n, m, k), k right-hand sides.

    Returns:
        Solution of shape (n, m, k).
    """
    m = diagonal.shape[-1]

    def eliminate(
        carry: tuple[Array, Array], row: tuple[Array, ...]
    ) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        previous_upper, previous_rhs = carry
        low, diag, up, right = row
        solved = jnp.linalg.solve(
            diag - low @ previous_upper, jnp.concatenate([up, right - low @ previous_rhs], axis=-1)
        )
        out = solved[:, :m], solved[:, m:]
        return out, out

    start = jnp.zeros_like(diagonal[0]), jnp.zeros_like(rhs[0])
    lower = lower.at[0].set(0.0)
    _, (uppers, rights) = jax.lax.scan(eliminate, start, (lower, diagonal, upper, rhs))

    def substitute(below: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        up, right = row
        x = right - up @ below
        return x, x

    uppers = uppers.at[-1].set(0.0)
    _, solution = jax.lax.scan(substitute, jnp.zeros_like(rhs[0]), (uppers, rights), reverse=True)
    return solution


def solve_positive(diagonal: Array, upper: Array, rhs: Array) -> Array:
    """Solve a symmetric positive definite block-tridiagonal system by block Cholesky, about twice as fast.

    Args:
        diagonal: (n, m, m), of which the lower triangles are read.
        upper: (n, m, m); ``upper[i]`` couples row i to row i + 1 (``upper[-1]`` is not read).
        rhs: (n, m, k), k right-hand sides.

    Returns:
        Solution of shape (n, m, k); NaN where the matrix is not positive definite, which is how the caller learns it.
    """
    m = diagonal.shape[-1]

    def eliminate(carry: tuple[Array, Array], row: tuple[Array, ...]) -> tuple[tuple[Array, Array], tuple[Array, ...]]:
        schur, moved = carry
        diag, up, right = row
        factor = jnp.linalg.cholesky(diag - schur, symmetrize_input=False)
        both = solve_triangular(factor, jnp.concatenate([up, right - moved], axis=-1), lower=True)
        ups, rights = both[:, :m], both[:, m:]
        product = ups.T @ both
        return (product[:, :m], product[:, m:]), (factor, ups, rights)

    start = jnp.zeros_like(diagonal[0]), jnp.zeros_like(rhs[0])
    _, rows = jax.lax.scan(eliminate, start, (diagonal, upper.at[-1].set(0.0), rhs))

    def substitute(below: Array, row: tuple[Array, ...]) -> tuple[Array, Array]:
        factor, up, right = row
        x = solve_triangular(factor, right - up @ below, lower=True, trans=1)
        return x, x

    _, solution = jax.lax.scan(substitute, jnp.zeros_like(rhs[0]), rows, reverse=True)
    return solution


class Factors(NamedTuple):
    """Block LDL^T of symmetric block-tridiagonal matrices with the batch last, (n, m, m, b) each."""

    inverse: Array
    """Inverses of the Schur complements of the blocks."""
    carried: Array
    """Those inverses times the upper blocks."""


def factor_symmetric(diagonal: Array, upper: Array) -> Factors:
    """Factor symmetric positive definite or quasi-definite matrices; blocks as in :func:`solve`, (n, m, m, b).

    There is no pivoting, which a quasi-definite matrix (saddle point with both diagonal parts definite) does not need.
    """

    def eliminate(schur: Array, row: tuple[Array, Array]) -> tuple[Array, Factors]:
        inverse = symmetric_inverse(row[0] - schur)
        carried = jnp.einsum("ijb,jkb->ikb", inverse, row[1])
        return jnp.einsum("ijb,ikb->jkb", row[1], carried), Factors(inverse, carried)

    return jax.lax.scan(eliminate, jnp.zeros_like(diagonal[0]), (diagonal, upper.at[-1].set(0.0)))[1]


def solve_factored(factors: Factors, rhs: Array) -> Array:
    """Solve for right-hand sides (n, m, b) with what :func:`factor_symmetric` left."""

    def forward(before: Array, row: tuple[Array, Array]) -> tuple[Array, Array]:
        carried, right = row
        y = right - before
        return jnp.sum(carried * y[:, None], axis=0), y

    _, y = jax.lax.scan(forward, jnp.zeros_like(rhs[0]), (factors.carried, rhs))

    def backward(after: Array, row: tuple[Array, ...]) -> tuple[Array, Array]:
        inverse, carried, right = row
        x = jnp.sum(inverse * right[None], axis=1) - jnp.sum(carried * after[None], axis=1)
        return x, x

    return jax.lax.scan(backward, jnp.zeros_like(rhs[0]), (*factors, y), reverse=True)[1]
