"""Responders: logistic regression and g-computation against R, separated data against closed form and maximisation."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import expit

from pulposus.errors import InputError
from pulposus.trial.statistics.responders import responders

# R 4.2.2: set.seed(5); m <- 30; arm <- rep(0:2, m/3); b <- round(rnorm(m,6,1.5),1)
# y <- as.integer(runif(m)<plogis(-1+.2*b+.6*(arm==2))); g <- glm(y~factor(arm)+b, family=binomial)
RESPONDER = [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1]
BASELINE = [4.7, 8.1, 4.1, 6.1, 8.6, 5.1, 5.3, 5, 5.6, 6.2, 7.8, 4.8, 4.4, 5.8, 4.4, 5.8, 5.1, 2.7, 6.4, 5.6, 7.4, 7.4,
            8.2, 7.1, 7.2, 5.6, 8.1, 8.2, 5, 4.7]  # fmt: skip
ARM = np.tile([0, 1, 2], 10)


def test_odds_ratios_and_marginal_risks_are_those_of_r() -> None:
    """Risks and delta-method errors from coef(g) and vcov(g) in R, averaging plogis over all patients in each arm."""
    found = responders(np.array(RESPONDER), ARM, np.array(BASELINE))
    np.testing.assert_allclose(found.log_odds_ratio.estimate, [1.828504974, -0.229713738], rtol=1e-7)
    np.testing.assert_allclose(found.log_odds_ratio.se, [1.00820487, 1.02546806], rtol=1e-7)
    np.testing.assert_allclose(found.log_odds_ratio.p_value, [0.0697355689, 0.8227505548], rtol=1e-6)
    np.testing.assert_allclose(found.risk_difference.estimate, [0.413568315, -0.0456071621], rtol=1e-7)
    np.testing.assert_allclose(found.risk_difference.se, [0.19840396, 0.20250059], rtol=1e-7)
    np.testing.assert_allclose(found.risk.estimate, [0.311205817, 0.724774132, 0.265598655], rtol=1e-7)
    assert not found.firth
    assert found.note() is None


def test_replicates_are_those_of_statsmodels_one_by_one() -> None:
    rng = np.random.default_rng(2)
    baseline, extra = rng.normal(6.0, 1.5, (4, 80)), rng.normal(size=(4, 80, 1))
    arm = np.arange(80) % 2
    y = (rng.random((4, 80)) < expit(-1.5 + 0.2 * baseline + 0.5 * arm)).astype(float)
    y[rng.random(y.shape) < 0.1] = np.nan
    found = responders(y, arm, baseline, extra)
    for r in range(4):
        used = np.isfinite(y[r])
        X = np.column_stack([np.ones(80), arm, baseline[r], extra[r]])[used]
        fit = sm.GLM(y[r][used], X, family=sm.families.Binomial()).fit(tol=1e-12)
        assert found.log_odds_ratio.estimate[r, 0] == pytest.approx(fit.params[1], rel=1e-7)
        assert found.log_odds_ratio.se[r, 0] == pytest.approx(fit.bse[1], rel=1e-6)


def test_without_covariates_the_risks_are_the_observed_ones() -> None:
    found = responders(np.array(RESPONDER), ARM)
    shares = [np.mean(np.array(RESPONDER)[k == ARM]) for k in range(3)]
    np.testing.assert_allclose(found.risk.estimate, shares, rtol=1e-9)
    plain = np.sqrt(np.array(shares) * (1.0 - np.array(shares)) / 10.0)
    np.testing.assert_allclose(found.risk.se, plain, rtol=1e-7)


def test_an_arm_without_responders_gets_firths_estimate() -> None:
    """For two proportions Firth's penalty adds half a patient to each cell."""
    y = np.concatenate([np.zeros(10), np.ones(4), np.zeros(6)])
    found = responders(np.stack([y, np.roll(y, 10)]), np.repeat([0, 1], 10))
    expected = np.log((4.5 / 6.5) / (0.5 / 10.5))
    np.testing.assert_allclose(found.log_odds_ratio.estimate[:, 0], [expected, -expected], rtol=1e-7)
    assert found.firth.tolist() == [True, True]
    assert "2 of 2" in str(found.note())


def test_firths_estimate_with_a_covariate_maximises_the_penalised_likelihood() -> None:
    baseline = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5])
    arm, y = np.repeat([0, 1], 6), np.array([0.0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1])
    X = np.column_stack([np.ones(12), arm, baseline])

    def lost(beta: np.ndarray) -> float:
        risk = expit(X @ beta)
        information = X.T @ (X * (risk * (1.0 - risk))[:, None])
        return float(-(y @ np.log(risk) + (1.0 - y) @ np.log1p(-risk)) - 0.5 * np.linalg.slogdet(information)[1])

    best = minimize(lost, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-13, "maxiter": 5000})
    found = responders(y, arm, baseline)
    assert found.firth
    assert found.log_odds_ratio.estimate[0] == pytest.approx(best.x[1], abs=1e-5)


def test_an_arm_of_one_patient_gets_firths_estimate() -> None:
    """Half a patient in each cell makes one responder of one a risk of 1.5 in 2."""
    found = responders(np.array([1.0, 0.0, 1.0, 0.0, 1.0]), np.array([0, 0, 0, 0, 1]))
    assert found.log_odds_ratio.estimate[0] == pytest.approx(np.log(3.0), rel=1e-7)


def test_no_responder_anywhere_still_has_an_answer() -> None:
    found = responders(np.zeros(20), np.arange(20) % 2)
    assert found.firth
    assert found.log_odds_ratio.estimate[0] == pytest.approx(0.0, abs=1e-8)


def test_scores_in_place_of_responders_are_refused() -> None:
    with pytest.raises(InputError, match="give 1 for a responder"):
        responders(np.array([0.0, 2.0, 1.0, 0.0]), np.array([0, 1, 0, 1]))
