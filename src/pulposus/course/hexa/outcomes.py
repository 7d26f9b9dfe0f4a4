"""What is read off a 3-D course at its visits, by the names of the reduced one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State
from pulposus.biology.surroundings import nucleus_mean
from pulposus.course.hexa.disc import Disc3D
from pulposus.transport.hexa import HexNutrients
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]
OUTCOMES_3D = (
    "live_fraction",
    "injected_cells_1e6",
    "native_cells_1e6_mL",
    "glucose_min_mM",
    "ph_min",
    "oxygen_min_kPa",
    "catabolic_index",
    "anabolic_factor",
    "gag_relative",
    "innervation",
)


@dataclass(frozen=True, eq=False)
class Look3D:
    """The whole disc at one visit."""

    month: float
    disc: Disc3D
    """With the living shape of this visit."""
    state: State
    nutrients: HexNutrients
    deposited_1e6: float

    def fields(self) -> tuple[dict[str, Float], dict[str, Float]]:
        """Fields at the nodes (n, ...) and of the elements (e,), for a VTU file of the scanned shape."""
        fed, state, shape = self.nutrients, self.state, self.disc.living
        nodes = {
            "glucose_mM": fed.glucose_mM,
            "oxygen_kPa": fed.oxygen_kPa,
            "lactate_mM": fed.lactate_mM,
            "ph": fed.ph,
            "to_living_shape_mm": shape.nodes_mm - self.disc.mesh.nodes_mm,
        }
        elements = {
            "native_cells_1e6_mL": state.native_1e6_mL,
            "senescent_cells_1e6_mL": state.senescent_1e6_mL,
            "injected_cells_1e6_mL": state.injected_1e6_mL,
            "undifferentiated_cells_1e6_mL": state.undifferentiated_1e6_mL,
            "differentiated_cells_1e6_mL": state.differentiated_1e6_mL,
            "gag_relative": state.gag,
            "collagen_relative": state.collagen,
        }
        cells = {name: np.asarray(field)[0] for name, field in elements.items()}
        return nodes, {**cells, "porosity": shape.porosity}


def total_1e6(disc: Disc3D, density_1e6_mL: object) -> float:
    """Millions of cells in the disc from their density (1, e) per scanned volume."""
    return float(np.sum(np.asarray(density_1e6_mL) * disc.element_mm3) / MM3_PER_ML)


def outcomes(look: Look3D) -> dict[str, float]:
    """Every outcome of OUTCOMES_3D at a visit."""
    disc, state, fed = look.disc, look.state, look.nutrients
    alive = total_1e6(disc, state.injected_1e6_mL)

    def nucleus(field: object) -> float:
        return float(np.asarray(nucleus_mean(np.asarray(field), disc.nucleus_mm3))[0])

    found = (
        alive / look.deposited_1e6 if look.deposited_1e6 > 0 else 0.0,
        alive,
        nucleus(state.native_1e6_mL),
        float(fed.glucose_mM.min()),
        float(fed.ph.min()),
        float(fed.oxygen_kPa.min()),
        float(np.asarray(state.catabolic)[0]),
        float(np.asarray(state.anabolic)[0]),
        nucleus(state.gag),
        float(np.asarray(state.innervation)[0]),
    )
    return dict(zip(OUTCOMES_3D, found, strict=True))
