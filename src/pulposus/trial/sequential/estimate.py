"""Estimates after a group-sequential trial has stopped, which a plain mean and interval would flatter.

Outcomes are put in stage-wise order: stopping earlier above the upper bound is more in favour of the treatment than
stopping later, and at the same look a larger z is. The p value, the confidence limits and the median-unbiased estimate
are read off the chance of an outcome at least as favourable (Tsiatis, Rosner & Mehta, Biometrics 1984;40:797;
Jennison & Turnbull 2000, ch. 8.4 and 8.5).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline
from scipy.special import ndtr, ndtri

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import Bounds
from pulposus.trial.sequential.integrate import REACH, START, Paths, onward, steps

Floats = NDArray[np.float64]
WIDE = 8.0
"""Half the bracket in which a limit is sought, in standard errors about the naive estimate."""
SURE = 8.0
"""Chances nearer to 1 than this quantile of the normal distribution are told apart no more."""
KNOTS = 96
"""More trials than this that stopped at one look are interpolated between so many of their z values."""
ROUNDS = 60
EXACT = 1e-10


class Estimates(NamedTuple):
    """Of each trial, (n,): effect (median unbiased), confidence limits, and the p value for no effect."""

    effect: Floats
    low: Floats
    high: Floats
    p_value: Floats


def estimate(
    bounds: Bounds,
    information: ArrayLike,
    look: ArrayLike,
    z: ArrayLike,
    *,
    level: float = 0.95,
    obeyed: bool = False,
) -> Estimates:
    """Estimates of trials (n,) that stopped at ``look`` (from 0) with statistic ``z``.

    ``information`` (k,) is one over the squared standard error of the effect at each look, so effects come in their own
    units. The p value has the sides of the test and is at most the level just where the test rejects. Non-binding
    futility bounds are left out, as rpact does; ``obeyed`` says that every trial followed them, and lets effect and
    interval count on it (the p value never does): else they sit too low in trials that do.
    """
    levels = np.asarray(information, dtype=float)
    at, values = np.atleast_1d(np.asarray(look, dtype=int)), np.atleast_1d(np.asarray(z, dtype=float))
    if levels.shape != (bounds.looks,) or levels[0] <= 0 or np.any(np.diff(levels) <= 0):
        raise InputError(f"Information {levels.tolist()} does not rise over {bounds.looks} looks; give one a look.")
    if at.shape != values.shape or at.min() < 0 or at.max() >= bounds.looks:
        raise InputError(f"Trials must stop at looks 0 to {bounds.looks - 1}, each with one z; check the two arrays.")
    if not 0 < level < 1:
        raise InputError(f"Level of the interval is {level:g}; give a number between 0 and 1, such as 0.95.")
    chances = 0.5, (1 - level) / 2, (1 + level) / 2
    found = np.empty((len(chances), len(values)))
    p = np.empty(len(values))
    for k in np.unique(at):
        mine = at == k
        largest = float(np.abs(values[mine]).max())
        guarded = _Ordering(bounds.guarded, bounds.upper, levels, int(k), largest)
        p[mine] = guarded.chance(np.zeros(mine.sum()), values[mine])
        ordering = _Ordering(bounds.lower, bounds.upper, levels, int(k), largest) if obeyed else guarded
        found[:, mine] = [_over(ordering, values[mine], chance) for chance in chances]
    if bounds.sides == 2:
        p = 2 * np.minimum(p, 1 - p)
    return Estimates(found[0], found[1], found[2], p)


class _Ordering:
    """Chance of an outcome at least as favourable as z at one look, under many effects at once.

    The density of trials that still run under an effect is that under none times a likelihood ratio, so that the
    recursion is run once, over a grid wide enough for every effect asked for.
    """

    def __init__(self, lower: Floats, upper: Floats, information: Floats, look: int, largest: float) -> None:
        self.information, self.upper, self.look = information, upper, look
        reach, ahead = REACH + largest + WIDE, steps(information)
        self.paths: list[Paths] = [START]
        for k in range(look):
            running = onward(self.paths[-1], information[k], 0.0, lower[k], self.upper[k], ahead[k], reach)
            self.paths.append(running)

    def chance(self, theta: Floats, z: Floats) -> Floats:
        """Chance (n,) under effects (n,) of what is at least as favourable as z (n,)."""
        earlier = sum(self._above(k, theta, np.full(len(z), self.upper[k])) for k in range(self.look))
        return np.asarray(earlier + self._above(self.look, theta, z))

    def _above(self, k: int, theta: Floats, z: Floats) -> Floats:
        paths, level = self.paths[k], self.information[k]
        score = paths.z * np.sqrt(paths.information)
        step = np.sqrt(level - paths.information)
        ratio = np.exp(theta[:, None] * score - theta[:, None] ** 2 * paths.information / 2)
        tail = ndtr((score - z[:, None] * np.sqrt(level)) / step + theta[:, None] * step)
        return np.asarray((ratio * tail) @ paths.mass)


def _over(ordering: _Ordering, z: Floats, chance: float) -> Floats:
    """Effects (n,) at which the chance is met; interpolated where there are many."""
    if len(z) <= KNOTS or np.ptp(z) == 0:
        return _solved(ordering, z, chance)
    knots = np.linspace(z.min(), z.max(), KNOTS)
    return np.asarray(CubicSpline(knots, _solved(ordering, knots, chance))(z))


def _solved(ordering: _Ordering, z: Floats, chance: float) -> Floats:
    """False position with the Illinois rule on the normal quantile of the chance, which is almost linear in theta."""
    root = np.sqrt(ordering.information[ordering.look])
    target = float(ndtri(chance))

    def off(theta: Floats) -> Floats:
        quantile = ndtri(np.clip(ordering.chance(theta, z), 0.0, 1.0))
        return np.asarray(np.clip(quantile, -SURE, SURE) - target)

    low, high = (z - WIDE) / root, (z + WIDE) / root
    f_low, f_high = off(low), off(high)
    for _ in range(ROUNDS):
        middle = high - f_high * (high - low) / (f_high - f_low)
        f = off(middle)
        if np.all(np.abs(f) < EXACT):
            break
        same = f * f_high > 0
        f_low = np.where(same, f_low / 2, f_high)
        low = np.where(same, low, high)
        high, f_high = middle, np.where(f == 0, EXACT, f)
    return middle
