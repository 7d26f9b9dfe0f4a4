"""Scores against numbers that have a closed form or were published."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binomtest, norm

from pulposus.calibration.baselines import Known, normal_forecasts
from pulposus.calibration.scores import coverage, crps_of_draws, crps_of_normal


@pytest.mark.parametrize(("mean", "sd", "y"), [(0.0, 1.0, 0.0), (3.0, 2.0, 7.0), (-20.0, 12.0, -31.0)])
def test_score_of_a_normal_is_its_integral(mean: float, sd: float, y: float) -> None:
    """The score is the integral of the squared distance between the forecast's distribution and the step at y."""
    left = quad(lambda x: norm.cdf(x, mean, sd) ** 2, -np.inf, y)[0]
    right = quad(lambda x: (1 - norm.cdf(x, mean, sd)) ** 2, y, np.inf)[0]
    assert crps_of_normal(mean, sd, y) == pytest.approx(left + right, rel=1e-6)


def test_score_of_draws_approaches_that_of_their_distribution() -> None:
    draws = np.random.default_rng(1).normal(3.0, 2.0, 20_000)
    assert crps_of_draws(draws, 7.0) == pytest.approx(crps_of_normal(3.0, 2.0, 7.0), rel=0.02)


def test_score_of_two_draws_by_hand() -> None:
    """|1 - 2|/2 + |5 - 2|/2 less half of the mean distance of the one pair, 4."""
    assert crps_of_draws(np.array([1.0, 5.0]), 2.0) == pytest.approx(2.0 - 4.0 / 2)


def test_coverage_counts_and_its_exact_range() -> None:
    found = coverage([0.01, 0.2, 0.5, 0.7, 0.99], 0.8)
    assert (found.held, found.of, found.share) == (3, 5, 0.6)
    exact = binomtest(3, 5).proportion_ci(method="exact")
    assert found.interval == pytest.approx((exact.low, exact.high))
    assert found.compatible
    assert not coverage([0.001] * 20, 0.5).compatible


def known(study: str, outcome: float, **more: object) -> Known:
    fields = {"baseline": 60.0, "treated": False, "needle": True, "controlled": True, **more}
    return Known(study=study, outcome=outcome, **fields)  # type: ignore[arg-type]


def test_baselines_leave_the_study_out() -> None:
    numbers = [known("a", -10.0), known("b", -20.0), known("c", -30.0), known("d", 100.0, treated=True)]
    found = normal_forecasts(numbers, known("d", 0.0))
    assert found["grand mean"] == pytest.approx((-20.0, 10.0 * np.sqrt(4 / 3)))
    assert found["sham only"] == found["grand mean"]
    assert "grand mean" not in normal_forecasts(numbers[:3], known("a", 0.0))  # two others are too few


def test_meta_regression_is_least_squares() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(60, 10, 30)
    y = 2 - 0.5 * x + rng.normal(0, 3, 30)
    numbers = [known(f"s{i}", float(b), baseline=float(a)) for i, (a, b) in enumerate(zip(x, y, strict=True))]
    mean, sd = normal_forecasts(numbers, known("new", 0.0, baseline=70.0))["meta-regression"]
    slope, cut = np.polyfit(x, y, 1)
    assert mean == pytest.approx(cut + slope * 70)
    s2 = np.sum((y - cut - slope * x) ** 2) / 28
    expected = np.sqrt(s2 * (1 + 1 / 30 + (70 - x.mean()) ** 2 / np.sum((x - x.mean()) ** 2)))
    assert sd == pytest.approx(expected)
