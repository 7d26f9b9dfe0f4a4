"""The moments at which a course looks at its disc."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics import settings
from pulposus.units import DAYS_PER_MONTH


def knots_days(visits_months: tuple[float, ...]) -> NDArray[np.float64]:
    """Days of all looks, rising from 0 to the last visit: early days, late months and every visit."""
    late = [month * DAYS_PER_MONTH for month in (*settings.COURSE_LATE_MONTHS, *visits_months)]
    days = np.unique(np.round([0.0, *settings.COURSE_EARLY_DAYS, *late], settings.COURSE_DAY_DECIMALS))
    return days[days <= max(visits_months) * DAYS_PER_MONTH + settings.COURSE_DAY_TOLERANCE]


def biology_steps(days: float) -> int:
    """How many equal biology steps an interval takes."""
    return max(1, math.ceil(days / settings.COURSE_LONGEST_STEP_DAYS))
