"""Donnan pressure at a point, and the free swelling that balances it."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from pulposus.library import value
from pulposus.units import MOLM3_PER_MEQML, PA_PER_MPA


def RT_MPa(temperature_K: float) -> float:
    """Gas constant times temperature, MPa per mEq/mL."""
    return value("mechanics", "gas_constant_J_molK") * temperature_K * MOLM3_PER_MEQML / PA_PER_MPA


def donnan(fixed_charge_mEq_mL: float, bath_mEq_mL: float, temperature_K: float) -> float:
    """Ideal Donnan pressure RT (sqrt(cF^2 + 4 c^2) - 2 c), MPa."""
    root = np.sqrt(fixed_charge_mEq_mL**2 + 4 * bath_mEq_mL**2)
    return float(RT_MPa(temperature_K) * (root - 2 * bath_mEq_mL))


def free_swelling(
    charge_mEq_mL: float, bath_mEq_mL: float, solid: float, shear_MPa: float, temperature_K: float, dimensions: int
) -> float:
    """Volume ratio J at which a neo-Hookean gel (lambda = 0) of ``solid`` fraction rests in its bath.

    Confined to one dimension mu (J - 1/J), free in three mu/J (J^(2/3) - 1), each equal to the Donnan pressure at the
    fixed charge cF0 (1 - solid)/(J - solid).
    """

    def balance(J: float) -> float:
        crowded = charge_mEq_mL * (1 - solid) / (J - solid)
        elastic = shear_MPa * (J - 1 / J) if dimensions == 1 else shear_MPa / J * (J ** (2 / 3) - 1)
        return elastic - donnan(crowded, bath_mEq_mL, temperature_K)

    return float(brentq(balance, 1.0, 3.0, xtol=1e-14))
