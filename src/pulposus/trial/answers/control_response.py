"""What the response of the control arm does to the trial."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.answers.share import Share
from pulposus.trial.answers.tables import Tables
from pulposus.trial.answers.unit import name_of, unit_of
from pulposus.trial.design import Design

PARTS = 3
# Step of the control's improvement that the slope is told for: points, or people of 100.
STEP = 10.0
# Fewer trials than this make no third: an exact 95 % interval of five of ten goes from 19 to 81 of 100.
_FEWEST_OF_THIRD = 10


@dataclass(frozen=True)
class Third:
    """Trials whose control arm improved, or had the event of a time endpoint, by ``low`` to ``high``."""

    low: float
    high: float
    mean: float
    success: Share


@dataclass(frozen=True)
class ControlResponse:
    """Improvement of the control arm (trials,) in the unit of the primary endpoint, what thirds of it mean for success,
    and the slope: change of the chance of success for ``STEP`` more improvement, with its standard error.

    Of a time to an event ``event`` is its name, and ``improvement`` is how many of 100 of the control arm have it.
    """

    event: str
    improvement: NDArray[np.float64]
    estimate: NDArray[np.float64]
    success: NDArray[np.bool_]
    thirds: tuple[Third, ...]
    slope: float
    slope_se: float


def control_response(tables: Tables, design: Design, arm: str) -> ControlResponse | None:
    """All trials of the planned size in the worlds left possible; None where there are too few to split.

    The slope is that of a linear model of success with errors that allow for unequal spread (White H. Econometrica
    1980;48:817-838, doi:10.2307/1912934).
    """
    found = tables.read(
        "SELECT replicate, control_change, success, estimate FROM replicates WHERE scenario = 'assurance' AND size = ? "
        "AND endpoint = ? AND arm = ? AND NOT isnan(control_change) AND NOT isnan(estimate) ORDER BY replicate",
        design.patients,
        design.main.key,
        arm,
    )
    if len(found["replicate"]) < _FEWEST_OF_THIRD * PARTS:
        return None
    unit, timed = unit_of(design.main), design.main.kind == "time"
    change = np.asarray(found["control_change"], dtype=np.float64)
    # The control arm of a time endpoint does not improve: a share of it has the event, which is told as it is.
    better = unit.scale * change if timed else unit.gain(change)
    event = name_of(design.main).removeprefix("time to ") if timed else ""
    success = np.asarray(found["success"], dtype=bool)
    order = np.argsort(better, kind="stable")
    thirds = tuple(_third(better[part], success[part]) for part in np.array_split(order, PARTS))
    slope, se = _slope(better, success.astype(np.float64))
    gain = unit.gain(found["estimate"]) if design.main.kind in ("change", "mri") else np.asarray(found["estimate"])
    return ControlResponse(event, better, gain, success, thirds, STEP * slope, STEP * se)


def _third(better: NDArray[np.float64], success: NDArray[np.bool_]) -> Third:
    share = Share.counted(int(success.sum()), len(success))
    return Third(float(better.min()), float(better.max()), float(better.mean()), share)


def _slope(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    off = x - x.mean()
    whole = float(off @ off)
    if whole == 0:
        return 0.0, float("inf")
    slope = float(off @ (y - y.mean())) / whole
    left = y - y.mean() - slope * off
    return slope, float(np.sqrt((off**2) @ (left**2))) / whole
