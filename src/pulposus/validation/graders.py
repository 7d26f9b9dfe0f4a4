"""Two arms of a small trial in which nothing happens, read by graders that disagree with themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.lifetime.observe import kappa_of
from pulposus.library import sample
from pulposus.numerics import settings
from pulposus.validation.people import SEED
from pulposus.validation.target import TOPIC, target

Float = NDArray[np.float64]
GRADES = (1, 5)


def read(severity: Float) -> Float:
    """Pfirrmann grades from a severity on the scale of grades."""
    return np.clip(np.rint(severity), *GRADES)


def same_share(kappa: Float, mean: float, sd: float) -> Float:
    """Share of the variance of severity that two readings have in common, for each weighted kappa.

    Found by trying: rounding to whole grades has no closed form.
    """
    rng = np.random.default_rng([SEED, settings.VALIDATE_READINGS])
    own, first, second = rng.normal(size=(3, settings.VALIDATE_READINGS))
    shares = np.linspace(0, 1, settings.VALIDATE_READING_SHARES)
    agreed = [
        weighted_kappa(*(read(mean + sd * (np.sqrt(s) * own + np.sqrt(1 - s) * noise)) for noise in (first, second)))
        for s in shares
    ]
    return np.interp(kappa, agreed, shares)


def weighted_kappa(first: Float, second: Float) -> float:
    """Linearly weighted kappa of two readings (n,) of the same discs: the default of the software of the source."""
    edges = np.arange(GRADES[0], GRADES[1] + 2) - 1 / 2
    pairs, _, _ = np.histogram2d(first, second, bins=(edges, edges))
    return kappa_of(pairs / len(first))


def chance_changes(trials: int) -> Float:
    """Change of grade in one arm less that in the other, in trials whose baselines differ as published, (kept,).

    Severity stays as it is in every disc. Each trial has its own graders, whose kappa lies between the least and the
    most published. Only trials are kept in which the first arm happens to read higher by the published gap, so that
    regression to the mean is in.
    """
    discs, gap = int(target("bv7_discs")), target("bv7_gap")
    mean, sd = target("bv7_mean_grade"), _severity_sd()
    shared = same_share(sample(TOPIC, "bv7_kappa", trials, SEED), mean, sd)[:, None]
    rng = np.random.default_rng([SEED, trials])
    own = np.sqrt(shared) * rng.normal(size=(trials, 2 * discs))
    before, after = (
        read(mean + sd * (own + np.sqrt(1 - shared) * rng.normal(size=own.shape))) for _ in ("before", "after")
    )

    def first_less_second(grades: Float) -> Float:
        return np.asarray(grades[:, :discs].mean(axis=1) - grades[:, discs:].mean(axis=1))

    kept = np.abs(first_less_second(before) - gap) < settings.VALIDATE_GAP_MISS
    return first_less_second(after - before)[kept]


def _severity_sd() -> float:
    """SD of severity: that of the readings less what rounding to whole grades adds (Sheppard)."""
    return float(np.sqrt(target("bv7_grade_sd") ** 2 - 1 / 12))
