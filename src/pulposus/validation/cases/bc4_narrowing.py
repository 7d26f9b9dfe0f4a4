"""BC4: discs narrow by a few per cent in years without treatment, and nearly everybody has a degenerate one at 80.

Twice: the natural course of a forecast, carried on at its rate, and discs that live from 20 to 80. The damage that
comes to the latter was calibrated on these numbers (``pulposus history --calibrate``), all but the one at 60.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import NOTHING
from pulposus.course.lifetime import prevalence
from pulposus.course.lifetime.history import History, history
from pulposus.library import value
from pulposus.numerics.settings import VALIDATE_LIVES
from pulposus.progress import Progress, part_of
from pulposus.units import DAYS_PER_MONTH, DAYS_PER_YEAR
from pulposus.validation.case import Case
from pulposus.validation.patients import at, course_of, good
from pulposus.validation.people import SEED
from pulposus.validation.row import Role, Row, Span
from pulposus.validation.target import row, spread_of, target, within

MONTHS = 24.0
PREVALENCE: tuple[tuple[int, Role], ...] = ((20, "calibrated on"), (60, "prediction"), (80, "calibrated on"))


def run(progress: Progress) -> tuple[Row, ...]:
    """The natural course of 24 months first, then whole lives."""
    course = course_of(NOTHING, (0.0, MONTHS))
    kept = good(at(course, "height_mm", MONTHS) / at(course, "height_mm", 0.0), course)
    young, old = _height_spans()
    return (
        row("BC4", "height lost in 5 years, forecast", "bc4_five_year_loss", lost(kept, 5), young, "calibrated on"),
        row("BC4", "height lost in 10 years, forecast", "bc4_ten_year_loss", lost(kept, 10), old, "prediction"),
        *lifetimes(history(draws=VALIDATE_LIVES, seed=SEED, progress=part_of(progress, 0.4, 1.0))),
    )


def lifetimes(found: History) -> tuple[Row, ...]:
    """What epidemiology counts in people who lived from 20 to 80, read as a cohort's readers do."""
    ages, read, height = found.ages_y, found.cohort.grade_read, found.discs.height_mm
    young, old = _height_spans()
    degenerate = prevalence.people_with(read, int(value("biology", "degenerate_from_grade")))
    stepped = prevalence.people_stepped(read, ages, *_window("progress"))
    rows = [
        row("BC4", f"height lost in {years} years, lifetime", fact,
            [prevalence.height_lost(height, ages, *_window(name))], span, "calibrated on")
        for years, fact, name, span in (
            (5, "bc4_five_year_loss", "height_loss_young", young),
            (10, "bc4_ten_year_loss", "height_loss_old", old),
        )
    ]  # fmt: skip
    rows.append(
        row("BC4", "people with a disc read worse after 4 years", "bc4_stepped", [stepped], spread_of("bc4_stepped"),
            "calibrated on")
    )  # fmt: skip
    points = target("bc4_points")
    for age, role in PREVALENCE:
        fact = f"bc4_degenerate_at_{age}"
        span = (max(target(fact) - points, 0.0), min(target(fact) + points, 1.0))
        rows.append(
            row("BC4", f"people with a degenerate disc at {age}", fact, [degenerate[ages == age][0]],
                (span, f"+-{100 * points:.0f} points"), role)
        )  # fmt: skip
    return tuple(rows)


def _height_spans() -> tuple[tuple[Span, str], tuple[Span, str]]:
    return spread_of("bc4_five_year_loss"), within("bc4_ten_year_loss", target("bc4_tolerance"))


def _window(name: str) -> tuple[int, float, float]:
    """Years between two looks and the ages at which they are taken."""
    years, low, high = (value("natural_history", f"{name}_{end}") for end in ("years", "from_y", "to_y"))
    return int(years), low, high


def lost(kept: NDArray[np.float64], years: float) -> NDArray[np.float64]:
    """Height share lost after ``years`` from the share ``kept`` (draws,) after the months followed."""
    return np.asarray(1 - kept ** (years * DAYS_PER_YEAR / (MONTHS * DAYS_PER_MONTH)))


CASE = Case("BC4", "narrowing and degeneration without treatment", run, 26)
