"""VT14: where glucose is lowest, and that compression and degeneration lower it (Jackson 2011, a model)."""

from __future__ import annotations

import numpy as np

from pulposus.disc.reduced import element_volumes_mm3
from pulposus.mechanics.laws.composition import porosity as squeezed
from pulposus.numerics.backend import jnp
from pulposus.progress import Progress
from pulposus.transport import published_boundary
from pulposus.validation.case import Case
from pulposus.validation.row import Row
from pulposus.validation.supply import feed, least_glucose_mM, middle_disc
from pulposus.validation.target import row, target


def run(_progress: Progress) -> tuple[Row, ...]:
    """The central healthy disc as it is, flatter by a tenth (water goes), and a grade 4 disc."""
    mesh, tissue = middle_disc(2, 1)
    whole = feed(mesh.nodes_mm, tissue, published_boundary())
    line = whole.glucose_mM[0, :, 0]
    radius = mesh.nodes_mm[0, :, 0, 0] / mesh.nodes_mm[0, -1, 0, 0]
    border = radius[mesh.topology.nucleus]
    flat = mesh.nodes_mm * np.array([1.0, 1 - target("vt14_compression")])
    J = element_volumes_mm3(flat) / element_volumes_mm3(mesh.nodes_mm)
    dense = type(tissue)(
        np.asarray(squeezed(jnp.asarray(tissue.porosity), jnp.asarray(J))),
        tissue.fixed_charge_mEq_mL,
        tissue.native_cells_1e6_mL / J,
    )
    pressed = feed(flat, dense, published_boundary())
    old_mesh, old_tissue = middle_disc(4, 1)
    old = feed(old_mesh.nodes_mm, old_tissue, published_boundary())
    least = least_glucose_mM(whole, mesh)
    near = target("vt14_place_tolerance")
    lower = ((0.0, 1.0), "lower than in the healthy disc at rest")
    return (
        row(
            "VT14", "lowest glucose, distance from nucleus border", "vt14_place",
            np.array([radius[int(np.argmin(line))] - border]),
            ((-near, near), f"+-{near:g} of the radius"), "model beside model",
        ),
        row(
            "VT14", "lowest glucose, flatter by a tenth over at rest", "vt14_lower",
            least_glucose_mM(pressed, mesh) / least, lower, "model beside model",
        ),
        row(
            "VT14", "lowest glucose, grade 4 over grade 2", "vt14_lower",
            least_glucose_mM(old, old_mesh) / least, lower, "model beside model",
        ),
    )  # fmt: skip


CASE = Case("VT14", "where glucose is lowest", run, 4)
