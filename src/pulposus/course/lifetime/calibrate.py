"""Repeat the calibration of damage on the published numbers that ``evidence`` marks as calibrated."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from pulposus.course.lifetime.damage import TOPIC, Damage, library_damage
from pulposus.course.lifetime.evidence import Comparison, compare
from pulposus.course.lifetime.history import lived, youth
from pulposus.disc.shape import Sex
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.progress import Progress, part_of, silent

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Calibration:
    """The damage that fits best, what it gives, and how many lives were tried."""

    damage: Damage
    comparisons: tuple[Comparison, ...]
    misfit: float
    tried: int


def misfit(comparisons: tuple[Comparison, ...]) -> float:
    """Sum of squared distances from the middle of each calibrated band, in tolerances plus half of the band."""
    return float(
        sum(
            ((each.model - (each.low + each.high) / 2) / (each.tolerance + (each.high - each.low) / 2)) ** 2
            for each in comparisons
            if each.calibrated
        )
    )


def calibrate(
    level: str = "L4/5",
    *,
    sex: Sex | None = None,
    draws: int = settings.LIFETIME_DRAWS,
    seed: int = 0,
    trials: int = settings.LIFETIME_TRIALS,
    progress: Progress = silent,
) -> Calibration:
    """Search hazard, frailty, step, wear and spread of damage from the library's by a simplex in their logarithms.

    Raises:
        InputError: an unknown level or sex.
    """
    from scipy.optimize import minimize

    start, ladder = youth(level, sex, draws, seed, part_of(progress, 0, settings.LIFETIME_YOUTH_SHARE))
    ages = tuple(int(value(TOPIC, name)) for name in ("first_age_y", "last_age_y"))
    names = [item.name for item in fields(Damage)]
    first = np.log([getattr(library_damage(), name) for name in names])
    seen: list[tuple[float, Damage, tuple[Comparison, ...]]] = []

    def tried(logs: Float) -> float:
        damage = Damage(**dict(zip(names, map(float, np.exp(logs)), strict=True)))
        found = compare(lived(start, ladder, damage, ages[0], ages[1], level, sex))
        seen.append((misfit(found), damage, found))
        share = settings.LIFETIME_YOUTH_SHARE
        progress("calibration", share + (1 - share) * min(len(seen) / trials, 1.0))
        return seen[-1][0]

    simplex = first + settings.LIFETIME_NUDGE * np.vstack([np.zeros(len(first)), np.eye(len(first))])
    minimize(tried, first, method="Nelder-Mead", options={"maxfev": trials, "initial_simplex": simplex})
    best = min(seen, key=lambda each: each[0])
    return Calibration(best[1], best[2], best[0], len(seen))
