"""Where a solve stands: what is needed to go on, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa.model import Model

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class State:
    """``displacement_mm`` (n, 3), ``potential_MPa`` (n,; at mid-side nodes 0), ``motions`` one (6,) or (1,) a plate."""

    time_s: float
    displacement_mm: Float
    potential_MPa: Float
    motions: tuple[Float, ...]
    step_s: float = 0.0
    """Time step that the controller would take next; 0 where it has not said."""

    @classmethod
    def rest(cls, model: Model) -> State:
        """The reference shape at time 0."""
        n = len(model.nodes_mm)
        return cls(0.0, np.zeros((n, 3)), np.zeros(n), tuple(np.zeros(len(p.motions)) for p in model.plates))
