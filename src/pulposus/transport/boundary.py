"""What the blood brings: concentrations at the bony endplate and the outer annulus, and how open the endplate is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.library import sample, value
from pulposus.numerics.backend import jax
from pulposus.transport.arrays import Real

Float = NDArray[np.float64]


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Boundary:
    """Supply of a batch of discs, each array (b,)."""

    bone_oxygen_kPa: Real
    bone_glucose_mM: Real
    bone_lactate_mM: Real
    annulus_oxygen_kPa: Real
    annulus_glucose_mM: Real
    annulus_lactate_mM: Real
    endplate_exchange: Real
    """Open share of the cartilage endplate, (b,) or (b, n_r - 1) by column: its diffusivity is scaled by it."""


_NAMES = tuple(Boundary.__dataclass_fields__)


def sample_boundary(n: int, seed: int) -> Boundary:
    """``n`` draws from the library."""
    return Boundary(**{name: sample("transport", name, n, seed) for name in _NAMES})


def published_boundary(n: int = 1) -> Boundary:
    """The published supply with a fully open endplate."""
    values = {name: np.full(n, value("transport", name)) for name in _NAMES}
    return Boundary(**(values | {"endplate_exchange": np.ones(n)}))
