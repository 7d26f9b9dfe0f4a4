"""Forecasts that know nothing of discs: what a better model has to beat. Each leaves the study out that it forecasts.

``grand mean``: mean and spread of all other arms. ``meta-regression``: least squares on the baseline, on being treated,
on having a needle and on coming from a controlled trial. ``sham only``: mean and spread of the control arms of other
controlled trials, whatever the arm got.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
NAMES = ("grand mean", "meta-regression", "sham only")


@dataclass(frozen=True)
class Known:
    """One published number and what is known of its arm before the trial."""

    study: str
    outcome: float
    baseline: float
    treated: bool
    needle: bool
    controlled: bool


def normal_forecasts(numbers: Sequence[Known], one: Known) -> Mapping[str, tuple[float, float]]:
    """Mean and SD of each baseline's forecast of one number, from the numbers of other studies.

    A baseline that has fewer than three numbers to go by is left out.
    """
    others = [other for other in numbers if other.study != one.study]
    controls = [other for other in others if other.controlled and not other.treated]
    found = {}
    for name, among in (("grand mean", others), ("sham only", controls)):
        if len(among) >= 3:
            y = np.array([other.outcome for other in among])
            found[name] = (float(y.mean()), float(y.std(ddof=1) * np.sqrt(1 + 1 / len(y))))
    regressed = _regression(others, one)
    return found if regressed is None else {**found, "meta-regression": regressed}


def _row(one: Known) -> list[float]:
    return [1.0, one.baseline, float(one.treated), float(one.needle), float(one.controlled)]


def _regression(others: Sequence[Known], one: Known) -> tuple[float, float] | None:
    x, y = np.array([_row(other) for other in others]), np.array([other.outcome for other in others])
    if len(y) < 3:
        return None
    # Without variation in a column the pseudoinverse leaves it out.
    inverse = np.linalg.pinv(x.T @ x)
    slope = inverse @ x.T @ y
    rank = int(np.linalg.matrix_rank(x))
    if len(y) <= rank + 1:
        return None
    variance = float(np.sum((y - x @ slope) ** 2) / (len(y) - rank))
    at = np.array(_row(one))
    return float(at @ slope), float(np.sqrt(variance * (1 + at @ inverse @ at)))
