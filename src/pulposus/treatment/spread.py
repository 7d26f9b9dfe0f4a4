"""How much of a nucleus an injection reaches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.disc import reduced
from pulposus.disc.reduced import ReducedTopology, Region, element_volumes_mm3
from pulposus.disc.shape import DiscShape, reduced_inputs, sample_shapes
from pulposus.library import sample
from pulposus.treatment.schema import TOPIC
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Reached:
    """An injection against the disc it goes into, arrays (n,)."""

    height_mm: Float
    """Of the disc at its middle."""
    nucleus_mL: Float
    wetted_mL: Float
    """Tissue that the injection wets, no more than the nucleus."""
    share: Float
    """Wetted share of the nucleus, 0 to 1."""


def wetted_mL(volume_in_mL: Float, seed: int) -> Float:
    """Tissue that a liquid injection (n,) wets: a drawn multiple of its volume, because fluid runs along clefts."""
    return volume_in_mL * sample(TOPIC, "deposit_spread", len(volume_in_mL), seed)


def reach(shape: DiscShape, volume_in_mL: Float, seed: int, *, liquid: bool = True) -> Reached:
    """Spread of an injection (n,) that went into a disc of a given shape, drawn with its uncertainty.

    A liquid wets more tissue than its volume (``wetted_mL``); a solid stays where it is laid.
    """
    n = len(volume_in_mL)
    wet_mL = wetted_mL(volume_in_mL, seed) if liquid else volume_in_mL
    mesh = reduced.build(ReducedTopology(), **reduced_inputs(shape, n, seed))
    inside = mesh.topology.region() == Region.NUCLEUS
    # The reduced mesh is the upper half of the disc.
    nucleus_mL = 2 * np.sum(element_volumes_mm3(mesh.nodes_mm) * inside, axis=(1, 2)) / MM3_PER_ML
    held_mL = np.minimum(wet_mL, nucleus_mL)
    height_mm = sample_shapes(shape, n, seed)["middle_height_mm"]
    return Reached(height_mm, nucleus_mL, held_mL, held_mL / nucleus_mL)
