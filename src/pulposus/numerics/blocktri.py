"""Block-tridiagonal solve: the reduced disc's short axis inside the blocks, its radius along the chain."""

from __future__ import annotations

from pulposus.numerics.backend import jax, jnp

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
