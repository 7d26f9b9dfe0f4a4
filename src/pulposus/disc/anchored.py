"""A structured disc whose outer annulus reaches from bone to bone.

Fibres of the outer annulus end in bone (Sharpey's fibres into the ring apophysis), so that here the cartilage endplate
covers nucleus and inner annulus only. Where it covers all, as on the common mesh, fibres end in a soft layer without
fibres and the disc turns by 13 degrees under 7.5 N m of torsion, whatever its fibres (docs/validation.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.hexmesh import HexTopology
from pulposus.disc.reduced import Region


@dataclass(frozen=True)
class Anchored(HexTopology):
    """The common small mesh (1,620 elements), but the outer annulus reaches from bone to bone."""

    @cached_property
    def region(self) -> NDArray[np.int64]:
        """Region of each element, shape (e,)."""
        return np.where(self.ring > self.inner_rings, Region.OUTER_ANNULUS, super().region).astype(np.int64)


@dataclass(frozen=True)
class AnchoredMiddle(Anchored):
    """1,008 elements: what a command solves while somebody waits."""

    core: int = 4


@dataclass(frozen=True)
class AnchoredCoarse(Anchored):
    """576 elements."""

    core: int = 4
    nucleus_rings: int = 1
    disc_layers: int = 4


ANCHORED: dict[str, Anchored] = {"coarse": AnchoredCoarse(), "middle": AnchoredMiddle(), "small": Anchored()}
