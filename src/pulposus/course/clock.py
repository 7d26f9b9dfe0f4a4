"""The moments at which a course looks at its disc."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics import settings
from pulposus.units import DAYS_PER_MONTH


def knots_days(
    visits_months: tuple[float, ...],
    early_days: tuple[float, ...] | None = None,
    late_months: tuple[float, ...] | None = None,
) -> NDArray[np.float64]:
    """Days of all looks, rising from 0 to the last visit: early days, late months and every visit."""
    early = settings.COURSE_EARLY_DAYS if early_days is None else early_days
    months = (*settings.COURSE_LATE_MONTHS, *settings.COURSE_LATEST_MONTHS) if late_months is None else late_months
    late = [month * DAYS_PER_MONTH for month in (*months, *visits_months)]
    days = np.unique(np.round([0.0, *early, *late], settings.COURSE_DAY_DECIMALS))
    return days[days <= max(visits_months) * DAYS_PER_MONTH + settings.COURSE_DAY_TOLERANCE]


def biology_steps(days: float, longest_days: float | None = None) -> int:
    """How many equal biology steps an interval takes."""
    return max(1, math.ceil(days / (longest_days or settings.COURSE_LONGEST_STEP_DAYS)))
