"""Medians and bands of a history by age."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.lifetime.history import History
from pulposus.numerics import settings

Float = NDArray[np.float64]
BY_AGE = (
    "height_mm", "height_ratio", "swelling_ratio", "water_fraction", "T2_ms", "gag", "collagen", "senescent_share",
    "catabolic", "innervation", "structural_loss",
)  # fmt: skip
"""Fields of a History that have a median and a band at each age."""


def bands(found: History, name: str) -> tuple[Float, Float, Float]:
    """Low end, median and high end of one of ``BY_AGE`` over the draws, each (ages,)."""
    low, middle, high = np.quantile(getattr(found, name), settings.LIFETIME_BAND, axis=0)
    return low, middle, high


def grade_shares(grade: NDArray[np.int64]) -> Float:
    """Share of each Pfirrmann grade by age, (5, ages), from grades (..., ages)."""
    flat = grade.reshape(-1, grade.shape[-1])
    return np.stack([np.mean(flat == each, axis=0) for each in range(1, 4 + 2)])


def summary(found: History, every_y: int | None = None) -> list[dict[str, float]]:
    """One row an age: medians, ``_low``, ``_high`` of ``BY_AGE``, shares of grades (of all discs) and of damage."""
    every = every_y or settings.LIFETIME_SUMMARY_YEARS
    each = {name: bands(found, name) for name in BY_AGE}
    true, read = grade_shares(found.seen.grade), grade_shares(found.seen.grade_read)
    damaged = np.mean(found.discs.damaged, axis=(0, 1))
    rows = []
    for k in range(0, len(found.ages_y), every):
        row = {"age_y": float(found.ages_y[k])}
        for name, (low, middle, high) in each.items():
            row |= {name: float(middle[k]), f"{name}_low": float(low[k]), f"{name}_high": float(high[k])}
        for grade in range(1, 4 + 2):
            row |= {f"grade_{grade}": float(true[grade - 1, k]), f"grade_{grade}_read": float(read[grade - 1, k])}
        rows.append(row | {"damaged": float(damaged[k])})
    return rows
