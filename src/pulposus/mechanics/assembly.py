"""From elements to a bordered block-tridiagonal system: lines of nodes along z are the blocks, r is the chain.

Unknowns of a line: r of every node below the plate and z of every node between mid-plane and plate. Left out are
z on the mid-plane (symmetry), r on the plate (bonded), and r on the axis (kept in its line as an identity row, so
that all blocks are equal). The plate's height is one unknown for all lines: the border.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.numerics import blocktri
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Bordered(NamedTuple):
    """Blocks (n, m, m) of the lines, the plate's column and row (n, m), and the corner."""

    lower: Array
    diagonal: Array
    upper: Array
    column: Array
    row: Array
    corner: Array


def unknowns(n_z: int) -> np.ndarray:
    """Places of a line's unknowns among its 2 n_z components ordered (level, r or z)."""
    return np.array([0, *range(2, 2 * (n_z - 1))])


def _free(n_r: int, n_z: int) -> np.ndarray:
    """1 for an unknown, 0 for r on the axis, shape (n_r, m)."""
    free = np.ones((n_r, len(unknowns(n_z))))
    free[0, unknowns(n_z) % 2 == 0] = 0
    return free


def gather(nodes: Array) -> Array:
    """Nodes (n_r, n_z, ...) of each element, (n_r - 1, n_z - 1, 4, ...)."""
    return jnp.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, :-1], nodes[1:, 1:]], axis=2)


def assemble_vector(element: Array) -> tuple[Array, Array]:
    """Sum element vectors (n_r - 1, n_z - 1, 4, 2) to lines (n_r, m) and to the plate (scalar)."""
    nodes = sum(
        jnp.pad(
            element[:, :, 2 * side + level], ((side, 1 - side), (level, 1 - level), (0, 0))
        )
        for side in (0, 1)
        for level in (0, 1)
    )
    n_r, n_z = nodes.shape[:2]
    flat = nodes.reshape(n_r, 2 * n_z)
    return flat[:, unknowns(n_z)] * _free(n_r, n_z), jnp.sum(flat[:, -1])


def _along_z(parts: Array) -> Array:
    """Place (n, n_z - 1, level, 2, level, 2) on the lines, (n, 2 n_z, 2 n_z)."""
    n, below = parts.shape[:2]
    n_z = below + 1
    own = jnp.pad(parts[:, :, 0, :, 0], ((0, 0), (0, 1), (0, 0), (0, 0))) + jnp.pad(
        parts[:, :, 1, :, 1], ((0, 0), (1, 0), (0, 0), (0, 0))
    )
    up = jnp.pad(parts[:, :, 0, :, 1], ((0, 0), (0, 1), (0, 0), (0, 0)))
    down = jnp.pad(parts[:, :, 1, :, 0], ((0, 0), (1, 0), (0, 0), (0, 0)))
    placed = sum(
        part[:, :, :, None, :] * np.eye(n_z, k=k)[:, None, :, None] for part, k in ((own, 0), (up, 1), (down, -1))
    )
    return placed.reshape(n, 2 * n_z, 2 * n_z)


def assemble_matrix(element: Array) -> Bordered:
    """Assemble element matrices (n_r - 1, n_z - 1, 4, 2, 4, 2); they need not be symmetric."""
    n_r, n_z = element.shape[0] + 1, element.shape[1] + 1
    parts = element.reshape(n_r - 1, n_z - 1, 2, 2, 2, 2, 2, 2)
    none = ((0, 0),) * 5
    own = jnp.pad(parts[:, :, 0, :, :, 0], ((0, 1), *none)) + jnp.pad(parts[:, :, 1, :, :, 1], ((1, 0), *none))
    diagonal = _along_z(own)
    upper = _along_z(jnp.pad(parts[:, :, 0, :, :, 1], ((0, 1), *none)))
    lower = _along_z(jnp.pad(parts[:, :, 1, :, :, 0], ((1, 0), *none)))
    keep, free = unknowns(n_z), _free(n_r, n_z)
    before = np.concatenate([free[:1], free[:-1]])
    after = np.concatenate([free[1:], free[-1:]])

    def block(full: Array, columns: np.ndarray) -> Array:
        return full[:, keep[:, None], keep[None, :]] * (free[:, :, None] * columns[:, None, :])

    whole = diagonal + upper + lower
    fixed = np.eye(len(keep)) * (1 - free)[:, None, :]
    return Bordered(
        block(lower, before),
        block(diagonal, free) + fixed,
        block(upper, after),
        whole[:, keep, -1] * free,
        (diagonal[:, -1] + jnp.roll(upper[:, -1], 1, axis=0) + jnp.roll(lower[:, -1], -1, axis=0))[:, keep] * free,
        jnp.sum(whole[:, -1, -1]),
    )


def solve(system: Bordered, lines: Array, plate: Array) -> tuple[Array, Array]:
    """Solve for right-hand sides of the lines (n, m) and of the plate; returns the same shapes."""
    both = blocktri.solve(
        system.lower, system.diagonal, system.upper, jnp.stack([lines, system.column], axis=-1)
    )
    particular, influence = both[..., 0], both[..., 1]
    height = (plate - jnp.sum(system.row * particular)) / (system.corner - jnp.sum(system.row * influence))
    return particular - height * influence, height


def to_nodes(lines: Array, plate: Array, n_z: int) -> Array:
    """Changes of nodes (n_r, n_z, 2) from changes of the unknowns."""
    n_r = lines.shape[0]
    flat = jnp.zeros((n_r, 2 * n_z)).at[:, unknowns(n_z)].set(lines).at[:, -1].set(plate)
    return flat.reshape(n_r, n_z, 2)
