"""The misfit that the calibration of damage lowers, on rows counted by hand."""

from __future__ import annotations

import pytest

from pulposus.course.lifetime.calibrate import misfit
from pulposus.course.lifetime.evidence import Comparison


def row(model: float, low: float, high: float, *, calibrated: bool = True) -> Comparison:
    return Comparison("x", model, low, high, "1", "source", calibrated, tolerance=0.1)


def test_distance_counts_beyond_the_band_and_in_tolerances() -> None:
    assert row(0.5, 0.4, 0.6).off == 0
    assert row(0.8, 0.4, 0.6).off == pytest.approx(2)
    assert row(0.1, 0.4, 0.6).off == pytest.approx(3)


def test_misfit_is_a_sum_of_squares_over_calibrated_rows_only() -> None:
    # 0.4 from the middle of a band of half-width 0.1, over 0.1 + 0.1: two, squared.
    assert misfit((row(0.9, 0.4, 0.6), row(9.0, 0.4, 0.6, calibrated=False))) == pytest.approx(4)
    assert misfit((row(0.5, 0.4, 0.6), row(0.6, 0.5, 0.5))) == pytest.approx(1)
