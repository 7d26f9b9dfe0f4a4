"""A 3-D disc of one draw: mesh, tissue, damage, and the shape in which its cells live."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pulposus.course.hexa.carried import LivingShape, Stretch, living_shape
from pulposus.course.hexa.numbers import DiscNumbers
from pulposus.course.world import World, disc_seed
from pulposus.disc.damage import Damage
from pulposus.disc.hexmesh import SIZES, HexMesh, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.quality import check, element_volumes_mm3
from pulposus.disc.reduced import Region
from pulposus.disc.shape import DiscShape, sample_shapes
from pulposus.errors import InputError
from pulposus.numerics.backend import jnp
from pulposus.transport.hexa import NutrientProblem, disc_problem
from pulposus.transport.laws.diffusivity import obstruction

Float = NDArray[np.float64]
Shape = Literal["carried", "scanned"]


@dataclass(frozen=True, eq=False)
class Disc3D:
    """One disc before its cells have settled. Element arrays (e,), of the mesh as scanned and damaged."""

    mesh: HexMesh
    numbers: DiscNumbers
    damage: Damage
    porosity: Float
    native_cells_1e6_mL: Float
    """What the tissue would hold if fed everywhere; tissue taken out took its cells along."""
    living: LivingShape

    @cached_property
    def element_mm3(self) -> Float:
        """(1, e)."""
        return element_volumes_mm3(self.mesh.corners_mm)[None]

    @cached_property
    def nucleus_mm3(self) -> Float:
        """The same, zero outside the nucleus."""
        return self.element_mm3 * (self.mesh.topology.region == Region.NUCLEUS)

    @cached_property
    def problem(self) -> NutrientProblem:
        """Nutrients on the living shape, without cells."""
        numbers, shape = self.numbers, self.living
        posed = disc_problem(
            self.mesh, shape.porosity, {}, numbers.transport, numbers.boundary, nodes_mm=shape.nodes_mm
        )
        # Where tissue is torn solutes pass better, at most as in free water.
        most = 1 / np.asarray(obstruction(jnp.asarray(shape.porosity)))
        share = np.asarray(posed.inputs.open_share) * np.minimum(self.damage.exchange, most)
        return replace(posed, inputs=posed.inputs._replace(open_share=share))

    def shaped(self, by: Stretch | None) -> Disc3D:
        """The same disc in another living shape."""
        return replace(self, living=living_shape(self.mesh, self.porosity, by))


def disc_3d(mesh: HexMesh, numbers: DiscNumbers, *, damage: Damage | None = None, shape: Shape = "carried") -> Disc3D:
    """A 3-D disc with the tissue of one draw.

    Args:
        mesh: as scanned.
        numbers: of the draw (``numbers_of``).
        damage: made on this mesh; none when None.
        shape: in which the cells live: "carried" from the reduced mechanics (the mean hour of a day), or as "scanned".

    Raises:
        InputError: a damage of another mesh.
        RunError: the damage folds an element.
    """
    hurt = damage or Damage.none(mesh)
    if hurt.matrix.shape != (len(mesh.elements),):
        raise InputError(
            f"The damage '{hurt.name}' is for {len(hurt.matrix)} elements, the mesh has {len(mesh.elements)}: make the "
            "damage on the mesh that is given."
        )
    region = mesh.topology.region
    porosity, _ = hurt.tissue(numbers.porosity[region], np.zeros(len(region)))
    scanned = hurt.mesh(mesh)
    return Disc3D(
        mesh=scanned,
        numbers=numbers,
        damage=hurt,
        porosity=porosity,
        native_cells_1e6_mL=numbers.native_cells_1e6_mL[region] * hurt.solid,
        living=living_shape(scanned, porosity, numbers.living if shape == "carried" else None),
    )


def mesh_of_draw(shape: DiscShape, world: World, row: int, size: str = "medium") -> HexMesh:
    """The hexahedral mesh of one draw: the sizes that the reduced disc of the same draw was made from.

    Raises:
        InputError: an unknown size of mesh.
        RunError: an element is folded.
    """
    if size not in SIZES:
        raise InputError(f"Mesh size is '{size}'; give one of {', '.join(SIZES)}.")
    sizes = sample_shapes(shape, world.draws, disc_seed(world.seed, shape.level))
    own: dict[str, Any] = {name: float(drawn[row]) for name, drawn in sizes.items()}
    drawn = replace(shape, **own)
    mesh = lay(SIZES[size], surfaces_of(drawn), drawn)
    check(mesh, shape.level)
    return mesh
