"""Nutrients on their clock: quasi-steady on the living shape, solved again when the cells have moved enough."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State
from pulposus.course.shape_clock import Shapes
from pulposus.course.world import World
from pulposus.numerics import settings
from pulposus.numerics.backend import jnp
from pulposus.transport import Nutrients, nutrients
from pulposus.transport.laws.viability import death_rate

Float = NDArray[np.float64]


def densities(state: State) -> Float:
    """Living cells by type, (b, types, n_r - 1, n_z - 1): native, injected young, injected grown."""
    return np.stack(
        [
            np.asarray(state.native_1e6_mL),
            np.asarray(state.undifferentiated_1e6_mL),
            np.asarray(state.differentiated_1e6_mL),
        ],
        axis=1,
    )


def solve(world: World, shapes: Shapes, cells: Float, guess: Nutrients | None) -> Nutrients:
    """Oxygen, glucose and lactate on the living shape for the given cells (per measured volume).

    A draw without equilibrium is solved on its measured shape, so that the batch goes on; whoever reads the
    result leaves that draw out by ``shapes.converged``.
    """
    good = shapes.converged[:, None, None]
    crowding = np.where(good, shapes.crowding, 1.0)
    return nutrients(
        np.where(good[..., None], shapes.nodes_mm, world.measured_mesh.nodes_mm),
        np.where(good, shapes.porosity, world.measured_tissue.porosity),
        cells * crowding[:, None],
        world.transport,
        world.boundary,
        guess=guess,
    )


def hazard_per_day(world: World, fields: Nutrients) -> Float:
    """Death rate of the cells of each element from glucose and pH, (b, n_r - 1, n_z - 1).

    Zero where the nutrients of a draw failed: it is left out by ``Nutrients.converged``.
    """
    law = {name: jnp.asarray(drawn) for name, drawn in world.death.items()}
    nodal = death_rate(jnp.asarray(fields.glucose_mM), jnp.asarray(fields.ph), **law)
    return np.nan_to_num(at_elements(np.asarray(nodal)), nan=0.0)


def moved(now: Float, then: Float) -> bool:
    """Whether living cells of any draw changed enough for a new solve: sum of changes over the sum of cells."""
    change = np.sum(np.abs(now - then), axis=(1, 2, 3)) / np.maximum(np.sum(then, axis=(1, 2, 3)), np.finfo(float).tiny)
    return bool(np.max(change) > settings.COURSE_CELLS_MOVED)


def at_elements(nodal: Float) -> Float:
    """Mean of the four corners: (b, n_r, n_z) to (b, n_r - 1, n_z - 1)."""
    return (nodal[:, :-1, :-1] + nodal[:, 1:, :-1] + nodal[:, 1:, 1:] + nodal[:, :-1, 1:]) / 4
