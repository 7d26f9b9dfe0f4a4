"""The annulus that was calibrated on moment curves: three factors on the library's central one."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pulposus.library import value
from pulposus.mechanics.hexa.disc import ANNULUS
from pulposus.mechanics.parameters import MechanicsParameters


@dataclass(frozen=True)
class Annulus:
    """Factors on the library's central annulus: shear modulus of the matrix, modulus and exponent of the fibres."""

    matrix: float = 1.0
    fibre_modulus: float = 1.0
    fibre_exponent: float = 1.0

    @classmethod
    def calibrated(cls) -> Annulus:
        """As calibrated on flexion and extension (``library/facts/validation.yaml``), for an anchored mesh."""
        names = ("matrix", "fibre_modulus", "fibre_exponent")
        return cls(*(value("validation", f"calibrated_{name}") for name in names))

    def of(self, parameters: MechanicsParameters) -> MechanicsParameters:
        """Parameters with this annulus."""
        shear = np.array(parameters.shear_modulus_MPa)
        shear[:, list(ANNULUS)] *= self.matrix
        return replace(
            parameters,
            shear_modulus_MPa=shear,
            fibre_modulus_MPa=parameters.fibre_modulus_MPa * self.fibre_modulus,
            fibre_exponent=parameters.fibre_exponent * self.fibre_exponent,
        )
