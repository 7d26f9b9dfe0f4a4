"""The disc as it stands before treatment: unloaded reference, day shape, and native cells that it can feed.

Published cell densities come from discs whose supply is unknown, and the drawn rates and supply of a draw may not
feed them everywhere. A disc that has been as it is for years holds no cells that starve, so native cells are let
die where they starve, with nutrients solved anew, until what is left is fed. Only then time starts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State, initial
from pulposus.course import nutrient_clock
from pulposus.course.shape_clock import Shapes, Unloaded, find_unloaded, shapes
from pulposus.course.world import World
from pulposus.disc.reduced import Region, element_volumes_mm3
from pulposus.numerics import settings
from pulposus.transport import Nutrients

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Start:
    """A settled disc, shared by every treatment of the same patient."""

    world: World
    unloaded: Unloaded
    shapes: Shapes
    state: State
    nutrients: Nutrients
    element_mm3: Float
    """Volumes of the elements of the upper half as measured, (b, n_r - 1, n_z - 1)."""
    nucleus_mm3: Float
    """The same, zero outside the nucleus."""
    fed_share: Float
    """Native cells that the disc feeds over those its tissue would hold, nucleus, (b,)."""


def settle(world: World) -> Start:
    """Find the unloaded reference, the day's shape and the fed cells of a batch of discs."""
    unloaded = find_unloaded(world)
    native = world.measured_tissue.native_cells_1e6_mL
    shape = shapes(world, unloaded, np.ones_like(native))
    state = initial(native, world.biology.senescent_fraction)
    nutrients = nutrient_clock.solve(world, shape, nutrient_clock.densities(state), None)
    for days in settings.COURSE_SETTLING_DAYS:
        lives = np.exp(-nutrient_clock.hazard_per_day(world, nutrients) * days)
        state = state._replace(
            healthy_1e6_mL=state.healthy_1e6_mL * lives, senescent_1e6_mL=state.senescent_1e6_mL * lives
        )
        nutrients = nutrient_clock.solve(world, shape, nutrient_clock.densities(state), nutrients)
    volume = element_volumes_mm3(world.measured_mesh.nodes_mm)
    nucleus = volume * (world.measured_mesh.topology.region() == Region.NUCLEUS)
    fed = np.sum(np.asarray(state.native_1e6_mL) * nucleus, axis=(1, 2)) / np.sum(native * nucleus, axis=(1, 2))
    return Start(world, unloaded, shape, state, nutrients, volume, nucleus, fed)
