"""Porosity and fixed charge follow the volume: solid and charge are conserved, water comes and goes.

n = (n0 - 1 + J) / J and cF = cF0 n0 / (n0 - 1 + J), Wilson et al. 2005 as used by Munoz-Moya et al. 2024
(doi:10.3389/fbioe.2024.1384599). Porosity is fluid per tissue volume; fixed charge is per fluid volume, mEq/mL.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.backend import jax

A = TypeVar("A", jax.Array, NDArray[np.float64])


def porosity(reference_porosity: A, J: A) -> A:
    """Current porosity."""
    return (reference_porosity - 1 + J) / J


def fixed_charge(reference_charge: A, reference_porosity: A, J: A) -> A:
    """Current fixed charge per fluid volume, in the unit of ``reference_charge``."""
    return reference_charge * reference_porosity / (reference_porosity - 1 + J)


def reference_porosity(current_porosity: A, J: A) -> A:
    """Porosity of the reference state whose swelling by J gives ``current_porosity``."""
    return 1 - J * (1 - current_porosity)


def reference_fixed_charge(current_charge: A, current_porosity: A, J: A) -> A:
    """Fixed charge per fluid volume of the reference state, in the unit of ``current_charge``."""
    return current_charge * current_porosity * J / reference_porosity(current_porosity, J)
