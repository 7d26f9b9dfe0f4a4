"""Severity and T2 of many people's discs from what their water and height do, as readings of one disc compute them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading import prior
from pulposus.course.reading.severity import over_visits
from pulposus.course.reading.streams import uniforms
from pulposus.course.reading.t2 import held_T2
from pulposus.trial.disc.traits import DiscTraits

Float = NDArray[np.float64]


def first_severity(traits: DiscTraits, seed: int) -> Float:
    """True severity of each disc before treatment, (n,): as given, else drawn within its grade at its whole years."""
    if traits.severity is not None:
        return traits.severity
    rank, years = uniforms("severity", len(traits), seed), np.rint(traits.age_y)
    severity = np.empty(len(traits))
    for year in np.unique(years):
        rows = years == year
        severity[rows] = prior.within_grade(traits.grade[rows], float(year), rank[rows])
    return severity


def changes(first: Float, water_fraction: Float, log_height_ratio: Float) -> tuple[Float, Float]:
    """Change of severity and of ln T2 since the first visit, each (n, visits)."""
    severity = over_visits(first, water_fraction, np.exp(log_height_ratio))
    T2 = held_T2(severity)
    return severity - first[:, None], np.log(T2 / T2[:, :1])
