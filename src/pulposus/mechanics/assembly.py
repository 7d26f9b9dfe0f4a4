"""From elements to a bordered block-tridiagonal system: lines of nodes along z are the blocks, r is the chain.

Unknowns of a line: r of every node below the plate and z of every node between mid-plane and plate. Left out are
z on the mid-plane (symmetry) and r on the plate (bonded); r on the axis is kept in its line as an identity row, so
that all blocks are equal. The plate's height is one unknown for all lines: the border.

Assembly is a plan of sums made once per mesh size: each entry of the system adds up to a few entries of element
matrices, each of them a row of the whole batch.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics import blocktri
from pulposus.numerics.backend import jax, jnp

Array = jax.Array
Int = NDArray[np.int64]
_LOCAL = 4 * 2  # components of an element: four nodes, r and z


class Bordered(NamedTuple):
    """Symmetric blocks (b, n_r, m, m) of the lines, the plate's column (b, n_r, m), and the corner (b,)."""

    diagonal: Array
    upper: Array
    column: Array
    corner: Array


class Plan(NamedTuple):
    """For each entry of vector and system the element entries to add, (terms, entries); -1 adds nothing."""

    lines: Int
    plate: Int
    diagonal: Int
    upper: Int
    column: Int
    corner: Int
    fixed: NDArray[np.float64]
    """1 on the diagonal of r on the axis, (n_r, m, m)."""


def unknowns(n_z: int) -> Int:
    """Places of a line's unknowns among its 2 n_z components ordered (level, r or z)."""
    return np.array([0, *range(2, 2 * (n_z - 1))])


def gather(nodes: Array) -> Array:
    """Node values (n_r, n_z, c) of each element, (4, c, n_r - 1, n_z - 1)."""
    corners = jnp.stack([nodes[:-1, :-1], nodes[:-1, 1:], nodes[1:, :-1], nodes[1:, 1:]])
    return jnp.moveaxis(corners, -1, 1)


def _table(sums: dict[int, list[int]], entries: int) -> Int:
    table = np.full((max(len(terms) for terms in sums.values()), entries), -1)
    for entry, terms in sums.items():
        table[: len(terms), entry] = terms
    return table


@cache
def plan(n_r: int, n_z: int) -> Plan:
    """Sums that assemble a mesh of n_r by n_z nodes."""
    keep = unknowns(n_z)
    m, place = len(keep), {int(k): p for p, k in enumerate(keep)}
    n_elements = (n_r - 1) * (n_z - 1)
    lines, plate, diagonal, upper, column, corner = (defaultdict[int, list[int]](list) for _ in range(2 * 3))
    for element in range(n_elements):
        i, j = divmod(element, n_z - 1)
        # Of each local component: its line and its place there; the plate's place is -1, a fixed one is None.
        where: list[tuple[int, int | None]] = []
        for local in range(_LOCAL):
            line, level, axial = i + local // 4, j + local // 2 % 2, local % 2
            spot = -1 if axial and level == n_z - 1 else place.get(2 * level + axial)
            where.append((line, None if line == 0 and not axial else spot))
        for a, (line, p) in enumerate(where):
            if p is None:
                continue
            (plate[0] if p < 0 else lines[line * m + p]).append(a * n_elements + element)
            for b, (other, q) in enumerate(where):
                source = (a * _LOCAL + b) * n_elements + element
                if p < 0 and q == -1:
                    corner[0].append(source)
                elif p >= 0 and q == -1:
                    column[line * m + p].append(source)
                elif p >= 0 and q is not None and other == line:
                    diagonal[(line * m + p) * m + q].append(source)
                elif p >= 0 and q is not None and other == line + 1:
                    upper[(line * m + p) * m + q].append(source)
    fixed = np.zeros((n_r, m, m))
    fixed[0] = np.diag(keep % 2 == 0)
    return Plan(
        _table(lines, n_r * m), _table(plate, 1), _table(diagonal, n_r * m * m), _table(upper, n_r * m * m),
        _table(column, n_r * m), _table(corner, 1), fixed,
    )  # fmt: skip


def _sum(rows: Array, table: Int, shape: tuple[int, ...]) -> Array:
    """Entries (b, *shape) as sums of rows (n, b)."""
    total = sum(rows.at[terms].get(mode="fill", fill_value=0, wrap_negative_indices=False) for terms in table)
    return jnp.moveaxis(jnp.asarray(total), -1, 0).reshape(rows.shape[-1], *shape)


def assemble_vector(element: Array) -> tuple[Array, Array]:
    """Sum element vectors (4, 2, n_r - 1, n_z - 1, b) to lines (b, n_r, m) and to the plate (b,)."""
    n_r, n_z, b = element.shape[2] + 1, element.shape[3] + 1, element.shape[4]
    to = plan(n_r, n_z)
    rows = element.reshape(-1, b)
    return _sum(rows, to.lines, (n_r, len(unknowns(n_z)))), _sum(rows, to.plate, ())


def assemble_matrix(element: Array) -> Bordered:
    """Assemble symmetric element matrices (4, 2, 4, 2, n_r - 1, n_z - 1, b)."""
    n_r, n_z, b = element.shape[-3] + 1, element.shape[-2] + 1, element.shape[-1]
    to, m = plan(n_r, n_z), len(unknowns(n_z))
    rows = element.reshape(-1, b)
    return Bordered(
        _sum(rows, to.diagonal, (n_r, m, m)) + to.fixed,
        _sum(rows, to.upper, (n_r, m, m)),
        _sum(rows, to.column, (n_r, m)),
        _sum(rows, to.corner, ()),
    )


def solve(system: Bordered, lines: Array, plate: Array) -> tuple[Array, Array]:
    """Solve for right-hand sides of the lines (b, n_r, m) and of the plate (b,).

    NaN for the discs whose matrix is not positive definite.
    """
    right = jnp.stack([lines, system.column], axis=-1)
    both = jax.vmap(blocktri.solve_positive)(system.diagonal, system.upper, right)
    particular, influence = both[..., 0], both[..., 1]
    corner = system.corner - jnp.sum(system.column * influence, axis=(1, 2))
    height = plate - jnp.sum(system.column * particular, axis=(1, 2))
    height = height / jnp.where(corner > 0, corner, jnp.nan)
    return particular - height[:, None, None] * influence, height


def to_nodes(lines: Array, plate: Array, n_z: int) -> Array:
    """Changes of nodes (b, n_r, n_z, 2) from changes of the unknowns."""
    b, n_r = lines.shape[:2]
    flat = jnp.zeros((b, n_r, 2 * n_z)).at[..., unknowns(n_z)].set(lines).at[..., -1].set(plate[:, None])
    return flat.reshape(b, n_r, n_z, 2)
