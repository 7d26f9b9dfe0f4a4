"""Closed-form power against R's and statsmodels' and against simulated trials analysed here."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.stats.power import TTestIndPower

from pulposus.errors import InputError
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.power import power_means


def test_power_of_means_is_that_of_statsmodels() -> None:
    for d in (0.1, 0.5, 1.2):
        for n, ratio in ((10, 1.0), (40, 2.0)):
            known = TTestIndPower().power(d, n, 0.05, ratio=ratio)
            assert power_means(d, 1.0, n, ratio * n) == pytest.approx(known, rel=1e-9)
            assert power_means(-d, 1.0, n, ratio * n) == pytest.approx(known, rel=1e-9)
            one = TTestIndPower().power(d, n, 0.025, ratio=ratio, alternative="larger")
            assert power_means(d, 1.0, n, ratio * n, alpha=0.025, sides=1) == pytest.approx(one, rel=1e-9)


def test_power_of_means_is_rs() -> None:
    """R: power.t.test(power=.90, delta=1) n = 22.02110, one-sided 17.84713."""
    assert power_means(1.0, 1.0, 22.0210977, 22.0210977) == pytest.approx(0.9, rel=1e-6)
    assert power_means(1.0, 1.0, 17.84712609, 17.84712609, sides=1) == pytest.approx(0.9, rel=1e-6)
    assert power_means(0.1, 1.0, 8, 8) == pytest.approx(0.05400141102, rel=1e-8)


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


def test_wrong_levels_and_sides_are_refused() -> None:
    with pytest.raises(InputError, match="'sides' is 3"):
        power_means(0.5, 1.0, 10, 10, sides=3)
    with pytest.raises(InputError, match="'alpha' is 5; give a number between 0 and 1"):
        power_means(0.5, 1.0, 10, 10, alpha=5.0)
