"""Mechanics on its clock: the lying shape that an MRI sees, and the day's mean shape in which cells live."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.course.world import World
from pulposus.disc.reduced import ReducedMesh, element_volumes_mm3
from pulposus.disc.tissue import Tissue
from pulposus.mechanics import Equilibrium, equilibrate, prestress
from pulposus.numerics import settings

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Shapes:
    """Two equilibria of the same disc, and how much denser its cells stand in the day's shape."""

    lying: Equilibrium
    day: Equilibrium
    crowding: Float
    """Element volume as measured over its volume in the day's shape, (b, n_r - 1, n_z - 1)."""

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Which draws have both equilibria, (b,)."""
        return np.asarray(self.lying.converged) & np.asarray(self.day.converged)


@dataclass(frozen=True)
class Unloaded:
    """The stress-free reference behind the measured shape."""

    mesh: ReducedMesh
    tissue: Tissue
    lying: Equilibrium
    """Equilibrium under the supine load: where both shapes of the settled disc start from."""
    converged: NDArray[np.bool_]
    """Draws whose reference was found, (b,)."""


def find_unloaded(world: World) -> Unloaded:
    """The reference that swells, under the supine load, to the disc that was measured."""
    found = prestress(world.measured_mesh, world.measured_tissue, world.mechanics, world.supine_load_MPa)
    # A reference whose loaded height misses the measured one by less than a reader does is good enough to go on with.
    near = np.asarray(found.height_error) < settings.COURSE_HEIGHT_MISS
    return Unloaded(found.mesh, found.tissue, found.loaded, near & np.asarray(found.loaded.converged))


def shapes(world: World, unloaded: Unloaded, gag: Float, start: Shapes | None = None) -> Shapes:
    """Both equilibria with the fixed charge scaled by ``gag`` (b, n_r - 1, n_z - 1), from ``start`` if given."""
    tissue = replace(unloaded.tissue, fixed_charge_mEq_mL=unloaded.tissue.fixed_charge_mEq_mL * gag)

    def solve(load_MPa: Float, near: Equilibrium) -> Equilibrium:
        return equilibrate(unloaded.mesh, tissue, world.mechanics, load_MPa, start_nodes_mm=near.nodes_mm)

    # Before anything has changed, the unloaded reference was found by solving just this equilibrium.
    lying = solve(world.supine_load_MPa, start.lying) if start else unloaded.lying
    day = solve(world.day_load_MPa, start.day if start else lying)
    crowding = element_volumes_mm3(world.measured_mesh.nodes_mm) / element_volumes_mm3(np.asarray(day.nodes_mm))
    return Shapes(lying, day, crowding)
