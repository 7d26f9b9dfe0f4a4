"""The stress-free reference of a measured disc: the image shows it swollen and under the load of lying.

A fixed point: solve the equilibrium of a trial reference, move every reference node by what its deformed place
misses of the measured one, pull the measured composition back by the local volume ratio, repeat. Nodes on the bone
keep their radius and share one axial shift, since the bone does not deform.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import ReducedMesh, element_volumes_mm3
from pulposus.disc.tissue import Tissue
from pulposus.mechanics.equilibrium import Equilibrium, equilibrate, mean_height_mm
from pulposus.mechanics.laws import composition
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Prestress:
    """Reference shape and composition, and how well their loaded state meets the measured one; errors are (b,)."""

    mesh: ReducedMesh
    tissue: Tissue
    loaded: Equilibrium
    """Equilibrium of the reference under the supine load."""
    height_error: Float
    """Relative error of the mean height."""
    radius_error: Float
    """Relative error of the mid-plane radius."""
    shape_error_mm: Float
    """Largest distance of a node from its measured place."""
    converged: NDArray[np.bool_]
    reason: tuple[str, ...]

    def __iter__(self):  # type: ignore[no-untyped-def]
        """Unpack as ``mesh, tissue``."""
        return iter((self.mesh, self.tissue))


def pulled_back(measured: ReducedMesh, tissue: Tissue, reference_mm: Float) -> Tissue:
    """Composition that becomes ``tissue`` when the reference deforms into the measured shape."""
    J = element_volumes_mm3(measured.nodes_mm) / element_volumes_mm3(reference_mm)
    return replace(
        tissue,
        porosity=composition.reference_porosity(tissue.porosity, J),
        fixed_charge_mEq_mL=composition.reference_fixed_charge(tissue.fixed_charge_mEq_mL, tissue.porosity, J),
        native_cells_1e6_mL=tissue.native_cells_1e6_mL * J,
    )
