"""The L4-L5 disc of the moment tests in three dimensions: bone to bone, ligaments and facets gone, at rest in saline.

The outer annulus is anchored in bone (``disc.anchored``).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.anchored import Anchored
from pulposus.disc.composition import central_regions
from pulposus.disc.hexmesh import HexMesh, HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.shape import from_measurement
from pulposus.mechanics.hexa.annulus import Annulus
from pulposus.mechanics.hexa.rest import Rest
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.validation.people import AGE_Y
from pulposus.validation.target import target
from pulposus.validation.unloaded import unloaded

Float = NDArray[np.float64]
GRADE = 2  # "low grade" in the source


def specimen_mesh(topology: HexTopology) -> HexMesh:
    """The skin of the specimens' reference size, as it lies in its bath."""
    known = {f"{size}_mm": target(f"specimen_{fact}_mm") for size, fact in SIZES.items()}
    shape = from_measurement(known, level="L4/5", age_y=AGE_Y, grade=GRADE)
    return lay(topology, surfaces_of(shape), shape)


SIZES = {"middle_height": "height", "width": "width", "depth": "depth"}


def composition(grade: int) -> tuple[Float, Float]:
    """Porosity and fixed charge (mEq/mL of fluid) of each region, (4,): medians of draws."""
    return central_regions(grade, AGE_Y)


def specimen_at_rest(annulus: Annulus, topology: HexTopology | None = None) -> Rest:
    """The specimen in swelling equilibrium without load, in its measured shape.

    Raises:
        RunError: no reference was found whose equilibrium has that shape.
    """
    mesh = specimen_mesh(topology or Anchored())
    return unloaded(mesh, *composition(GRADE), annulus.of(MechanicsParameters.central()))
