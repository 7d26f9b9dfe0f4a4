"""Effect sizes against ``escalc`` of metafor 3.8-1 and against closed forms."""

from __future__ import annotations

import math

import pytest
from scipy.stats import norm

from pulposus.evidence.meta.sizes import (
    log_odds,
    log_odds_ratio,
    log_risk_ratio,
    mean_change,
    mean_difference,
    standardised_difference,
)


def test_mean_difference_has_the_variance_of_two_means() -> None:
    size = mean_difference(-20.0, 9.0, 25, -15.0, 12.0, 36)
    assert size.value == pytest.approx(-5.0)
    assert size.variance == pytest.approx(81 / 25 + 144 / 36)
    assert (size.arm_variance, size.control_variance) == pytest.approx((3.24, 4.0))


def test_standardised_difference_is_metafors() -> None:
    # escalc(measure="SMD", m1i=3, sd1i=2, n1i=5, m2i=1, sd2i=3, n2i=7)
    size = standardised_difference(3, 2, 5, 1, 3, 7)
    assert (size.value, size.variance) == pytest.approx((0.6975, 0.3631), abs=5e-5)


def test_correction_for_few_people_vanishes_with_many() -> None:
    assert standardised_difference(1, 2, 50_000, 0, 2, 50_000).value == pytest.approx(0.5, rel=1e-5)
    assert abs(standardised_difference(1, 2, 3, 0, 2, 3).value) < 0.5


def test_ratios_are_metafors() -> None:
    # escalc(measure="OR", ai=7, n1i=20, ci=5, n2i=21)
    size = log_odds_ratio(7, 20, 5, 21)
    assert (size.value, size.variance) == pytest.approx((0.5441, 0.4823), abs=5e-5)
    assert not size.corrected
    # escalc(measure="RR", ai=4, n1i=123, ci=11, n2i=139), the first trial of dat.bcg
    size = log_risk_ratio(4, 123, 11, 139)
    assert (size.value, size.variance) == pytest.approx((-0.88931133392, 0.325584765004), rel=1e-10)


def test_empty_cells_get_a_half() -> None:
    # escalc(measure="RR", ai=0, n1i=20, ci=5, n2i=21) and measure="OR"
    for found, expected in (
        (log_risk_ratio(0, 20, 5, 21), (-2.3514, 2.0887)),
        (log_odds_ratio(0, 20, 5, 21), (-2.6150, 2.2912)),
        # escalc(measure="RR", ai=0, n1i=20, ci=0, n2i=21)
        (log_risk_ratio(0, 20, 0, 21), (0.0465, 3.9069)),
    ):
        assert (found.value, found.variance) == pytest.approx(expected, abs=5e-5)
        assert found.corrected


def test_log_odds_of_one_arm() -> None:
    # escalc(measure="PLO", xi=4, ni=10) and xi=0
    assert (log_odds(4, 10).value, log_odds(4, 10).variance) == pytest.approx((-0.4055, 0.4167), abs=5e-5)
    assert (log_odds(0, 10).value, log_odds(0, 10).variance) == pytest.approx((-3.0445, 2.0952), abs=5e-5)
    assert log_odds(10, 10).value == pytest.approx(-log_odds(0, 10).value)


def test_mean_change_covers_as_a_z_interval() -> None:
    size = mean_change(-12.0, 20.0, 100)
    half = norm.ppf(0.975) * math.sqrt(size.variance)
    assert half == pytest.approx(1.959964 * 2.0, rel=1e-6)
