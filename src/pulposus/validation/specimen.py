"""The L4-L5 disc of the moment tests in three dimensions: bone to bone, ligaments and facets gone, at rest in saline.

Fibres of the outer annulus end in bone (Sharpey's fibres into the ring apophysis), so that here the cartilage endplate
covers nucleus and inner annulus only. Where it covered all, as on the common mesh, fibres would end in a soft layer
without fibres and the disc would turn by 17 degrees under 7.5 N m, whatever its fibres.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.composition import sample_regions
from pulposus.disc.hexmesh import HexMesh, HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.reduced import Region
from pulposus.disc.shape import from_measurement
from pulposus.mechanics.hexa.rest import Rest
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics.settings import VALIDATE_POINT_DRAWS
from pulposus.validation.people import AGE_Y, SEED
from pulposus.validation.target import target
from pulposus.validation.unloaded import unloaded

Float = NDArray[np.float64]
GRADE = 2  # "low grade" in the source
ANNULUS = (Region.INNER_ANNULUS, Region.OUTER_ANNULUS)


@dataclass(frozen=True)
class Anchored(HexTopology):
    """The common small mesh (1,620 elements), but the outer annulus reaches from bone to bone."""

    @cached_property
    def region(self) -> NDArray[np.int64]:
        """Region of each element, shape (e,)."""
        return np.where(self.ring > self.inner_rings, Region.OUTER_ANNULUS, super().region).astype(np.int64)


@dataclass(frozen=True)
class Annulus:
    """Factors on the library's central annulus: shear modulus of the matrix, modulus and exponent of the fibres."""

    matrix: float = 1.0
    fibre_modulus: float = 1.0
    fibre_exponent: float = 1.0

    @classmethod
    def calibrated(cls) -> Annulus:
        """As calibrated on flexion and extension (``library/facts/validation.yaml``)."""
        return cls(*(target(f"calibrated_{name}") for name in ("matrix", "fibre_modulus", "fibre_exponent")))

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


def specimen_mesh(topology: HexTopology) -> HexMesh:
    """The skin of the specimens' reference size, as it lies in its bath."""
    known = {f"{size}_mm": target(f"specimen_{fact}_mm") for size, fact in SIZES.items()}
    shape = from_measurement(known, level="L4/5", age_y=AGE_Y, grade=GRADE)
    return lay(topology, surfaces_of(shape), shape)


SIZES = {"middle_height": "height", "width": "width", "depth": "depth"}


def composition(grade: int) -> tuple[Float, Float]:
    """Porosity and fixed charge (mEq/mL of fluid) of each region, (4,): medians of draws."""
    n = VALIDATE_POINT_DRAWS
    drawn = sample_regions(grade=np.full(n, grade), age_y=AGE_Y, n=n, seed=SEED)
    porosity, charge = (np.array([np.median(drawn[region][part]) for region in Region]) for part in (0, 1))
    return porosity, charge


def specimen_at_rest(annulus: Annulus, topology: HexTopology | None = None) -> Rest:
    """The specimen in swelling equilibrium without load, in its measured shape.

    Raises:
        RunError: no reference was found whose equilibrium has that shape.
    """
    mesh = specimen_mesh(topology or Anchored())
    return unloaded(mesh, *composition(GRADE), annulus.of(MechanicsParameters.central()))
