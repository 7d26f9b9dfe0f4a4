"""Small 3-D discs for the tests."""

from __future__ import annotations

import numpy as np

from pulposus.disc.hexmesh import HexMesh, HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.reduced import ReducedTopology, build
from pulposus.disc.revolved import revolve
from pulposus.disc.shape import from_parameters
from pulposus.mechanics.hexa.disc import HexDisc, hex_disc
from pulposus.mechanics.parameters import MechanicsParameters

TINY = HexTopology(core=2, nucleus_rings=2, inner_rings=1, outer_rings=1, disc_layers=3)
# Nucleus, inner annulus, outer annulus, endplate: healthy, of the published set.
POROSITY = np.array([0.8073, 0.7732, 0.7732, 0.6726])
CHARGE = np.array([0.29, 0.18, 0.18, 0.166])
PARAMETERS = MechanicsParameters.central()


def kidney(topology: HexTopology = TINY) -> HexMesh:
    shape = from_parameters("L4/5", age_y=40.0, sex="M", grade=1)
    return lay(topology, surfaces_of(shape), shape)


def round_mesh(topology: HexTopology = TINY, rim_mm: float = 9.0) -> HexMesh:
    reduced = build(
        ReducedTopology(),
        radius_mm=np.array([20.0]),
        mid_height_mm=np.array([11.0]),
        rim_height_mm=np.array([rim_mm]),
        nucleus_radius_fraction=np.array([0.62]),
        inner_annulus_fraction=np.array([0.5]),
        endplate_mm=np.array([0.77]),
    )
    return revolve(reduced, 0, topology)


def disc(mesh: HexMesh | None = None) -> HexDisc:
    return hex_disc(kidney() if mesh is None else mesh, POROSITY, CHARGE, PARAMETERS)
