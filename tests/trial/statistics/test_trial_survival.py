"""Time to an event against R's survival package and, replicate by replicate, against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from statsmodels.duration.survfunc import survdiff

from pulposus.errors import InputError
from pulposus.trial.statistics.cox import cox
from pulposus.trial.statistics.survival import kaplan_meier, log_rank, restricted_mean

# R 4.2.2, survival 3.5-3: set.seed(11); n <- 40; arm <- rep(0:1, n/2); x <- round(rnorm(n), 1)
# t <- pmin(pmax(ceiling(rexp(n, 0.06*exp(0.4*x-0.6*arm))),1), 24); e <- as.integer(t<24 & runif(n)<.85)
TIME = np.array(
    [24, 24, 24, 24, 4, 24, 17, 24, 24, 8, 24, 24, 24, 24, 20, 12, 9, 3, 24, 17, 24, 24, 18, 9, 24, 24, 13, 19, 3, 3,
     24, 24, 7, 18, 9, 24, 19, 4, 12, 24]
)  # fmt: skip
EVENT = np.array(
    [
        0,
        0,
        0,
        0,
        1,
        0,
        1,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        1,
        1,
        1,
        1,
        0,
        1,
        0,
        0,
        1,
        1,
        0,
        0,
        1,
        1,
        1,
        1,
        0,
        0,
        1,
        0,
        1,
        0,
        0,
        0,
        1,
        0,
    ]
)
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
    """summary(survfit(Surv(t,e)~1, subset=arm==0, conf.type="log-log"))"""
    curve = kaplan_meier(TIME[ARM == 0], EVENT[ARM == 0])
    happened = curve.events > 0
    assert curve.time[happened].tolist() == [3, 4, 7, 9, 12, 13, 17, 18, 20]
    assert curve.at_risk[happened].tolist() == [20, 19, 18, 17, 15, 14, 13, 12, 10]
    survival = [0.95, 0.9, 0.85, 0.75, 0.7, 0.65, 0.6, 0.55, 0.495]
    se = [0.048734, 0.067082, 0.079844, 0.096825, 0.102470, 0.106654, 0.109545, 0.111243, 0.112899]
    low = [0.69474, 0.65603, 0.60379, 0.49994, 0.45055, 0.40300, 0.35729, 0.31340, 0.26504]
    high = [0.99280, 0.97401, 0.94900, 0.88747, 0.85252, 0.81530, 0.77605, 0.73489, 0.68909]
    np.testing.assert_allclose(curve.survival[happened], survival, rtol=1e-12)
    np.testing.assert_allclose(curve.se[happened], se, atol=6e-7)
    np.testing.assert_allclose(curve.low[happened], low, atol=6e-6)
    np.testing.assert_allclose(curve.high[happened], high, atol=6e-6)
    np.testing.assert_allclose(curve.at([0.0, 8.9, 9.0, 30.0]), [1.0, 0.85, 0.75, np.nan])


def test_the_curve_ends_at_none_where_everybody_had_the_event() -> None:
    curve = kaplan_meier(np.array([1.0, 2.0, np.nan, 3.0]), np.ones(4))
    np.testing.assert_allclose(curve.survival, [2 / 3, 1 / 3, 0.0])
    assert curve.se[-1] == 0.0
    assert curve.at(10.0) == 0.0


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


def test_restricted_means_are_those_of_r() -> None:
    """summary(survfit(Surv(t,e)~arm), rmean=18)$table"""
    difference, means = restricted_mean(TIME, EVENT, ARM, 18.0)
    np.testing.assert_allclose(means.estimate, [14.5, 15.1235294], rtol=1e-8)
    np.testing.assert_allclose(means.se, [1.14127122, 1.14721732], rtol=1e-8)
    assert difference.estimate[0] == pytest.approx(15.1235294 - 14.5, rel=1e-7)
    assert difference.se[0] == pytest.approx(np.hypot(1.14127122, 1.14721732), rel=1e-8)


def test_restricted_means_of_replicates_are_areas_under_their_curves() -> None:
    time, event, arm, _ = made(3)
    _, means = restricted_mean(time, event, arm, 17.5)
    grid = (np.arange(35) + 0.5) * 0.5
    for r in range(3):
        for k in range(3):
            area = kaplan_meier(time[r][arm == k], event[r][arm == k]).at(grid).sum() * 0.5
            assert means.estimate[r, k] == pytest.approx(area, rel=1e-12)


def test_a_mean_beyond_the_follow_up_is_not_invented() -> None:
    difference, means = restricted_mean(TIME, EVENT, ARM, 30.0)
    assert np.isnan(means.estimate).all()
    assert np.isnan(difference.p_value).all()


def test_trials_without_events_show_nothing() -> None:
    found = log_rank(TIME, np.zeros(40), ARM)
    assert found.p_value[0] == 1.0


def test_input_that_does_not_fit_is_one_sentence() -> None:
    with pytest.raises(InputError, match="goes down to -1"):
        log_rank(np.where(ARM == 0, -1.0, 2.0), EVENT, ARM)
    with pytest.raises(InputError, match="'event' has shape"):
        log_rank(TIME, EVENT[:5], ARM)
    with pytest.raises(InputError, match="horizon above 0"):
        restricted_mean(TIME, EVENT, ARM, 0.0)
    with pytest.raises(InputError, match="at least one known time"):
        kaplan_meier(np.full(3, np.nan), np.zeros(3))
