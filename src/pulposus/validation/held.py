"""A row on how many numbers a band held, beside what chance allows around its level."""

from __future__ import annotations

from scipy.stats import binom

from pulposus.calibration.scores import Coverage
from pulposus.numerics.settings import AFTERMATH_INTERVAL
from pulposus.validation.row import Row


def coverage_row(case: str, name: str, one: Coverage, *, population: str, source: str, why: str) -> Row:
    """The row of one band; ``why`` says what stands behind a miss."""
    tail = (1 - AFTERMATH_INTERVAL) / 2
    low, high = (float(binom.ppf(q, one.of, one.level)) / one.of for q in (tail, 1 - tail))
    return Row(
        case=case,
        name=name,
        unit="share",
        model=one.share,
        band=one.interval,
        measured=one.level,
        accept=(low, high),
        tolerance="what chance allows around the level (exact binomial, 95 %)",
        role="prediction",
        population=population,
        source=source,
        why=why,
    )
