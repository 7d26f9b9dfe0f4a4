"""Covariance analysis of many replicates against statsmodels, one replicate at a time."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from pulposus.errors import InputError
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.columns import Floats, trials


def made(replicates: int, n: int, seed: int = 3) -> tuple[Floats, np.ndarray, Floats, Floats]:
    """Change, arm, baseline and two covariates with a tenth of outcomes missing and spread that differs by arm."""
    rng = np.random.default_rng(seed)
    baseline, covariates = rng.normal(6.0, 1.5, (replicates, n)), rng.normal(size=(replicates, n, 2))
    arm = np.arange(n) % 3
    noise = rng.normal(size=(replicates, n)) * (1.0 + arm)
    change = -2.0 - 0.4 * baseline - (arm == 2) + 0.3 * covariates[..., 0] + noise
    change[rng.random(change.shape) < 0.1] = np.nan
    return change, arm, baseline, covariates


@pytest.mark.parametrize("unequal", [False, True])
def test_effects_errors_and_means_are_those_of_statsmodels(unequal: bool) -> None:
    change, arm, baseline, covariates = made(5, 60)
    found = ancova(change, arm, baseline, covariates, unequal_variances=unequal)
    for r in range(5):
        used = np.isfinite(change[r])
        others = np.column_stack([baseline[r], covariates[r]])
        X = np.column_stack([np.ones(60), arm == 1, arm == 2, others]).astype(float)[used]
        model = sm.OLS(change[r][used], X)
        fit = model.fit(cov_type="HC3", use_t=True) if unequal else model.fit()
        np.testing.assert_allclose(found.effects.estimate[r], fit.params[1:3], rtol=1e-9)
        np.testing.assert_allclose(found.effects.se[r], fit.bse[1:3], rtol=1e-9)
        np.testing.assert_allclose(found.effects.p_value[r], fit.pvalues[1:3], rtol=1e-7)
        np.testing.assert_allclose(found.effects.low[r], fit.conf_int()[1:3, 0], rtol=1e-8)
        assert found.effects.df[r, 0] == fit.df_resid
        if not unequal:
            assert found.sd[r] == pytest.approx(np.sqrt(fit.mse_resid), rel=1e-10)
        centre = others[used].mean(0)
        for k in range(3):
            at = np.concatenate([[1.0, k == 1, k == 2], centre])
            mean = fit.t_test(at)
            assert found.means.estimate[r, k] == pytest.approx(mean.effect[0], rel=1e-9)
            assert found.means.se[r, k] == pytest.approx(mean.sd.item(), rel=1e-9)
        assert found.patients[r].tolist() == [int((used & (arm == k)).sum()) for k in range(3)]


def test_without_covariates_it_is_the_two_sample_t_test() -> None:
    from scipy.stats import ttest_ind

    rng = np.random.default_rng(0)
    y, arm = rng.normal(size=30), np.arange(30) % 2
    found, known = ancova(y, arm), ttest_ind(y[arm == 1], y[arm == 0])
    assert found.effects.estimate.shape == (1,)
    assert found.effects.p_value[0] == pytest.approx(known.pvalue, rel=1e-10)
    assert found.effects.df[0] == known.df


def test_pieces_of_replicates_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    change, arm, baseline, _ = made(7, 30)
    together = ancova(change, arm, baseline)
    monkeypatch.setattr("pulposus.trial.statistics.columns.PIECE", 30 * 4 * 2)
    assert len(list(trials(change, arm, baseline).pieces())) == 4
    apart = ancova(change, arm, baseline)
    np.testing.assert_allclose(apart.effects.estimate, together.effects.estimate, rtol=1e-12)
    alone = ancova(change[6], arm, baseline[6])
    np.testing.assert_allclose(alone.effects.se, together.effects.se[6], rtol=1e-12)


def test_arms_may_differ_between_replicates() -> None:
    change, _, baseline, _ = made(4, 40)
    arm = np.random.default_rng(9).integers(0, 2, (4, 40))
    together = ancova(change, arm, baseline)
    for r in range(4):
        np.testing.assert_allclose(
            together.effects.estimate[r], ancova(change[r], arm[r], baseline[r]).effects.estimate
        )


def test_type_one_error_is_nominal_over_ten_thousand_null_trials() -> None:
    rng = np.random.default_rng(11)
    n = 60
    baseline = rng.normal(size=(10_000, n))
    change = 0.6 * baseline + rng.normal(size=(10_000, n))
    found = ancova(change, np.arange(n) % 2, baseline)
    assert 0.045 < found.effects.below(0.05).mean() < 0.055


def test_what_a_replicate_cannot_estimate_is_nan_and_the_rest_stands() -> None:
    change, arm, baseline, _ = made(2, 30)
    change[0, arm == 1] = np.nan
    found = ancova(change, arm, baseline)
    assert np.isnan(found.effects.estimate[0, 0])
    assert not found.effects.below(0.999)[0, 0]
    two = ancova(change[0, arm != 1], arm[arm != 1] // 2, baseline[0, arm != 1])
    assert found.effects.estimate[0, 1] == pytest.approx(two.effects.estimate[0], rel=1e-10)
    assert found.effects.se[0, 1] == pytest.approx(two.effects.se[0], rel=1e-10)
    assert np.isfinite(found.effects.estimate[1]).all()


def test_a_covariate_that_never_varies_changes_nothing() -> None:
    change, arm, baseline, _ = made(3, 30)
    plain = ancova(change, arm, baseline)
    more = ancova(change, arm, baseline, np.full((3, 30, 1), 7.0))
    np.testing.assert_allclose(more.effects.se, plain.effects.se, rtol=1e-10)
    np.testing.assert_array_equal(more.effects.df, plain.effects.df)


def test_a_covariate_that_is_the_arm_leaves_no_effect() -> None:
    change, arm, _, _ = made(1, 30)
    assert np.isnan(ancova(change, arm % 2, (arm % 2).astype(float)).effects.estimate).all()


@pytest.mark.parametrize(
    ("change", "arm", "baseline", "sentence"),
    [
        (np.zeros(4), np.array([0.0, 1.0, 0.0, 1.0]), None, "whole numbers from 0"),
        (np.zeros(4), np.array([0, 1, 2, 0]), None, "codes up to 2 for 2 arms"),
        (np.zeros(4), np.array([0, 1, 0]), None, r"'arm' has shape \(3,\)"),
        (np.zeros(4), np.array([0, 1, 0, 1]), np.zeros(5), "'covariates' has shape"),
        (np.zeros((2, 0)), np.array([0, 1]), None, "no patients"),
    ],
)
def test_input_that_does_not_fit_is_one_sentence(
    change: Floats, arm: np.ndarray, baseline: Floats, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        ancova(change, arm, baseline, arms=2)
