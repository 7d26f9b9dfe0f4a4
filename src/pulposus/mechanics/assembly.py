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


class Bordered(NamedTuple):
    """Symmetric blocks (b, n_r, m, m) of the lines, the plate's column (b, n_r, m), and the corner (b,)."""

    diagonal: Array
    upper: Array
    column: Array
    corner: Array


class Layout(NamedTuple):
    """Which of the components of a line's nodes are unknown; static, so that it can be compiled in.

    ``keep`` are places among a line's ``components * n_z`` numbers ordered (level, component); ``fixed`` the
    (line, place) among them that nevertheless do not move: identity rows. The plate's z is the border.
    """

    n_r: int
    n_z: int
    components: int
    keep: tuple[int, ...]
    fixed: frozenset[tuple[int, int]]


class Plan(NamedTuple):
    """For each entry of vector and system the element entries to add, (terms, entries); -1 adds nothing."""

    lines: Int
    plate: Int
    diagonal: Int
    upper: Int
    column: Int
    corner: Int
    identity: NDArray[np.float64]
    """1 on the diagonal of what is fixed, (n_r, m, m)."""


@cache
def displacements(n_r: int, n_z: int) -> Layout:
    """The layout of a swelling equilibrium: r of every node below the plate, z between mid-plane and plate."""
    keep = (0, *range(2, 2 * (n_z - 1)))
    return Layout(n_r, n_z, 2, keep, frozenset((0, place) for place in keep if place % 2 == 0))


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
def plan(layout: Layout) -> Plan:
    """Sums that assemble a mesh with these unknowns."""
    n_r, n_z, width, keep, still = layout
    m, spot = len(keep), {k: p for p, k in enumerate(keep)}
    n_elements, local_size = (n_r - 1) * (n_z - 1), 4 * width
    lines, plate, diagonal, upper, column, corner = (defaultdict[int, list[int]](list) for _ in range(2 * 3))
    for element in range(n_elements):
        i, j = divmod(element, n_z - 1)
        # Of each local component: its line and its place there; the plate's place is -1, a fixed one is None.
        where: list[tuple[int, int | None]] = []
        for local in range(local_size):
            node, component = divmod(local, width)
            line, level = i + node // 2, j + node % 2
            place = width * level + component
            on_plate = component == 1 and level == n_z - 1
            where.append((line, -1 if on_plate else None if (line, place) in still else spot.get(place)))
        for a, (line, p) in enumerate(where):
            if p is None:
                continue
            (plate[0] if p < 0 else lines[line * m + p]).append(a * n_elements + element)
            for b, (other, q) in enumerate(where):
                source = (a * local_size + b) * n_elements + element
                if p < 0 and q == -1:
                    corner[0].append(source)
                elif p >= 0 and q == -1:
                    column[line * m + p].append(source)
                elif p >= 0 and q is not None and other == line:
                    diagonal[(line * m + p) * m + q].append(source)
                elif p >= 0 and q is not None and other == line + 1:
                    upper[(line * m + p) * m + q].append(source)
    identity = np.zeros((n_r, m, m))
    for line, place in still:
        identity[line, spot[place], spot[place]] = 1
    return Plan(
        _table(lines, n_r * m), _table(plate, 1), _table(diagonal, n_r * m * m), _table(upper, n_r * m * m),
        _table(column, n_r * m), _table(corner, 1), identity,
    )  # fmt: skip


def _sum(rows: Array, table: Int, shape: tuple[int, ...]) -> Array:
    """Entries (*shape, b) as sums of rows (n, b)."""
    total = sum(rows.at[terms].get(mode="fill", fill_value=0, wrap_negative_indices=False) for terms in table)
    return jnp.asarray(total).reshape(*shape, rows.shape[-1])


def _layout(element: Array) -> Layout:
    return displacements(element.shape[-3] + 1, element.shape[-2] + 1)


def assemble_vector(element: Array, layout: Layout | None = None) -> tuple[Array, Array]:
    """Sum element vectors (4, c, n_r - 1, n_z - 1, b) to lines (b, n_r, m) and to the plate (b,).

    With a ``layout`` of its own the batch stays last: lines (n_r, m, b).
    """
    where = layout or _layout(element)
    to, rows = plan(where), element.reshape(-1, element.shape[-1])
    lines, plate = _sum(rows, to.lines, (where.n_r, len(where.keep))), _sum(rows, to.plate, ())
    return (lines, plate) if layout else (jnp.moveaxis(lines, -1, 0), plate)


def assemble_matrix(element: Array, layout: Layout | None = None) -> Bordered:
    """Assemble symmetric element matrices (4, c, 4, c, n_r - 1, n_z - 1, b).

    With a ``layout`` of its own the batch stays last: blocks (n_r, m, m, b), column (n_r, m, b).
    """
    where = layout or _layout(element)
    to, m, rows = plan(where), len(where.keep), element.reshape(-1, element.shape[-1])
    found = Bordered(
        _sum(rows, to.diagonal, (where.n_r, m, m)) + to.identity[..., None],
        _sum(rows, to.upper, (where.n_r, m, m)),
        _sum(rows, to.column, (where.n_r, m)),
        _sum(rows, to.corner, ()),
    )
    return found if layout else Bordered(*(jnp.moveaxis(part, -1, 0) for part in found))


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


def to_nodes(lines: Array, plate: Array, layout: Layout) -> Array:
    """Changes of nodes (b, n_r, n_z, c) from changes of the unknowns, lines (b, n_r, m) and plate (b,)."""
    b, n_r = lines.shape[:2]
    flat = jnp.zeros((b, n_r, layout.components * layout.n_z)).at[..., np.array(layout.keep)].set(lines)
    nodes = flat.reshape(b, n_r, layout.n_z, layout.components)
    return nodes.at[:, :, -1, 1].set(plate[:, None])
