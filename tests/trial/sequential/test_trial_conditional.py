"""Conditional and predictive power against gsDesign, East, rpact and integration."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import bounds
from pulposus.trial.sequential.conditional import conditional_power, crossing_given, predictive_power
from pulposus.trial.sequential.futility import ZBelow
from pulposus.trial.sequential.spending import Spending

HSD4, OF = Spending("hwang-shih-decani", -4), Spending("obrien-fleming")


def test_given_an_interim_result_chances_are_those_of_east() -> None:
    """github.com/keaven/gsDesign, tests/testthat/test-independent-test-gsCP.R and -gsCPz.R, made with East 6.5;
    for the latter gsDesign itself asks for 1e-4, as East reckons the trend a little differently."""
    two = bounds([1 / 3, 2 / 3, 1], alpha=0.05, sides=2, power=0.9, efficacy=HSD4)
    root = np.sqrt(800 * two.inflation)
    assert crossing_given(two, 0, 0.943317, 0.05733214 * root).above.sum() == pytest.approx(0.3306859, abs=1e-6)
    one = bounds([1 / 3, 2 / 3, 1], alpha=0.025, sides=1, power=0.9, efficacy=HSD4)
    assert crossing_given(one, 0, -3.255599, one.drift).above.sum() == pytest.approx(0.01858668, abs=2e-6)
    for looks, expected in ((2, [0.999147769623912]), (3, [0.999999983702667, 0.969550518393642])):
        found = bounds((np.arange(looks) + 1) / looks, alpha=0.025, sides=1, power=0.9, efficacy=OF)
        for k, chance in enumerate(expected):
            trend = found.upper[k] / np.sqrt(found.fractions[k])
            assert crossing_given(found, k, found.upper[k], trend).above.sum() == pytest.approx(chance, abs=1e-4)


def test_with_one_look_ahead_both_forms_agree() -> None:
    found = bounds([0.6, 1], alpha=0.025, sides=1, power=0.9, efficacy=OF)
    z = np.array([-0.5, 1.0, 2.2])
    for drift in (None, 3.0):
        power = conditional_power(z, 0.6, found.upper[-1], drift)
        ahead = [float(v / np.sqrt(0.6)) if drift is None else drift for v in z]
        chances = [crossing_given(found, 0, v, d).above[0] for v, d in zip(z, ahead, strict=True)]
        assert power == pytest.approx(chances, abs=1e-12)


def test_predictive_power_averages_conditional_power() -> None:
    z, t, critical = 1.3, 0.4, 2.0
    mean, sd = z / np.sqrt(t), 1 / np.sqrt(t)
    averaged = quad(lambda d: float(conditional_power(z, t, critical, d)) * norm.pdf(d, mean, sd), -12, 16)[0]
    assert predictive_power(z, t, critical) == pytest.approx(averaged, abs=1e-8)


def test_gsdesign_table_of_conditional_power_at_the_bounds() -> None:
    """github.com/keaven/gsDesign, _snaps/independent-test-gsBoundSummary.md, last table: two looks at z 2.7500 and
    0.4122, last bound 1.9811: CP 0.9965 and 0.0240, PP 0.9710 and 0.0816 (its predictive power has a wide prior)."""
    z = np.array([2.75, 0.4122])
    assert conditional_power(z, 0.5, 1.9811) == pytest.approx([0.9965, 0.0240], abs=1e-4)
    assert predictive_power(z, 0.5, 1.9811) == pytest.approx([0.9710, 0.0816], abs=0.03)


def test_obeyed_futility_counts() -> None:
    """rpact's conditional rejection probabilities of a first arm, github.com/rpact-com/rpact,
    tests/testthat/test-f_analysis_multiarm_means.R, results1 (see test_trial_dropping.py for the z)."""
    found = bounds(
        [0.15, 0.4, 0.7, 1], alpha=0.02, sides=1, power=0.8, efficacy=Spending("power", 1.2),
        futility=ZBelow((-0.5, 0, 0.5), binding=False),
    )  # fmt: skip
    obeyed = crossing_given(found, 0, 1.26825236, 0.0, obeyed=True).above.sum()
    assert obeyed == pytest.approx(0.043739576, rel=1e-6)
    assert crossing_given(found, 0, 1.26825236, 0.0).above.sum() > obeyed


def test_a_fraction_or_look_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="not between 0 and 1"):
        conditional_power(1.0, 1.0, 1.96)
    found = bounds([0.6, 1], alpha=0.025, sides=1, power=0.9, efficacy=OF)
    with pytest.raises(InputError, match="Look 1 is not before the last of 2"):
        crossing_given(found, 1, 0.0, 0.0)
