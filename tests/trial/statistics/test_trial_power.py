"""Closed-form power against R's and statsmodels' and against simulated trials analysed here."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from pulposus.errors import InputError
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.power import (
    events_log_rank,
    patients_means,
    patients_proportions,
    power_log_rank,
    power_means,
    power_proportions,
)
from pulposus.trial.statistics.survival import log_rank


def test_power_of_means_is_that_of_statsmodels() -> None:
    for d in (0.1, 0.5, 1.2):
        for n, ratio in ((10, 1.0), (40, 2.0)):
            known = TTestIndPower().power(d, n, 0.05, ratio=ratio)
            assert power_means(d, 1.0, n, ratio * n) == pytest.approx(known, rel=1e-9)
            assert power_means(-d, 1.0, n, ratio * n) == pytest.approx(known, rel=1e-9)
            one = TTestIndPower().power(d, n, 0.025, ratio=ratio, alternative="larger")
            assert power_means(d, 1.0, n, ratio * n, alpha=0.025, sides=1) == pytest.approx(one, rel=1e-9)


def test_sample_sizes_of_means_are_rs_and_cohens() -> None:
    """R: power.t.test(power=.90, delta=1) 22.02110, one-sided 17.84713; Cohen (1988) table 2.4.1: 393, 64, 26."""
    assert patients_means(1.0, 1.0, 0.9) == pytest.approx(22.0210977, rel=1e-6)
    assert patients_means(1.0, 1.0, 0.9, sides=1) == pytest.approx(17.84712609, rel=1e-6)
    assert [round(patients_means(d, 1.0, 0.8)) for d in (0.2, 0.5, 0.8)] == [393, 64, 26]
    assert power_means(0.1, 1.0, 8, 8) == pytest.approx(0.05400141102, rel=1e-8)


def test_power_of_proportions_is_rs() -> None:
    """R: power.prop.test(n=50, p1=.50, p2=.75) 0.7401659; power.prop.test(p1=.50, p2=.75, power=.90) n = 76.70693."""
    assert power_proportions(0.75, 0.5, 50, 50) == pytest.approx(0.7401659013, rel=1e-9)
    assert patients_proportions(0.75, 0.5, 0.9) == pytest.approx(76.70693011, rel=1e-6)
    assert power_proportions(0.5, 0.75, 50, 50, sides=1) < 0.001


def test_events_are_those_of_schoenfelds_formula() -> None:
    """4 (1.959964 + 1.281552)^2 / ln(0.5)^2 = 87.48, the 88 events of textbooks for a hazard ratio of a half."""
    assert events_log_rank(0.5, 0.9) == pytest.approx(87.4786, abs=1e-3)
    assert power_log_rank(0.5, events_log_rank(0.5, 0.9)) == pytest.approx(0.9, rel=1e-12)
    # Two to one costs (2/9)^-1 / 4 = 9/8 of the events.
    assert events_log_rank(0.7, 0.8, treated_share=2 / 3) == pytest.approx(events_log_rank(0.7, 0.8) * 9 / 8)
    assert events_log_rank(1.0, 0.8) == np.inf


def test_covariance_analysis_of_simulated_trials_has_the_power_foretold() -> None:
    rng = np.random.default_rng(6)
    R, n, rho = 8000, 80, 0.6
    baseline = rng.normal(size=(R, n))
    arm = np.arange(n) % 2
    outcome = rho * baseline + np.sqrt(1 - rho**2) * rng.normal(size=(R, n)) + 0.5 * arm
    foretold = power_means(0.5, 1.0, n / 2, n / 2, correlation=rho, covariates=1)
    found = ancova(outcome, arm, baseline).effects.below(0.05).mean()
    # The formula leaves out chance imbalance of the baseline, which costs about 1 / (n - 3) of the information.
    assert found == pytest.approx(foretold, abs=0.02)
    assert foretold > power_means(0.5, 1.0, n / 2, n / 2) + 0.15


def test_log_rank_tests_of_simulated_trials_have_the_power_foretold() -> None:
    rng = np.random.default_rng(7)
    R, n = 3000, 200
    arm = np.arange(n) % 2
    time = rng.exponential(1.0, (R, n)) / np.where(arm == 1, 0.65, 1.0)
    found = (log_rank(time, np.ones(n), arm).p_value < 0.05).mean()
    assert found == pytest.approx(power_log_rank(0.65, n), abs=0.03)


def test_effects_that_no_trial_could_show_are_refused() -> None:
    with pytest.raises(InputError, match="No sample size"):
        patients_means(0.0, 1.0, 0.8)
    with pytest.raises(InputError, match="'sides' is 3"):
        power_means(0.5, 1.0, 10, 10, sides=3)
    with pytest.raises(InputError, match="between 0 and 1"):
        events_log_rank(0.5, 90.0)
