"""One draw near the middle of all, as fields for the cross-section picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.follow import Course
from pulposus.course.start import Start
from pulposus.forecasting.result import Section

# Injected cells are looked at while many still live: at the first visit after baseline.
SHOWN_VISIT = 1


def middle_draw(start: Start, keep: NDArray[np.int64]) -> int:
    """Index of the kept draw whose lowest glucose before treatment is the median one."""
    lowest = np.min(np.asarray(start.nutrients.glucose_mM), axis=(1, 2))[keep]
    return int(keep[np.argsort(lowest, kind="stable")[len(keep) // 2]])


def section(start: Start, course: Course, keep: NDArray[np.int64], treatment: str) -> Section:
    """Fields of the middle draw at the first visit after baseline, on the living shape."""
    i, look = middle_draw(start, keep), course.looks[SHOWN_VISIT]
    nodes = look.shapes.nodes_mm[i]
    return Section(
        r_mm=nodes[..., 0],
        z_mm=nodes[..., 1],
        glucose_mM=np.asarray(look.nutrients.glucose_mM)[i],
        oxygen_kPa=np.asarray(look.nutrients.oxygen_kPa)[i],
        lactate_mM=np.asarray(look.nutrients.lactate_mM)[i],
        ph=np.asarray(look.nutrients.ph)[i],
        native_cells_1e6_mL=np.asarray(look.state.native_1e6_mL)[i],
        injected_cells_1e6_mL=np.asarray(look.state.injected_1e6_mL)[i],
        region=start.world.measured_mesh.topology.region(),
        month=look.month,
        treatment=treatment,
    )
