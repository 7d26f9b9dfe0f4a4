"""Time to an event against R's survival package and, replicate by replicate, against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from pulposus.errors import InputError
from pulposus.trial.statistics.cox import cox
from pulposus.trial.statistics.survival import kaplan_meier, log_rank

# R 4.2.2, survival 3.5-3: set.seed(11); n <- 40; arm <- rep(0:1, n/2); x <- round(rnorm(n), 1)
# t <- pmin(pmax(ceiling(rexp(n, 0.06*exp(0.4*x-0.6*arm))),1), 24); e <- as.integer(t<24 & runif(n)<.85)
TIME = np.array(
    [24, 24, 24, 24, 4, 24, 17, 24, 24, 8, 24, 24, 24, 24, 20, 12, 9, 3, 24, 17, 24, 24, 18, 9, 24, 24, 13, 19, 3, 3,
     24, 24, 7, 18, 9, 24, 19, 4, 12, 24]
)  # fmt: skip
EVENT = np.array([int(digit) for digit in "0000101001000011110100110011110010100010"])
X = np.array(
    [-0.6, 0, -1.5, -1.4, 1.2, -0.9, 1.3, 0.6, 0, -1, -0.8, -0.3, -1.5, -0.3, -1.1, 0, -0.2, 0.9, -0.6, -0.7, -0.7, 0,
     -0.4, 0.4, 0.1, 0, -0.2, -0.8, -0.2, -1, -1.1, -0.9, 0.7, -1.6, -0.9, 0.5, -0.2, 1.5, -0.6, -0.3]
)  # fmt: skip
ARM = np.arange(40) % 2


def made(replicates: int, n: int = 120) -> tuple[np.ndarray, ...]:
    """Follow-up in whole months (so with ties) of three arms with a covariate, cut at 24."""
    rng = np.random.default_rng(1)
    x, arm = rng.normal(size=(replicates, n)), np.arange(n) % 3
    time = np.ceil(rng.exponential(14.0, (replicates, n)) * np.exp(-0.3 * x + 0.4 * (arm == 1)))
    return np.minimum(time, 24.0), time < 24.0, arm, x


def test_the_curve_is_that_of_r() -> None:
    """summary(survfit(Surv(t,e)~1, subset=arm==0))"""
    months = [3, 4, 7, 9, 12, 13, 17, 18, 20]
    curve = kaplan_meier(TIME, EVENT, ARM, months)
    assert curve.at_risk[0].tolist() == [20, 19, 18, 17, 15, 14, 13, 12, 10]
    survival = [0.95, 0.9, 0.85, 0.75, 0.7, 0.65, 0.6, 0.55, 0.495]
    se = [0.048734, 0.067082, 0.079844, 0.096825, 0.102470, 0.106654, 0.109545, 0.111243, 0.112899]
    np.testing.assert_allclose(curve.free[0], survival, rtol=1e-12)
    np.testing.assert_allclose(curve.se[0], se, atol=6e-7)
    np.testing.assert_allclose(kaplan_meier(TIME, EVENT, ARM, [0.0, 8.9, 9.0, 30.0]).free[0], [1.0, 0.85, 0.75, np.nan])


def test_curves_of_replicates_and_arms_are_those_of_statsmodels() -> None:
    time, event, arm, _ = made(4)
    time[2, :9] = np.nan
    found = kaplan_meier(time, event, arm, [0.5, 6.0, 13.0, 24.0])
    for r in range(4):
        for k in range(3):
            own = (arm == k) & np.isfinite(time[r])
            other = SurvfuncRight(time[r][own], event[r][own])
            for j, month in enumerate((0.5, 6.0, 13.0, 24.0)):
                step = np.flatnonzero(other.surv_times <= month)
                free, se = (other.surv_prob[step[-1]], other.surv_prob_se[step[-1]]) if len(step) else (1.0, 0.0)
                assert found.free[r, k, j] == pytest.approx(free, rel=1e-12)
                assert found.se[r, k, j] == pytest.approx(se, rel=1e-9)
                assert found.at_risk[r, k, j] == (time[r][own] >= month).sum()


def test_the_curve_ends_at_none_where_everybody_had_the_event() -> None:
    time, arm = np.array([1.0, 2.0, np.nan, 3.0, 5.0]), np.array([0, 0, 0, 0, 1])
    curve = kaplan_meier(time, np.array([1, 1, 1, 1, 0]), arm, [1.0, 2.0, 3.0, 10.0])
    np.testing.assert_allclose(curve.free[0], [2 / 3, 1 / 3, 0.0, 0.0])
    assert curve.se[0, -1] == 0.0
    np.testing.assert_array_equal(curve.free[1], [1.0, 1.0, 1.0, np.nan])


def test_an_arm_without_people_has_no_curve() -> None:
    assert np.isnan(kaplan_meier([1.0, 2.0], [1, 0], [0, 0], [1.0], arms=2).free[1]).all()


def test_the_log_rank_test_is_that_of_r() -> None:
    found = log_rank(TIME, EVENT, ARM)
    assert found.chi_square[0] == pytest.approx(0.566987178, rel=1e-8)
    assert found.observed[0] == 7
    assert found.expected[0] == pytest.approx(8.52933192, rel=1e-8)


def test_log_rank_of_replicates_and_arms_is_that_of_statsmodels() -> None:
    time, event, arm, _ = made(3)
    found = log_rank(time, event, arm)
    for r in range(3):
        for k in (1, 2):
            pair = (arm == 0) | (arm == k)
            square, p = survdiff(time[r][pair], event[r][pair], arm[pair])
            assert found.chi_square[r, k - 1] == pytest.approx(square, rel=1e-9)
            assert found.p_value[r, k - 1] == pytest.approx(p, rel=1e-8)


def test_cox_with_ties_is_that_of_r() -> None:
    """coxph(Surv(t,e)~arm+x, ties="efron")"""
    found = cox(TIME, EVENT, ARM, X).log_hazard_ratio
    assert found.estimate[0] == pytest.approx(-0.455169187, rel=1e-7)
    assert found.se[0] == pytest.approx(0.495020071, rel=1e-7)
    assert found.p_value[0] == pytest.approx(0.3578359729, rel=1e-7)


def test_cox_of_replicates_is_that_of_statsmodels() -> None:
    time, event, arm, x = made(4)
    time[2, :7] = np.nan
    found = cox(time, event, arm, x)
    assert found.settled.all()
    for r in range(4):
        used = np.isfinite(time[r])
        columns = np.column_stack([arm == 1, arm == 2, x[r]]).astype(float)[used]
        fit = sm.PHReg(time[r][used], columns, status=event[r][used], ties="efron").fit()
        np.testing.assert_allclose(found.log_hazard_ratio.estimate[r], fit.params[:2], rtol=1e-6)
        np.testing.assert_allclose(found.log_hazard_ratio.se[r], fit.bse[:2], rtol=1e-6)


def test_an_arm_without_events_has_no_ratio_but_the_log_rank_test() -> None:
    time, event, arm, x = made(2)
    event = event & (arm != 1)
    found = cox(time, event, arm, x)
    assert not found.settled.any()
    assert np.isnan(found.log_hazard_ratio.estimate).all()
    np.testing.assert_array_equal(found.log_hazard_ratio.p_value, log_rank(time, event, arm).p_value)
    assert found.log_hazard_ratio.below(1e-6)[:, 0].all()


def test_trials_without_events_show_nothing() -> None:
    found = log_rank(TIME, np.zeros(40), ARM)
    assert found.p_value[0] == 1.0


def test_input_that_does_not_fit_is_one_sentence() -> None:
    with pytest.raises(InputError, match="goes down to -1"):
        log_rank(np.where(ARM == 0, -1.0, 2.0), EVENT, ARM)
    with pytest.raises(InputError, match="'event' has shape"):
        log_rank(TIME, EVENT[:5], ARM)
