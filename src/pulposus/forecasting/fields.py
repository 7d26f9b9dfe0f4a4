"""Fields of the reduced disc as VTU, to be opened in ParaView."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pulposus.disc.hexmesh import SIZES, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.quality import check
from pulposus.disc.shape import DiscShape
from pulposus.disc.vtu import write_vtu
from pulposus.forecasting.result import Section


def write_mesh(shape: DiscShape, path: Path) -> None:
    """Write the disc as hexahedra (nucleus, annulus with both fibre directions, endplates), from its sizes.

    Raises:
        RunError: an element of the mesh is folded; names the worst one.
    """
    mesh = lay(SIZES["small"], surfaces_of(shape), shape)
    check(mesh, shape.level)
    write_vtu(path, mesh)


def write_section(section: Section, path: Path) -> None:
    """Write one cross-section (r along x, z along y, mm) with its nodal and element fields."""
    import meshio

    n_r, n_z = section.r_mm.shape
    node = np.arange(n_r * n_z).reshape(n_r, n_z)
    quads = np.stack([node[:-1, :-1], node[1:, :-1], node[1:, 1:], node[:-1, 1:]], axis=-1).reshape(-1, 4)
    points = np.stack([section.r_mm, section.z_mm, np.zeros_like(section.r_mm)], axis=-1).reshape(-1, 3)
    nodal = {
        "oxygen_kPa": section.oxygen_kPa,
        "glucose_mM": section.glucose_mM,
        "lactate_mM": section.lactate_mM,
        "ph": section.ph,
    }
    element = {
        "region": section.region,
        "native_cells_1e6_mL": section.native_cells_1e6_mL,
        "injected_cells_1e6_mL": section.injected_cells_1e6_mL,
    }
    meshio.Mesh(
        points,
        [("quad", quads)],
        point_data={name: field.reshape(-1) for name, field in nodal.items()},
        cell_data={name: [field.reshape(-1)] for name, field in element.items()},
    ).write(path)
