"""MMRM against R's nlme and against its small-sample theory worked out in R by finite differences.

The numbers are from R 4.2.2, nlme 3.1-162 and numDeriv 2016.8, run on the values of ``simulated`` in long form (id,
visit from 1, arm, baseline, age, change; rows ordered by id and visit):

    library(nlme); library(numDeriv)
    d$t <- d$visit; d$visit <- factor(d$visit); d$arm <- factor(d$arm)
    m <- gls(change ~ 0 + visit/(arm + baseline) + age, d, correlation = corSymm(form = ~ t | id),
             weights = varIdent(form = ~ 1 | visit), method = "REML",
             control = glsControl(maxIter = 1000, msMaxIter = 1000, tolerance = 1e-12, msTol = 1e-14))
    sprintf("%.8f", logLik(m)); sprintf("%.8f", coef(m)); sprintf("%.8f", sqrt(diag(vcov(m))))
    v <- coef(m$modelStruct$varStruct, uncons = FALSE, allCoef = TRUE)[as.character(1:4)]
    corr <- corMatrix(m$modelStruct$corStruct); corr <- corr[[which(sapply(corr, nrow) == 4)[1]]]
    S <- corr * outer(sigma(m) * v, sigma(m) * v)

    X <- model.matrix(~ 0 + visit/(arm + baseline) + age, d); y <- d$change; N <- length(y); p <- ncol(X)
    same <- outer(d$id, d$id, "==")
    index <- which(lower.tri(diag(4), diag = TRUE), arr.ind = TRUE); index <- index[order(index[, 1], index[, 2]), ]
    full <- function(th) { S <- matrix(0, 4, 4); S[index] <- th; S[index[, 2:1]] <- th; S }
    big <- function(S) S[d$t, d$t] * same
    phi <- function(th) solve(t(X) %*% solve(big(full(th)), X))
    ll <- function(th) {
      U <- chol(big(full(th))); A <- backsolve(U, X, transpose = TRUE); r <- backsolve(U, y, transpose = TRUE)
      q <- qr(A); log_det <- 2 * sum(log(diag(U))) + 2 * sum(log(abs(diag(qr.R(q)))))
      -((N - p) * log(2 * pi) + log_det + sum(qr.resid(q, r)^2)) / 2
    }
    th <- S[index]; for (i in 1:4) th <- th - solve(hessian(ll, th), grad(ll, th))
    Vi <- solve(big(full(th))); F <- phi(th); R <- Vi - Vi %*% X %*% F %*% t(X) %*% Vi; beta <- F %*% t(X) %*% Vi %*% y
    D <- lapply(1:10, function(h) big(full(as.numeric(1:10 == h))))
    P <- lapply(D, function(Dh) -t(X) %*% Vi %*% Dh %*% Vi %*% X)
    observed <- -hessian(ll, th); expected <- observed
    for (h in 1:10) for (j in 1:10) expected[h, j] <- sum(diag(R %*% D[[h]] %*% R %*% D[[j]])) / 2
    W <- solve(observed)                                   # and again with solve(expected)
    L <- matrix(0, p, p)
    for (h in 1:10) for (j in 1:10)
      L <- L + W[h, j] * (t(X) %*% Vi %*% D[[h]] %*% Vi %*% D[[j]] %*% Vi %*% X - P[[h]] %*% F %*% P[[j]])
    adjusted <- F + 2 * F %*% L %*% F
    # for each row l: f <- function(th) sum(l * (phi(th) %*% l)); g <- grad(f, th)
    # estimate sum(l * beta), se sqrt(f(th)), Kenward-Roger se sqrt(sum(l * (adjusted %*% l))),
    # df 2 * f(th)^2 / sum(g * (W %*% g))
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pulposus.trial.statistics.mmrm.contrast import contrast, contrasts
from pulposus.trial.statistics.mmrm.fit import Information
from pulposus.trial.statistics.mmrm.model import Analysis, analyse

GLS_LOG_LIKELIHOOD = -677.01891560
# By visit: visit, arm 1, arm 2, baseline; then age. Coefficient and standard error.
GLS = [
    (5.09828242, 8.20306871), (2.76349047, 2.95747487), (0.70206841, 2.86910432), (-0.31074531, 0.11462217),
    (8.74745229, 8.11492887), (1.40385382, 2.79919842), (-2.02819479, 2.71510351), (-0.40122053, 0.10794459),
    (6.77792447, 8.28509325), (2.78677370, 2.96327061), (-4.57787347, 2.84520545), (-0.31327785, 0.11332069),
    (4.71510484, 9.26772870), (-1.31443603, 3.91832456), (-8.80548564, 3.65480622), (-0.21659065, 0.14908089),
    (0.14249363, 0.11486217),
]  # fmt: skip
GLS_SIGMA = [79.531105, 40.294670, 62.004765, 26.799193, 44.019622, 69.669500, 16.426652, 23.145192, 50.284767,
             104.138263]  # fmt: skip
THETA = [79.531352, 40.295615, 62.005730, 26.800306, 44.020186, 69.669658, 16.427499, 23.145589, 50.285064,
         104.138526]  # fmt: skip
# Estimate, standard error, Kenward-Roger standard error, degrees of freedom.
SMALL_SAMPLE: dict[Information, dict[str, tuple[float, float, float, float]]] = {
    "observed": {
        "arm 1 at visit 1": (2.7634927, 2.9574800, 2.9644461, 58.7332895),
        "arm 2 at visit 2": (-2.0282062, 2.7151224, 2.7381329, 53.4553914),
        "arm 1 at visit 4": (-1.3144416, 3.9183281, 3.9856104, 42.6221838),
        "arm 2 at visit 4": (-8.8055036, 3.6548096, 3.6946317, 39.5984650),
        "covariate 1": (0.1424930, 0.1148630, 0.1218368, 57.1067830),
    },
    "expected": {
        "arm 1 at visit 1": (2.7634927, 2.9574800, 2.9641935, 58.1287321),
        "arm 2 at visit 2": (-2.0282062, 2.7151224, 2.7386339, 52.8698304),
        "arm 1 at visit 4": (-1.3144416, 3.9183281, 3.9873812, 45.3870423),
        "arm 2 at visit 4": (-8.8055036, 3.6548096, 3.6962245, 42.4170910),
        "covariate 1": (0.1424930, 0.1148630, 0.1215619, 56.3012522),
    },
}


def simulated() -> tuple[Any, Any, Any, Any]:
    """72 people in 3 arms with 4 visits, of whom some drop out and some miss visits in between."""
    rng = np.random.default_rng(20240611)
    n, v = 72, 4
    arm = np.arange(n) % 3
    baseline = np.round(rng.normal(45.0, 12.0, n), 1)
    age = np.round(rng.normal(50.0, 9.0, n))
    root = np.array([[8.0, 0, 0, 0], [5.0, 7.0, 0, 0], [4.0, 4.0, 7.0, 0], [3.0, 4.0, 5.0, 9.0]])
    change = rng.normal(size=(n, v)) @ root.T - 0.3 * (baseline - 45.0)[:, None] + 0.1 * (age - 50.0)[:, None]
    change -= 2.0 * arm[:, None] * np.arange(1, v + 1) / v
    dropped = np.cumsum(rng.random((n, v)) < 0.1, axis=1) > 0
    change[dropped | (rng.random((n, v)) < 0.1)] = np.nan
    return np.round(change, 2), baseline, age, arm


def analysed(information: Information = "observed") -> Analysis:
    change, baseline, age, arm = simulated()
    return analyse(change, baseline, arm, covariates=age[:, None], information=information)


def test_the_data_are_those_that_r_saw() -> None:
    change = simulated()[0]
    seen = ~np.isnan(change)
    assert seen.sum(axis=0).tolist() == [61, 48, 51, 43]
    assert len(np.unique(seen, axis=0)) == 9  # monotone and intermittent patterns, and people never seen


def test_fit_agrees_with_gls() -> None:
    fit = analysed().fit
    assert fit.converged
    assert fit.log_likelihood == pytest.approx(GLS_LOG_LIKELIHOOD, abs=2e-8)
    found = np.column_stack([fit.beta, np.sqrt(np.diag(fit.covariance))])
    np.testing.assert_allclose(found, GLS, rtol=2e-5)
    np.testing.assert_allclose(fit.sigma[np.tril_indices(4)], GLS_SIGMA, rtol=1e-4)
    np.testing.assert_allclose(fit.theta, THETA, rtol=1e-6)
    np.testing.assert_array_equal(fit.sigma, fit.sigma.T)


@pytest.mark.parametrize("information", ["observed", "expected"])
def test_degrees_of_freedom_and_kenward_roger_errors_agree_with_finite_differences(information: Information) -> None:
    found = analysed(information)
    wanted = SMALL_SAMPLE[information]
    rows = np.eye(len(found.design.names))[[found.design.names.index(name) for name in wanted]]
    plain = contrasts(found.fit, rows, "satterthwaite")
    careful = contrasts(found.fit, rows, "kenward-roger")
    estimate, se, careful_se, df = np.array(list(wanted.values())).T
    np.testing.assert_allclose(plain.estimate, estimate, rtol=1e-6)
    np.testing.assert_allclose(plain.se, se, rtol=1e-6)
    np.testing.assert_allclose(careful.se, careful_se, rtol=1e-6)
    np.testing.assert_allclose(plain.df, df, rtol=2e-5)
    np.testing.assert_array_equal(careful.df, plain.df)


def test_the_table_holds_the_same_contrasts() -> None:
    found = analysed()
    assert found.effects.estimate.shape == (2, 4)
    assert found.effects.estimate[1, 3] == pytest.approx(-8.8055036, rel=1e-6)
    assert found.effects.se[1, 3] == pytest.approx(3.6946317, rel=1e-6)
    row = np.zeros(17)
    row[found.design.names.index("arm 2 at visit 4")] = 1.0
    assert contrast(found.fit, row).high == pytest.approx(found.effects.high[1, 3])
    np.testing.assert_allclose(found.means.estimate[1:] - found.means.estimate[0], found.effects.estimate, atol=1e-9)


def test_means_are_at_the_average_of_everyone_with_a_value() -> None:
    change, baseline, age, _ = simulated()
    found = analysed()
    some = ~np.isnan(change).all(axis=1)
    assert np.sum(~some) > 0
    by_name = dict(zip(found.design.names, found.fit.beta, strict=True))
    expected = (
        by_name["visit 2"]
        + by_name["baseline at visit 2"] * baseline[some].mean()
        + by_name["covariate 1"] * age[some].mean()
    )
    assert found.means.estimate[0, 1] == pytest.approx(expected)
