"""Symmetric nine-point systems on a small (n, m) grid, many at once: the batch is the last axis.

The matrix is a weighted graph Laplacian plus a diagonal, on a grid whose neighbours are the eight around a
node. It is block tridiagonal along the first axis; the blocks that couple two columns have three diagonals,
which the elimination uses. Every step is elementwise over the batch, so that the compiler vectorises over
members instead of calling a dense library once per member and block.
"""

from __future__ import annotations

from typing import NamedTuple

from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Conductances(NamedTuple):
    """Edge weights of the grid graph of (n, m) nodes, batch last; the matrix entry of an edge is its negative."""

    radial: Array
    """(n - 1, m, b): (i, j) with (i + 1, j)."""
    axial: Array
    """(n, m - 1, b): (i, j) with (i, j + 1)."""
    rising: Array
    """(n - 1, m - 1, b): (i, j) with (i + 1, j + 1)."""
    falling: Array
    """(n - 1, m - 1, b): (i, j + 1) with (i + 1, j)."""


def pad(field: Array, *sides: tuple[int, int]) -> Array:
    """Zeros around the leading axes; cheaper to compile and run than scattered additions."""
    none = [(0, 0, 0)] * (field.ndim - len(sides))
    return jax.lax.pad(field, jnp.zeros((), field.dtype), [(low, high, 0) for low, high in sides] + none)


def gather(radial: Array, axial: Array, rising: Array, falling: Array, sign: int) -> Array:
    """Sum edge values into nodes: plus at an edge's first node, ``sign`` times at its second; (n, m, b)."""
    out = pad(radial, (0, 1)) + sign * pad(radial, (1, 0))
    out = out + pad(axial, (0, 0), (0, 1)) + sign * pad(axial, (0, 0), (1, 0))
    out = out + pad(rising, (0, 1), (0, 1)) + sign * pad(rising, (1, 0), (1, 0))
    return out + pad(falling, (0, 1), (1, 0)) + sign * pad(falling, (1, 0), (0, 1))


def laplacian(g: Conductances, u: Array) -> Array:
    """Apply the graph Laplacian to a field (n, m, b): what flows out of each node."""
    return gather(
        g.radial * (u[:-1] - u[1:]),
        g.axial * (u[:, :-1] - u[:, 1:]),
        g.rising * (u[:-1, :-1] - u[1:, 1:]),
        g.falling * (u[:-1, 1:] - u[1:, :-1]),
        -1,
    )


def degree(g: Conductances) -> Array:
    """Diagonal of the graph Laplacian, (n, m, b)."""
    return gather(*g, 1)


def restrict(g: Conductances, n: int, m: int) -> Conductances:
    """Edges among the first (n, m) nodes only; the edges to the others stay in the diagonal."""
    return Conductances(
        g.radial[: n - 1, :m], g.axial[:n, : m - 1], g.rising[: n - 1, : m - 1], g.falling[: n - 1, : m - 1]
    )


def symmetric_inverse(s: Array) -> Array:
    """Inverse of symmetric matrices (m, m, b) by the sweep operator, no pivoting: definite or quasi-definite ones."""
    m = s.shape[0]
    row = jnp.arange(m)[:, None, None]
    column = jnp.arange(m)[None, :, None]

    def sweep(k: int | Array, a: Array) -> Array:
        pivot_row = jax.lax.dynamic_index_in_dim(a, k, 0, keepdims=True)
        pivot_column = jax.lax.dynamic_index_in_dim(a, k, 1, keepdims=True)
        inverse = 1 / jax.lax.dynamic_index_in_dim(pivot_row, k, 1, keepdims=True)
        in_row, in_column = row == k, column == k
        scaled = pivot_row * inverse
        out = jnp.where(in_row, scaled, a - pivot_column * scaled)
        out = jnp.where(in_column, pivot_column * inverse, out)
        return jnp.where(in_row & in_column, -inverse, out)

    return -jax.lax.fori_loop(0, m, sweep, s)


def solve(diagonal: Array, g: Conductances, rhs: Array) -> Array:
    """Solve the symmetric positive definite nine-point system.

    Args:
        diagonal: (n, m, b), the full diagonal of the matrix.
        g: edges among these nodes; the off-diagonal entries of the matrix are their negatives.
        rhs: (n, m, b).

    Returns:
        Solution (n, m, b). A member whose matrix is not positive definite gets non-finite values.
    """
    m, b = diagonal.shape[1:]
    vertical = pad(g.axial, (0, 0), (0, 1))
    eye = jnp.eye(m)[:, :, None]
    above = jnp.eye(m, k=1)[:, :, None]
    radial = pad(g.radial, (1, 0))
    # rising[i, j]: node j of the column before with node j + 1 of this one; falling: j + 1 before with j here.
    rising, falling = pad(g.rising, (1, 0), (0, 1)), pad(g.falling, (1, 0), (0, 1))

    def couple_right(a: Array, c0: Array, up: Array, down: Array) -> Array:
        """a @ C for a (..., m, b) along its last grid axis; C couples the column before to this one."""
        lead = [(0, 0)] * (a.ndim - 2)
        return a * c0 + pad((a * up)[..., :-1, :], *lead, (1, 0)) + pad(a[..., 1:, :] * down[:-1], *lead, (0, 1))

    def forward(carry: tuple[Array, Array], row: tuple[Array, ...]) -> tuple[tuple[Array, Array], tuple[Array, Array]]:
        inverse, y = carry
        d, v, c0, up, down, right = row
        t = couple_right(inverse, c0, up, down)
        p = couple_right(jnp.swapaxes(t, 0, 1), c0, up, down)
        off = v[:, None] * above
        s = d[:, None] * eye - off - jnp.swapaxes(off, 0, 1) - p
        y = right + couple_right(jnp.sum(inverse * y[None], axis=1), c0, up, down)
        inverse = symmetric_inverse(s)
        return (inverse, y), (inverse, y)

    start = jnp.zeros((m, m, b)), jnp.zeros((m, b))
    _, (inverses, ys) = jax.lax.scan(forward, start, (diagonal, vertical, radial, rising, falling, rhs))

    def backward(x_next: Array, row: tuple[Array, ...]) -> tuple[Array, Array]:
        inverse, y, c0, up, down = row
        # C x: node j of this column with j, j + 1 (rising) and j - 1 (falling) of the next one.
        cx = c0 * x_next + pad(up[:-1] * x_next[1:], (0, 1)) + pad(down[:-1] * x_next[:-1], (1, 0))
        x = jnp.sum(inverse * (y + cx)[None], axis=1)
        return x, x

    shifted = [pad(c[1:], (0, 1)) for c in (radial, rising, falling)]
    _, x = jax.lax.scan(backward, jnp.zeros((m, b)), (inverses, ys, *shifted), reverse=True)
    return x
