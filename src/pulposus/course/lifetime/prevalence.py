"""What epidemiology counts in people: who has a degenerate disc, who got worse, how much height was lost."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Int = NDArray[np.int64]


def people_with(grade: Int, least: int) -> Float:
    """Share of people with at least one disc of grade ``least`` or more, (ages,), from (people, discs, ages)."""
    return np.asarray(np.mean(np.any(grade >= least, axis=1), axis=0))


def people_stepped(grade: Int, ages_y: Float, years: int, from_y: float, to_y: float) -> float:
    """Share of people in whom at least one disc is read a grade or more worse ``years`` later.

    ``grade`` (people, discs, ages) at yearly ages; averaged over first readings from ``from_y`` to ``to_y`` years.
    """
    first = np.flatnonzero((ages_y >= from_y) & (ages_y <= to_y) & (ages_y <= ages_y[-1] - years))
    worse = grade[..., first + years] > grade[..., first]
    return float(np.mean(np.any(worse, axis=1)))


def height_lost(height: Float, ages_y: Float, years: int, from_y: float, to_y: float) -> float:
    """Mean share of height that discs (..., ages) lose in ``years``, all within two ages."""
    first = np.flatnonzero((ages_y >= from_y) & (ages_y <= to_y - years) & (ages_y <= ages_y[-1] - years))
    # Of the mean height of all discs, as cohorts report it: a mean of ratios would weigh collapsed discs most.
    mean = np.mean(height, axis=tuple(range(height.ndim - 1)))
    return float(1 - np.mean(mean[first + years] / mean[first]))


def shared_by_discs(grade: Int) -> float:
    """Intraclass correlation of grade between the discs of a person, from (people, discs): what belongs to people."""
    discs = grade.shape[1]
    within = float(np.mean(np.var(grade, axis=1, ddof=1)))
    between = float(np.var(np.mean(grade, axis=1), ddof=1)) - within / discs
    return between / (between + within)


def yearly_slope(value_: Float, ages_y: Float, from_y: float, to_y: float) -> float:
    """Mean change a year of (..., ages) between two ages, by least squares on the mean."""
    inside = (ages_y >= from_y) & (ages_y <= to_y)
    return float(np.polyfit(ages_y[inside], value_[..., inside].reshape(-1, inside.sum()).mean(axis=0), 1)[0])
