"""From elements to a bordered block-tridiagonal system: lines of nodes along z are the blocks, r is the chain.

Unknowns of a line: r of every node below the plate and z of every node between mid-plane and plate. Left out are
z on the mid-plane (symmetry) and r on the plate (bonded); r on the axis is kept in its line as an identity row, so
that all blocks are equal. The plate's height is one unknown for all lines: the border.

Everything here is of one disc; batches come by ``jax.vmap``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics import blocktri
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Bordered(NamedTuple):
    """Symmetric blocks (n_r, m, m) of the lines, the plate's column (n_r, m), and the corner."""

    diagonal: Array
    upper: Array
    column: Array
    corner: Array


def unknowns(n_z: int) -> NDArray[np.int64]:
    """Places of a line's unknowns among its 2 n_z components ordered (level, r or z)."""
    return np.array([0, *range(2, 2 * (n_z - 1))])


def _free(n_r: int, n_z: int) -> NDArray[np.float64]:
    """1 for an unknown, 0 for r on the axis, shape (n_r, m)."""
    free = np.ones((n_r, len(unknowns(n_z))))
    free[0, unknowns(n_z) % 2 == 0] = 0
    return free


def gather(nodes: Array) -> Array:
    """Node values (n_r, n_z, c) of each element, (4, c, n_r - 1, n_z - 1)."""
    corners = jnp.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, :-1], nodes[1:, 1:]])
    return jnp.moveaxis(corners, -1, 1)


def assemble_vector(element: Array) -> tuple[Array, Array]:
    """Sum element vectors (4, 2, n_r - 1, n_z - 1) to lines (n_r, m) and to the plate (scalar)."""
    nodes = sum(
        jnp.pad(element[2 * side + level], ((0, 0), (side, 1 - side), (level, 1 - level)))
        for side in (0, 1)
        for level in (0, 1)
    )
    nodes = jnp.moveaxis(jnp.asarray(nodes), 0, -1)
    n_r, n_z = nodes.shape[:2]
    flat = nodes.reshape(n_r, 2 * n_z)
    return flat[:, unknowns(n_z)] * _free(n_r, n_z), jnp.sum(flat[:, -1])


def _along_z(parts: Array) -> Array:
    """Place (level, 2, level, 2, n, n_z - 1) on the lines, (n, 2 n_z, 2 n_z)."""
    n, below = parts.shape[-2:]
    n_z = below + 1

    def at(i: int, j: int, shift: int) -> Array:
        return jnp.pad(parts[i, :, j], ((0, 0), (0, 0), (0, 0), (shift, 1 - shift)))

    placed = sum(
        jnp.transpose(part, (2, 3, 0, 1))[:, :, :, None, :] * np.eye(n_z, k=k)[:, None, :, None]
        for part, k in ((at(0, 0, 0) + at(1, 1, 1), 0), (at(0, 1, 0), 1), (at(1, 0, 1), -1))
    )
    return jnp.asarray(placed).reshape(n, 2 * n_z, 2 * n_z)


def assemble_matrix(element: Array) -> Bordered:
    """Assemble symmetric element matrices (4, 2, 4, 2, n_r - 1, n_z - 1)."""
    n_r, n_z = element.shape[-2] + 1, element.shape[-1] + 1
    parts = element.reshape(2, 2, 2, 2, 2, 2, n_r - 1, n_z - 1)
    none = ((0, 0),) * 4
    own = jnp.pad(parts[0, :, :, 0], (*none, (0, 1), (0, 0))) + jnp.pad(parts[1, :, :, 1], (*none, (1, 0), (0, 0)))
    diagonal = _along_z(own)
    upper = _along_z(jnp.pad(parts[0, :, :, 1], (*none, (0, 1), (0, 0))))
    keep, free = unknowns(n_z), _free(n_r, n_z)
    after = np.concatenate([free[1:], free[-1:]])
    before_top = jnp.concatenate([jnp.zeros_like(upper[:1, -1]), upper[:-1, -1]])  # plate row of the line before

    def block(full: Array, columns: NDArray[np.float64]) -> Array:
        return full[:, keep[:, None], keep[None, :]] * (free[:, :, None] * columns[:, None, :])

    return Bordered(
        block(diagonal, free) + np.eye(len(keep)) * (1 - free)[:, None, :],
        block(upper, after),
        (diagonal[:, :, -1] + upper[:, :, -1] + before_top)[:, keep] * free,
        jnp.sum(diagonal[:, -1, -1] + 2 * upper[:, -1, -1]),
    )


def solve(system: Bordered, lines: Array, plate: Array) -> tuple[Array, Array]:
    """Solve for right-hand sides of the lines (n_r, m) and of the plate; NaN unless positive definite."""
    right = jnp.stack([lines, system.column], axis=-1)
    both = blocktri.solve_positive(system.diagonal, system.upper, right)
    particular, influence = both[..., 0], both[..., 1]
    corner = system.corner - jnp.sum(system.column * influence)
    height = (plate - jnp.sum(system.column * particular)) / jnp.where(corner > 0, corner, jnp.nan)
    return particular - height * influence, height


def to_nodes(lines: Array, plate: Array, n_z: int) -> Array:
    """Changes of nodes (n_r, n_z, 2) from changes of the unknowns."""
    flat = jnp.zeros((lines.shape[0], 2 * n_z)).at[:, unknowns(n_z)].set(lines).at[:, -1].set(plate)
    return flat.reshape(lines.shape[0], n_z, 2)
