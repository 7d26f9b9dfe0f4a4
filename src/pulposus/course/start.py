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
    structural_loss_per_year: Float
    """Published natural narrowing less what this disc's own loss of swelling takes, at least 0, 1/year, (b,)."""
    fed_share: Float
    """Native cells that the disc feeds over those its tissue would hold, nucleus, (b,)."""


def settle(world: World) -> Start:
    """Find the unloaded reference, the day's shape and the fed cells of a batch of discs."""
    unloaded = find_unloaded(world)
    native = world.measured_tissue.native_cells_1e6_mL
    shape = shapes(world, unloaded, np.ones_like(native))
    biology = world.biology
    state = initial(native, biology.senescent_fraction, biology.innervation_at_start, np.asarray(world.modic))
    nutrients = nutrient_clock.solve(world, shape, nutrient_clock.densities(state, world.biology), None)
    for days in settings.COURSE_SETTLING_DAYS:
        lives = np.exp(-nutrient_clock.hazard_per_day(world, nutrients) * days)
        state = state._replace(
            healthy_1e6_mL=state.healthy_1e6_mL * lives, senescent_1e6_mL=state.senescent_1e6_mL * lives
        )
        nutrients = nutrient_clock.solve(world, shape, nutrient_clock.densities(state, world.biology), nutrients)
    volume = element_volumes_mm3(world.measured_mesh.nodes_mm)
    nucleus = volume * (world.measured_mesh.topology.region() == Region.NUCLEUS)
    fed = np.sum(np.asarray(state.native_1e6_mL) * nucleus, axis=(1, 2)) / np.sum(native * nucleus, axis=(1, 2))
    wear = structural_loss_per_year(world, unloaded, shape)
    return Start(world, unloaded, shape, state, nutrients, volume, nucleus, wear, fed)


def structural_loss_per_year(world: World, unloaded: Unloaded, shape: Shapes) -> Float:
    """Natural narrowing (Videman 2008) beyond swelling: the lying disc is solved with a year's loss of GAG, (b,)."""
    p = world.biology
    rate = p.aggrecan_removal_per_year * (1 + p.catabolic_removal_gain)
    gag = 1 - (1 - p.gag_balance) * -np.expm1(-rate)
    after = shapes(world, unloaded, np.broadcast_to(gag[:, None, None], world.measured_tissue.porosity.shape), shape)
    swelling = np.where(after.converged, -np.log(after.lying.mean_height_mm / shape.lying.mean_height_mm), 0.0)
    return np.maximum(p.height_loss_per_year - swelling, 0.0)
