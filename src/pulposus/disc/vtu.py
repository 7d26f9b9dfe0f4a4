"""Write a disc mesh with its regions and fibres as VTU, which ParaView opens."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.fibres import fibre_directions
from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import scaled_jacobians
from pulposus.errors import InputError, RunError

Float = NDArray[np.float64]


def write_vtu(
    path: Path,
    mesh: HexMesh,
    *,
    points: Mapping[str, Float] | None = None,
    cells: Mapping[str, Float] | None = None,
) -> Path:
    """Write the mesh: region, ring, endplate side, both fibre families and scaled Jacobian as cell data.

    ``points`` and ``cells`` add fields given per node (n, ...) or per element (e, ...). The file appears whole or
    not at all.

    Raises:
        InputError: a field of the wrong length.
        RunError: the folder cannot be written.
    """
    import meshio  # late: it is not needed to compute

    fibres = fibre_directions(mesh)
    cell_data: dict[str, Any] = {
        "region": mesh.topology.region,
        "ring": mesh.topology.ring,
        "endplate_side": mesh.topology.side,
        "fibre_1": fibres[:, 0],
        "fibre_2": fibres[:, 1],
        "scaled_jacobian": scaled_jacobians(mesh.corners_mm),
        **(cells or {}),
    }
    point_data = dict(points or {})
    for fields, length, kind in ((cell_data, len(mesh.elements), "element"), (point_data, len(mesh.nodes_mm), "node")):
        for name, field in fields.items():
            if len(field) != length:
                raise InputError(f"Field '{name}' has {len(field)} values; one per {kind} is expected ({length}).")
    part = path.with_name(f".{path.name}.part.vtu")
    out = meshio.Mesh(
        mesh.nodes_mm,
        [("hexahedron", mesh.elements)],
        point_data=point_data,
        cell_data={name: [np.ascontiguousarray(field)] for name, field in cell_data.items()},
    )
    try:
        out.write(part, file_format="vtu")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(
            f"Cannot write {path}: {error.strerror or error}; choose a folder with space and rights."
        ) from None
    return path
