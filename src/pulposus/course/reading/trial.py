"""Readings in a trial in which nothing happens: what share reads better by chance, and how far two arms differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.kappa import reread
from pulposus.course.reading.scale import Scale
from pulposus.numerics import settings

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Discs:
    """Discs of a trial: severity as read is normal, of whose variance two readings share a part."""

    mean: float
    sd: float
    """Of readings before they are rounded to whole grades."""
    scale: Scale

    @classmethod
    def of_readings(cls, mean: float, sd: float, scale: Scale) -> Discs:
        """From mean and SD of whole grades: rounding adds a twelfth to the variance (Sheppard)."""
        return cls(mean, float(np.sqrt(sd**2 - 1 / (3 * 4))), scale)

    def shared(self, error_sd: Float) -> Float:
        """Share of the variance that two readings have in common where each errs by ``error_sd`` (n,)."""
        return np.maximum(1 - (error_sd / self.sd) ** 2, 0)


@dataclass(frozen=True)
class Change:
    """Shares of discs of which nothing became: read a grade or more better, the same, worse."""

    better: float
    same: float
    worse: float


def change(discs: Discs, shared: float) -> Change:
    """What a second reading finds in discs that stayed as they are, ``shared`` being the common part of variance."""
    return _change(_joint(discs, shared))


def change_from(grade: int, discs: Discs, shared: float) -> Change:
    """The same among the discs first read as ``grade``."""
    row = _joint(discs, shared)[grade - 1]
    only = np.zeros((discs.scale.highest,) * 2)
    only[grade - 1] = row / row.sum()
    return _change(only)


def _joint(discs: Discs, shared: float) -> Float:
    x = np.linspace(-settings.GRADE_REACH_SD, settings.GRADE_REACH_SD, settings.READING_SEVERITIES)
    bell = np.exp(-(x**2) / 2)
    severity = discs.mean + discs.sd * np.sqrt(shared) * x
    return reread(severity, bell / bell.sum(), discs.sd * np.sqrt(1 - shared), discs.scale)


def _change(joint: Float) -> Change:
    better, worse = (float(np.triu(part, 1).sum()) for part in (joint.T, joint))
    return Change(better, 1 - better - worse, worse)


def difference_of_shares(first: int, second: int, chance: Float) -> tuple[Float, Float]:
    """Share improved in one arm less that in the other where each person improves by the same chance.

    Args:
        first: people in the one arm.
        second: people in the other.
        chance: of improving, (m,): one value, or as many equally likely ones as are in doubt, each for a whole trial.

    Returns:
        Every difference that can occur, rising, and its probability.
    """
    from scipy.stats import binom

    ones, others = np.arange(first + 1), np.arange(second + 1)
    joint = np.mean([np.outer(binom.pmf(ones, first, p), binom.pmf(others, second, p)) for p in chance], axis=0)
    # In whole numbers, so that equal differences are one.
    apart = np.subtract.outer(ones * second, others * first)
    values, which = np.unique(apart, return_inverse=True)
    return values / (first * second), np.bincount(which.ravel(), joint.ravel()).astype(np.float64)


@dataclass(frozen=True)
class StillArms:
    """Whole grades of two arms before and after, (trials, discs of both), the first arm's discs first."""

    before: Float
    after: Float
    first: int

    def apart(self, each: Float) -> Float:
        """Mean of (trials, discs) in the first arm less that in the second, (trials,)."""
        return np.asarray(each[:, : self.first].mean(axis=1) - each[:, self.first :].mean(axis=1))

    @property
    def gap(self) -> Float:
        """Baseline grade, first arm less second, (trials,)."""
        return self.apart(self.before)

    @property
    def change(self) -> Float:
        """Change of grade, first arm less second, (trials,)."""
        return self.apart(self.after - self.before)

    @property
    def improved(self) -> Float:
        """Share read at least a grade better, first arm less second, (trials,)."""
        return self.apart((self.after < self.before).astype(float))


def still_arms(sizes: tuple[int, int], discs: Discs, shared: Float, rng: np.random.Generator) -> StillArms:
    """Trials of two arms of discs that stay as they are; ``shared`` is (trials,): each trial has its own graders."""
    part = shared[:, None]
    own = np.sqrt(part) * rng.normal(size=(len(shared), sum(sizes)))

    def read() -> Float:
        return discs.scale.read(discs.mean + discs.sd * (own + np.sqrt(1 - part) * rng.normal(size=own.shape)))

    before = read()
    return StillArms(before, read(), sizes[0])
