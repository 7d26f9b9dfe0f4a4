"""The 3-D disc as it stands before treatment: native cells that starve have died until the rest is fed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State, initial
from pulposus.course.hexa.disc import Disc3D
from pulposus.course.hexa.nutrients import eating, feed, hazard_per_day
from pulposus.numerics import settings
from pulposus.transport.hexa import HexNutrients

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Settled:
    """A settled 3-D disc, shared by every treatment."""

    disc: Disc3D
    state: State
    """Element arrays (1, e), disc arrays (1,)."""
    nutrients: HexNutrients
    fed_share: float
    """Native cells that the disc feeds over those its tissue would hold, nucleus."""


def settle(disc: Disc3D) -> Settled:
    """Let native cells die where they starve, with nutrients solved anew, until what is left is fed.

    Raises:
        RunError: nutrients that do not converge.
    """
    native = disc.native_cells_1e6_mL[None]
    biology = disc.numbers.biology
    modic = np.full(1, disc.numbers.modic)
    state = initial(native, biology.senescent_fraction, biology.innervation_at_start, modic)
    fed = feed(disc, eating(disc, state))
    for days in settings.COURSE_SETTLING_DAYS:
        hazard = hazard_per_day(disc, fed)
        if not hazard.any():
            break
        lives = np.exp(-hazard * days)
        state = state._replace(
            healthy_1e6_mL=state.healthy_1e6_mL * lives, senescent_1e6_mL=state.senescent_1e6_mL * lives
        )
        fed = feed(disc, eating(disc, state), fed)
    whole = np.sum(native * disc.nucleus_mm3)
    left = np.sum(np.asarray(state.native_1e6_mL) * disc.nucleus_mm3)
    return Settled(disc, state, fed, float(left / whole))
