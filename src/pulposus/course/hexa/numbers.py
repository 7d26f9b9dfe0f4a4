"""Everything that one draw of the reduced world says about a disc, ready for its 3-D mesh.

Both meshes then live on identical numbers: no fact is drawn anew, so what differs between them is the shape alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.parameters import BiologyParameters
from pulposus.course.hexa.carried import Stretch, stretch_between
from pulposus.course.start import Start
from pulposus.disc.reduced import Region
from pulposus.numerics.rows import take
from pulposus.transport import Boundary, TransportParameters

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DiscNumbers:
    """One draw: arrays of a batch of one, and tissue by ``Region`` (4,)."""

    row: int
    """Which draw of the reduced world."""
    transport: TransportParameters
    boundary: Boundary
    biology: BiologyParameters
    death: dict[str, Float]
    """Arguments of the death law, scalars."""
    porosity: Float
    native_cells_1e6_mL: Float
    modic: float
    structural_loss_per_year: Float
    """(1,)"""
    living: Stretch
    """From the scanned to the living shape, as the reduced mechanics found it."""


def numbers_of(start: Start, row: int) -> DiscNumbers:
    """The numbers of draw ``row`` of a settled reduced disc."""
    world, rows = start.world, np.array([row])
    region = world.measured_mesh.topology.region()
    first = [np.argwhere(region == kind)[0] for kind in Region]

    def by_region(field: Float) -> Float:
        return np.array([field[row, i, j] for i, j in first])

    return DiscNumbers(
        row=row,
        transport=take(world.transport, rows),
        boundary=take(world.boundary, rows),
        biology=take(world.biology, rows),
        death={name: np.asarray(drawn[row]).reshape(()) for name, drawn in world.death.items()},
        porosity=by_region(world.measured_tissue.porosity),
        native_cells_1e6_mL=by_region(world.measured_tissue.native_cells_1e6_mL),
        modic=float(world.modic),
        structural_loss_per_year=np.asarray(start.structural_loss_per_year)[rows],
        living=stretch_between(world.measured_mesh, start.shapes.nodes_mm, row),
    )
