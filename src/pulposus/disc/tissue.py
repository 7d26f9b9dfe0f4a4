"""What fills the disc: water, fixed charge and native cells of each element."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Tissue:
    """Composition of a batch of discs, each array (b, n_r - 1, n_z - 1) on the reduced mesh."""

    porosity: Float
    """Fluid volume per tissue volume."""
    fixed_charge_mEq_mL: Float
    """Fixed charge per fluid volume."""
    native_cells_1e6_mL: Float
    """Living native cells per tissue volume."""
