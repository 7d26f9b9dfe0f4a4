"""A reduced disc revolved into the hexahedral mesh: the same shape on both meshes, to compare what they compute."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexMesh, HexTopology
from pulposus.disc.reduced import ReducedMesh

Float = NDArray[np.float64]


def revolve(reduced: ReducedMesh, member: int = 0, topology: HexTopology | None = None) -> HexMesh:
    """The whole disc (both halves) of one member of a batch of reduced discs.

    Layers follow the rows of the reduced mesh: straight lines from the mid-plane to the cartilage endplate, and on
    to the bone, whose heights are taken along the radius by interpolation.
    """
    topology = topology or HexTopology()
    radius, height = np.moveaxis(reduced.nodes_mm[member], -1, 0)
    columns = reduced.topology
    whole = radius[-1, 0]
    nucleus = radius[columns.nucleus, 0] / whole
    border = radius[columns.nucleus + columns.inner, 0] / whole
    u, v = topology.unit_disc(nucleus, (border - nucleus) / (1 - nucleus)).T
    s = np.hypot(u, v)
    bone, plate = (np.interp(s, radius[:, 0] / whole, height[:, row]) for row in (-1, columns.disc))
    inside = np.linspace(-1, 1, topology.disc_layers + 1)[:, None] * plate
    shares = np.arange(1, topology.endplate_layers + 1)[:, None] / topology.endplate_layers
    above = plate + shares * (bone - plate)
    z = np.concatenate([-above[::-1], inside, above])
    u, v = np.broadcast_to(u, z.shape), np.broadcast_to(v, z.shape)
    nodes = np.stack([whole * u, whole * v, z], axis=-1).reshape(-1, 3)
    return HexMesh(topology, nodes, np.stack([u, v, z / bone], axis=-1).reshape(-1, 3))
