"""Mechanics on its clock: the lying shape that an MRI sees, and the shape of a mean hour in which cells live."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.course.world import World
from pulposus.disc.reduced import ReducedMesh, Region, element_volumes_mm3
from pulposus.disc.tissue import Tissue
from pulposus.mechanics import Equilibrium, MechanicsParameters, equilibrate, prestress
from pulposus.numerics import settings
from pulposus.numerics.rows import put, take

Float = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Shapes:
    """The lying disc, the disc drained to the end under the day's load, and the shape between in which cells live.

    From morning to evening a disc loses 6 to 8 % of height (Martin 2022). The drained equilibrium under the day's mean
    load lies some 20 % lower, and the model's own day comes near it (validation VT7: a miss, the tissue of the library
    drains too far and too fast). So the day's loss is taken from the measurement: the living shape moves from the
    lying towards the drained one by ``drainage``, a share that gives the measured loss of height.
    """

    lying: Equilibrium
    drained: Equilibrium
    drainage: Float
    """Share of the way from lying to drained, (b,); fixed for a disc."""
    nodes_mm: Float
    """Living shape, (b, n_r, n_z, 2)."""
    porosity: Float
    """Of the living shape, (b, n_r - 1, n_z - 1): the solid stays, water goes."""
    crowding: Float
    """Element volume as measured over its volume in the living shape, (b, n_r - 1, n_z - 1)."""

    @property
    def converged(self) -> NDArray[np.bool_]:
        """Which draws have both equilibria, (b,)."""
        return np.asarray(self.lying.converged) & np.asarray(self.drained.converged)


@dataclass(frozen=True)
class Unloaded:
    """The stress-free reference behind the measured shape."""

    mesh: ReducedMesh
    tissue: Tissue
    lying: Equilibrium
    """Equilibrium under the supine load: where the drained one starts from."""
    converged: NDArray[np.bool_]
    """Draws whose reference was found, (b,)."""


def find_unloaded(world: World) -> Unloaded:
    """The reference that swells, under the supine load, to the disc that was measured."""
    found = prestress(world.measured_mesh, world.measured_tissue, world.mechanics, world.supine_load_MPa)
    # A reference whose loaded height misses the measured one by less than a reader does is good enough to go on with.
    near = np.abs(np.asarray(found.height_error)) < settings.COURSE_HEIGHT_MISS
    return Unloaded(found.mesh, found.tissue, found.loaded, near & np.asarray(found.loaded.converged))


@dataclass(frozen=True)
class Held:
    """What a treatment changes in the mechanics, (b,): load of the day, a gel's share and modulus in the nucleus."""

    load_factor: Float
    gel_share: Float
    gel_modulus_MPa: Float


def _with_gel(mechanics: MechanicsParameters, held: Held) -> MechanicsParameters:
    """The nucleus's matrix as a mixture of its own and the gel's by volume; Poisson's ratio stays."""
    shear = mechanics.shear_modulus_MPa.copy()
    own = shear[:, Region.NUCLEUS]
    mixed = (1 - held.gel_share) * own + held.gel_share * held.gel_modulus_MPa
    lame = mechanics.lame_modulus_MPa.copy()
    lame[:, Region.NUCLEUS] *= mixed / own
    shear[:, Region.NUCLEUS] = mixed
    return replace(mechanics, shear_modulus_MPa=shear, lame_modulus_MPa=lame)


def shapes(
    world: World,
    unloaded: Unloaded,
    gag: Float,
    start: Shapes | None = None,
    held: Held | None = None,
    rows: Rows | None = None,
) -> Shapes:
    """The shapes with the fixed charge scaled by ``gag`` (b, n_r - 1, n_z - 1), from ``start`` if given.

    With ``rows`` only these draws are solved; the others keep what ``start`` has.
    """
    tissue = replace(unloaded.tissue, fixed_charge_mEq_mL=unloaded.tissue.fixed_charge_mEq_mL * gag)
    mechanics = world.mechanics if held is None else _with_gel(world.mechanics, held)
    day_load = world.day_load_MPa if held is None else world.day_load_MPa * held.load_factor

    def solve(load_MPa: Float, near: Equilibrium) -> Equilibrium:
        if rows is None:
            return equilibrate(unloaded.mesh, tissue, mechanics, load_MPa, start_nodes_mm=near.nodes_mm)
        part = equilibrate(
            take(unloaded.mesh, rows),
            take(tissue, rows),
            take(mechanics, rows),
            load_MPa[rows],
            start_nodes_mm=near.nodes_mm[rows],
        )
        return put(near, rows, part)

    # Before anything has changed, the unloaded reference was found by solving just this equilibrium.
    lying = solve(world.supine_load_MPa, start.lying) if start else unloaded.lying
    drained = solve(day_load, start.drained if start else lying)
    if start is None:
        drainage = world.day_height_loss / (1 - drained.mean_height_mm / lying.mean_height_mm)
    else:
        drainage = start.drainage
    nodes = lying.nodes_mm + drainage[:, None, None, None] * (drained.nodes_mm - lying.nodes_mm)
    volume = element_volumes_mm3(nodes)
    porosity = 1 - (1 - lying.porosity) * element_volumes_mm3(lying.nodes_mm) / volume
    crowding = element_volumes_mm3(world.measured_mesh.nodes_mm) / volume
    return Shapes(lying, drained, drainage, nodes, porosity, crowding)
