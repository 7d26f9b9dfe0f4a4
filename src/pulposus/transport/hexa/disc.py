"""The structured disc as a nutrient problem: bone above and below, blood at the outer annulus."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.reduced import Region
from pulposus.transport.boundary import Boundary
from pulposus.transport.hexa.mesh import transport_mesh
from pulposus.transport.hexa.problem import Held, NutrientProblem, pose
from pulposus.transport.parameters import CellType, TransportParameters

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def disc_problem(
    mesh: HexMesh,
    porosity: ArrayLike,
    cells_1e6_mL: Mapping[CellType, ArrayLike] | ArrayLike,
    parameters: TransportParameters,
    boundary: Boundary,
    *,
    nodes_mm: Float | None = None,
    open_area: float = 1.0,
) -> NutrientProblem:
    """Pose nutrients on the structured disc, supplied as the reduced one is.

    Args:
        parameters: of one member; ``boundary`` likewise, (1,) each. Its ``endplate_exchange`` scales the diffusivity
            of the endplate's elements (calcification).
        nodes_mm: (n, 3) deformed nodes; the mesh's own when None.
        open_area: share of each bony endplate that exchanges, a disc around its middle; the rest is closed.
    """
    supply = {name: float(np.asarray(getattr(boundary, name)).ravel()[0]) for name in Boundary.__dataclass_fields__}
    closed = bone_nodes(mesh, 1.0)
    annulus = Held(
        np.setdiff1d(side_nodes(mesh), closed),
        supply["annulus_oxygen_kPa"],
        supply["annulus_glucose_mM"],
        supply["annulus_lactate_mM"],
    )
    bone = Held(
        bone_nodes(mesh, open_area), supply["bone_oxygen_kPa"], supply["bone_glucose_mM"], supply["bone_lactate_mM"]
    )
    share = np.where(mesh.topology.region == Region.ENDPLATE, supply["endplate_exchange"], 1.0)
    solid = transport_mesh(mesh.nodes_mm if nodes_mm is None else nodes_mm, mesh.elements)
    return pose(solid, porosity, cells_1e6_mL, parameters, [annulus, bone], open_share=share)


def bone_nodes(mesh: HexMesh, open_area: float) -> Int:
    """Nodes of both bony endplates within the middle ``open_area`` share of their area."""
    nodes = np.concatenate([mesh.node_set(-1), mesh.node_set(1)])
    u, v = mesh.unit[nodes, :2].T
    return nodes[u**2 + v**2 <= open_area + np.finfo(np.float32).eps]


def side_nodes(mesh: HexMesh) -> Int:
    """Nodes of the outer annulus's surface, all layers."""
    topology = mesh.topology
    rim = np.arange(topology.axial_nodes - topology.around, topology.axial_nodes)
    return (rim + topology.axial_nodes * np.arange(topology.layers + 1)[:, None]).ravel()
