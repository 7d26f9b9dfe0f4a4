"""Nutrients on their clock: quasi-steady on the living shape, solved again when the cells have moved enough."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.matrix import anabolic_gain
from pulposus.biology.parameters import BiologyParameters
from pulposus.biology.state import State, per_element
from pulposus.course.shape_clock import Shapes
from pulposus.course.world import World
from pulposus.numerics import settings
from pulposus.numerics.backend import jnp
from pulposus.numerics.rows import join, put, take
from pulposus.transport import Boundary, Nutrients, TransportParameters, nutrients
from pulposus.transport.laws.viability import death_rate

Float = NDArray[np.float64]
Rows = NDArray[np.int64]


def densities(state: State, biology: BiologyParameters) -> Float:
    """Eating cells by type, (b, types, ...) over any mesh: native, injected young, injected grown.

    Native cells that growth factors drive to make more matrix eat more: they count as that many more cells.
    """
    gain = np.asarray(anabolic_gain(state.anabolic, biology.anabolic_max_gain))
    hunger = np.asarray(per_element(1 + biology.synthesis_cost * gain, state.gag))
    return np.stack(
        [
            np.asarray(state.native_1e6_mL) * hunger,
            np.asarray(state.undifferentiated_1e6_mL),
            np.asarray(state.differentiated_1e6_mL),
        ],
        axis=1,
    )


def solve(world: World, shapes: Shapes, cells: Float, guess: Nutrients | None, rows: Rows | None = None) -> Nutrients:
    """Oxygen, glucose and lactate on the living shape for the given cells (per measured volume).

    With ``rows`` only these draws are solved, and the others keep ``guess``. A draw without equilibrium is solved on
    its measured shape, so that the batch goes on; whoever reads the result leaves it out by ``shapes.converged``.
    """
    return solve_pieces(posed(world, shapes), cells, guess, np.arange(world.draws) if rows is None else rows)


@dataclass(frozen=True)
class Posed:
    """What a nutrient problem needs besides its cells; arrays lead with the batch."""

    nodes_mm: Float
    porosity: Float
    crowding: Float
    transport: TransportParameters
    boundary: Boundary


def posed(world: World, shapes: Shapes) -> Posed:
    """The nutrient problem of a batch on its living shape."""
    good = shapes.converged[:, None, None]
    return Posed(
        np.where(good[..., None], shapes.nodes_mm, world.measured_mesh.nodes_mm),
        np.where(good, shapes.porosity, world.measured_tissue.porosity),
        np.where(good, shapes.crowding, 1.0),
        world.transport,
        world.boundary,
    )


def solve_pieces(problem: Posed, cells: Float, guess: Nutrients | None, rows: Rows) -> Nutrients:
    """Solve some members of a batch in pieces of one size (compiled once) over the cores; the others keep ``guess``."""

    def piece(wanted: Rows) -> Nutrients:
        seats = np.resize(wanted, min(settings.COURSE_NUTRIENT_PIECE, len(cells)))
        here = take(problem, seats)
        start = None if guess is None else members(guess, seats)
        living = cells[seats] * here.crowding[:, None]
        found = nutrients(here.nodes_mm, here.porosity, living, here.transport, here.boundary, guess=start)
        return members(found, np.arange(len(wanted)))

    size = settings.COURSE_NUTRIENT_PIECE
    pieces = [rows[k : k + size] for k in range(0, len(rows), size)]
    if len(pieces) == 1:
        parts = [piece(pieces[0])]
    else:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = list(pool.map(piece, pieces))
    found = joined(parts)
    if guess is None:
        return found
    reason = np.array(guess.reason, dtype=object)
    reason[rows] = found.reason
    return replace(put(guess, rows, found), reason=tuple(reason), steps=found.steps)


def members(fields: Nutrients, rows: Rows) -> Nutrients:
    """Some members of a batch, with their reasons."""
    return replace(take(fields, rows), reason=tuple(fields.reason[k] for k in rows))


def joined(parts: Sequence[Nutrients]) -> Nutrients:
    """Batches one after the other, with their reasons."""
    reason = tuple(said for part in parts for said in part.reason)
    return replace(join(parts), reason=reason, steps=max(part.steps for part in parts))


def hazard_per_day(world: World, fields: Nutrients) -> Float:
    """Death rate of the cells of each element from glucose and pH, (b, n_r - 1, n_z - 1).

    Zero where the nutrients of a draw failed: it is left out by ``Nutrients.converged``.
    """
    return hazard(world.death, fields)


def hazard(death: dict[str, Float], fields: Nutrients) -> Float:
    """The same from the arguments of the death law, each (b, 1, 1)."""
    return np.nan_to_num(at_elements(nodal_hazard(death, fields.glucose_mM, fields.ph)), nan=0.0)


def nodal_hazard(death: Mapping[str, Float], glucose_mM: Float, ph: Float) -> Float:
    """The same at the nodes of any mesh, 1/day."""
    law = {name: jnp.asarray(drawn) for name, drawn in death.items()}
    return np.asarray(death_rate(jnp.asarray(glucose_mM), jnp.asarray(ph), **law))


def moved(now: Float, then: Float, by: float | None = None) -> Rows:
    """Draws whose living cells changed enough for a new solve: sum of changes over the sum of cells."""
    change = np.sum(np.abs(now - then), axis=(1, 2, 3)) / np.maximum(np.sum(then, axis=(1, 2, 3)), np.finfo(float).tiny)
    return np.flatnonzero(change > (settings.COURSE_CELLS_MOVED if by is None else by))


def at_elements(nodal: Float) -> Float:
    """Mean of the four corners: (b, n_r, n_z, ...) to (b, n_r - 1, n_z - 1, ...)."""
    return (nodal[:, :-1, :-1] + nodal[:, 1:, :-1] + nodal[:, 1:, 1:] + nodal[:, :-1, 1:]) / 4
