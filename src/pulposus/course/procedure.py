"""What a procedure does to the disc at the moment it is done."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import damage
from pulposus.biology.state import State
from pulposus.course.start import Start
from pulposus.library import sample
from pulposus.treatment import Treatment
from pulposus.treatment.schema import TOPIC
from pulposus.units import MM3_PER_ML

Float = NDArray[np.float64]


@dataclass(frozen=True)
class DiscAction:
    """What of a treatment reaches the disc. Treatments with equal actions share one course."""

    needle: bool
    dose_1e6: float | None
    viability: str | None
    retention: str | None


NOTHING = DiscAction(False, None, None, None)


def disc_action(treatment: Treatment) -> DiscAction:
    """Reduce a treatment to what reaches the disc: a sham needle in the muscle reaches nothing."""
    cells = treatment.cells
    return DiscAction(
        treatment.needle_into_disc,
        treatment.dose_1e6,
        cells.viability if cells else None,
        cells.retention if cells else None,
    )


def retained_1e6(action: DiscAction, draws: int, seed: int) -> Float:
    """Living cells that stay in the disc, millions, (draws,): dose x living share x retained share."""
    if action.dose_1e6 is None or action.viability is None or action.retention is None:
        return np.zeros(draws)
    alive = sample(TOPIC, action.viability, draws, seed, low=0.0, high=1.0)
    stays = sample(TOPIC, action.retention, draws, seed, low=0.0, high=1.0)
    return action.dose_1e6 * alive * stays


def perform(start: Start, action: DiscAction) -> State:
    """State right after the procedure: puncture, its inflammation, and cells spread through the nucleus.

    The injected fluid itself leaves within hours to days and is not carried in the matrix.
    """
    state, biology = start.state, start.world.biology
    if action.needle:
        state = state._replace(
            structural_loss=damage.puncture(state.structural_loss, biology.puncture_height_loss),
            catabolic=state.catabolic + biology.puncture_catabolic_step,
        )
    cells = retained_1e6(action, start.world.draws, start.world.seed)
    # The reduced mesh is the upper half: the whole nucleus has twice its volume.
    whole_mL = 2 * np.sum(start.nucleus_mm3, axis=(1, 2)) / MM3_PER_ML
    density = (cells / whole_mL)[:, None, None] * (start.nucleus_mm3 > 0)
    return state._replace(undifferentiated_1e6_mL=state.undifferentiated_1e6_mL + density)
