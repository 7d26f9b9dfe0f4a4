"""The disc of a typical trial patient, settled once, and its courses, followed once each for all cases."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import DiscAction, disc_action
from pulposus.course.follow import Course, follow
from pulposus.course.start import Start, settle
from pulposus.course.world import World, draw_world
from pulposus.disc.shape import from_parameters
from pulposus.forecasting.reference_signal import GRADE_PROBABILITIES, LEVEL
from pulposus.library import value
from pulposus.numerics.settings import VALIDATE_COURSE_DRAWS
from pulposus.treatment import Treatment
from pulposus.units import DAYS_PER_MONTH
from pulposus.validation.people import SEED

Float = NDArray[np.float64]
WEEKS = (1, 2, 4, 6, 8)
MONTHS = (3.0, 6.0)
VISITS = (0.0, *(week * 7 / DAYS_PER_MONTH for week in WEEKS), *MONTHS)


def typical_world(draws: int) -> World:
    """L4/5 of grade III or IV with even chance in a person of the age that trials enrol."""
    age = value("symptoms", "typical_age")
    shape = from_parameters(LEVEL, age_y=age, grade=3)
    return draw_world(shape, GRADE_PROBABILITIES, age_y=age, draws=draws, seed=SEED)


@cache
def typical_start() -> Start:
    """The settled discs of the typical patient."""
    return settle(typical_world(VALIDATE_COURSE_DRAWS))


@cache
def course_of(action: DiscAction, visits_months: tuple[float, ...] = VISITS) -> Course:
    """The course of the typical discs under an action."""
    return follow(typical_start(), action, visits_months)


def treated(treatment: Treatment, visits_months: tuple[float, ...] = VISITS) -> Course:
    """The course of the typical discs under a treatment."""
    return course_of(disc_action(treatment), visits_months)


def at(course: Course, outcome: str, month: float) -> Float:
    """An outcome at a visit, (draws,)."""
    return course.outcomes[outcome][:, course.visits_months.index(month)]


def good(values: Float, *courses: Course) -> Float:
    """``values`` (draws,) with NaN where one of the courses failed."""
    return np.where(np.logical_and.reduce([course.converged for course in courses]), values, np.nan)


def share(holds: NDArray[np.bool_], *courses: Course) -> float:
    """Share of the draws, of those whose courses all converged, in which something holds."""
    return float(np.nanmean(good(holds.astype(float), *courses)))
