"""A small 3-D disc with central numbers, made without the reduced world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pulposus.biology.parameters import sample_parameters
from pulposus.course.hexa.carried import Stretch
from pulposus.course.hexa.disc import Disc3D, disc_3d
from pulposus.course.hexa.numbers import DiscNumbers
from pulposus.course.world import DEATH_FACTS
from pulposus.disc.damage import Damage
from pulposus.disc.hexmesh import HexMesh, HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.shape import from_parameters
from pulposus.library import value
from pulposus.transport import published_boundary, published_parameters

TINY = HexTopology(core=4, nucleus_rings=1, inner_rings=1, outer_rings=1, disc_layers=5)


@pytest.fixture(scope="session")
def tiny() -> HexMesh:
    """A kidney-shaped, wedged L5/S1 of 396 elements or so."""
    shape = from_parameters("L5/S1", age_y=45, sex="F", grade=3)
    return lay(TINY, surfaces_of(shape), shape)


@pytest.fixture(scope="session")
def numbers() -> DiscNumbers:
    """Published supply and rates, one draw of the biology."""
    still = np.ones((2, 2))
    return DiscNumbers(
        row=0,
        transport=replace(published_parameters(), glucose_limiter_mM=np.array([0.1])),
        boundary=published_boundary(),
        biology=sample_parameters(1, 0, grade=np.array([3]), age_y=45),
        death={name: np.asarray(value("transport", fact)) for name, fact in DEATH_FACTS.items()},
        porosity=np.array([0.8, 0.72, 0.70, 0.6]),
        native_cells_1e6_mL=np.array([4.0, 9.0, 9.0, 15.0]),
        modic=0.2,
        structural_loss_per_year=np.array([0.01]),
        living=Stretch(np.array([0.0, 1.0]), still, still, still, still),
    )


@pytest.fixture(scope="session")
def disc(tiny: HexMesh, numbers: DiscNumbers) -> Disc3D:
    return disc_3d(tiny, numbers)


@pytest.fixture(scope="session")
def hurt(tiny: HexMesh, numbers: DiscNumbers) -> Callable[[Damage], Disc3D]:
    """The same disc with a damage."""
    return lambda damage: disc_3d(tiny, numbers, damage=damage)
