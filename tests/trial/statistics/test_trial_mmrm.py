"""MMRM where the answer is known in closed form, where the data leave things open, and under no effect."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm

from pulposus.errors import InputError
from pulposus.trial.statistics.mmrm.contrast import contrast, contrasts
from pulposus.trial.statistics.mmrm.design import arm_contrast, trial_design
from pulposus.trial.statistics.mmrm.fit import fit_by_visit
from pulposus.trial.statistics.mmrm.model import analyse

ROOT = np.array([[7.0, 0, 0, 0], [4.0, 7.0, 0, 0], [3.0, 4.0, 8.0, 0], [2.0, 4.0, 5.0, 9.0]])
METHODS: tuple[Any, ...] = ("kenward-roger", "satterthwaite")


def trial(n: int = 45, visits: int = 4, seed: int = 1, dropout: float = 0.0) -> tuple[Any, Any, Any]:
    """Change, baseline and arm of three arms without an effect, dropping out by what was seen last."""
    rng = np.random.default_rng(seed)
    arm = rng.permutation(np.arange(n) % 3)
    baseline = rng.normal(45.0, 12.0, n)
    change = rng.normal(size=(n, visits)) @ ROOT[:visits, :visits].T - 0.3 * (baseline - 45.0)[:, None]
    chance = dropout * np.where(change[:, :-1] > 0, 1.5, 0.5)
    change[:, 1:][np.cumsum(rng.random(chance.shape) < chance, axis=1) > 0] = np.nan
    return change, baseline, arm


@pytest.mark.parametrize("method", METHODS)
def test_one_visit_is_analysis_of_covariance(method: Any) -> None:
    change, baseline, arm = trial(visits=1)
    change[[3, 17, 20]] = np.nan
    found = analyse(change, baseline, arm, method=method)
    seen = ~np.isnan(change[:, 0])
    x = np.column_stack([np.ones(45), arm == 1, arm == 2, baseline])[seen]
    wanted = sm.OLS(change[seen, 0], x).fit()
    effect = found.effects.at(0)
    np.testing.assert_allclose(effect.estimate, wanted.params[1:3], rtol=1e-9)
    np.testing.assert_allclose(effect.se, wanted.bse[1:3], rtol=1e-9)
    np.testing.assert_allclose(effect.df, 42 - 4, rtol=1e-9)
    np.testing.assert_allclose(effect.p_value, wanted.pvalues[1:3], rtol=1e-9)
    np.testing.assert_allclose(np.stack([effect.low, effect.high], axis=1), wanted.conf_int()[1:3], rtol=1e-8)
    assert found.fit.n_people == found.fit.n_values == 42


@pytest.mark.parametrize("information", ["observed", "expected"])
def test_complete_data_are_one_regression_per_visit(information: Any) -> None:
    change, baseline, arm = trial()
    found = analyse(change, baseline, arm, information=information)
    x = np.column_stack([np.ones(45), arm == 1, arm == 2, baseline])
    each = [sm.OLS(change[:, visit], x).fit() for visit in range(4)]
    residuals = np.array([one.resid for one in each])
    np.testing.assert_allclose(found.fit.sigma, residuals @ residuals.T / (45 - 4), rtol=1e-7)
    np.testing.assert_allclose(found.effects.estimate.T, [one.params[1:3] for one in each], rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(found.effects.se.T, [one.bse[1:3] for one in each], rtol=1e-7)
    np.testing.assert_allclose(found.effects.df, 45 - 4, rtol=1e-7)
    np.testing.assert_allclose(found.fit.adjusted, found.fit.covariance, rtol=1e-7, atol=1e-7)


def test_kenward_roger_errors_are_larger_where_values_are_missing() -> None:
    change, baseline, arm = trial(dropout=0.15)
    found = {method: analyse(change, baseline, arm, method=method).effects for method in METHODS}
    assert np.all(found["kenward-roger"].se[:, 1:] > found["satterthwaite"].se[:, 1:])
    assert np.all(found["satterthwaite"].df[:, -1] < found["satterthwaite"].df[:, 0])


def test_a_visit_nobody_reached_is_left_open() -> None:
    change, baseline, arm = trial(dropout=0.1)
    change[:, 2] = np.nan
    found = analyse(change, baseline, arm)
    short = analyse(change[:, [0, 1, 3]], baseline, arm)
    assert found.fit.converged
    assert np.isnan(found.effects.estimate[:, 2]).all()
    assert np.isnan(found.means.se[:, 2]).all()
    assert np.isnan(found.fit.sigma[2]).all()
    np.testing.assert_allclose(found.effects.se[:, [0, 1, 3]], short.effects.se, rtol=1e-9)
    assert found.fit.log_likelihood == pytest.approx(short.fit.log_likelihood)


def test_a_visit_that_control_did_not_reach_still_compares_the_others() -> None:
    change, baseline, arm = trial(n=60)
    change[arm == 0, 3] = np.nan
    found = analyse(change, baseline, arm)
    assert np.isnan(found.effects.estimate[:, 3]).all()
    assert np.isfinite(found.effects.estimate[:, :3]).all()
    assert np.isnan(found.means.estimate[0, 3])
    assert np.isfinite(found.means.estimate[1:, 3]).all()
    between = contrast(found.fit, arm_contrast(found.design, 2, 3) - arm_contrast(found.design, 1, 3))
    recoded = analyse(change, baseline, (arm + 2) % 3)  # arm 1 in the place of control: the same model
    np.testing.assert_allclose(between.estimate, recoded.effects.estimate[0, 3], rtol=1e-7)
    np.testing.assert_allclose(between.se, recoded.effects.se[0, 3], rtol=1e-7)
    np.testing.assert_allclose(between.df, recoded.effects.df[0, 3], rtol=1e-6)


def test_an_arm_not_seen_at_a_visit_is_left_open_there() -> None:
    change, baseline, arm = trial()
    change[arm == 2, 3] = np.nan
    effects = analyse(change, baseline, arm).effects
    assert np.isnan(effects.estimate).tolist() == [[False] * 4, [False] * 3 + [True]]


def _never_together(change: Any) -> None:
    change[:20, 3] = change[20:, 2] = np.nan


def _one_person(change: Any) -> None:
    change[1:, 3] = np.nan


def _saturated(change: Any) -> None:
    change[2:, 3] = np.nan


def _fewer_left_than_visits(change: Any) -> None:
    change[4:, 3] = np.nan


def _singular(change: Any) -> None:
    change[:, 3] = 2 * change[:, 2] + 1


def _nobody(change: Any) -> None:
    change[:] = np.nan


@pytest.mark.parametrize(
    ("spoil", "trouble"),
    [
        (_never_together, "never both seen"),
        (_one_person, "one person only"),
        (_saturated, "without anything left over"),
        (_fewer_left_than_visits, "do not determine the covariance"),
        (_singular, "do not determine the covariance"),
        (_nobody, "No value"),
    ],
)
def test_a_fit_that_fails_says_so_and_is_nan(spoil: Any, trouble: str) -> None:
    change, baseline, _ = trial()
    spoil(change)
    fit = fit_by_visit(change, np.column_stack([np.ones(45), baseline]))
    found = contrasts(fit, np.eye(8))
    assert not fit.converged
    assert fit.trouble is not None
    assert trouble in fit.trouble
    assert np.isnan(found.estimate).all()
    assert np.isnan(found.p_value).all()


@pytest.mark.parametrize("method", METHODS)
def test_intervals_cover_no_effect_as_often_as_they_say(method: Any) -> None:
    covered = []
    for seed in range(400):
        change, baseline, arm = trial(n=36, seed=1000 + seed, dropout=0.08)
        found = analyse(change, baseline, arm, method=method)
        assert found.fit.converged
        covered.append((found.effects.low < 0) & (found.effects.high > 0))
    share = np.mean(covered, axis=0)
    # Monte Carlo error of one share is 0.011; Satterthwaite's errors are slightly short in samples this small.
    assert np.all(np.abs(share - 0.95) < 0.04)
    assert np.mean(share[:, -1]) > (0.93 if method == "kenward-roger" else 0.915)


def test_strata_and_covariates_have_one_coefficient_for_all_visits() -> None:
    _, baseline, arm = trial()
    strata = np.stack([np.arange(45) % 2, np.arange(45) % 3 + 5], axis=1)
    design = trial_design(baseline, arm, 2, covariates=baseline[:, None] ** 2, strata=strata)
    assert design.names == (
        "visit 1", "arm 1 at visit 1", "arm 2 at visit 1", "baseline at visit 1",
        "visit 2", "arm 1 at visit 2", "arm 2 at visit 2", "baseline at visit 2",
        "covariate 1", "stratum 1 is 1", "stratum 2 is 6", "stratum 2 is 7",
    )  # fmt: skip
    person = design.z[7]
    row = design.row(1, person)
    np.testing.assert_array_equal(row[:4], 0)
    np.testing.assert_array_equal(row[4:], person)
    np.testing.assert_array_equal(arm_contrast(design, 2, 1), np.eye(12)[6])


def test_bad_designs_are_refused_in_a_sentence() -> None:
    change, baseline, arm = trial()
    with pytest.raises(InputError, match="Arm 3 has no patients"):
        analyse(change, baseline, arm, arms=4)
    with pytest.raises(InputError, match="codes outside 0 to 1"):
        analyse(change, baseline, arm, arms=2)
    with pytest.raises(InputError, match=r"'arm' has shape \(44,\)"):
        analyse(change, baseline, arm[:-1])
    with pytest.raises(InputError, match="Column 4 of the design follows"):
        analyse(change, np.full(45, 50.0), arm)
    with pytest.raises(InputError, match="baseline or covariate is missing"):
        analyse(change, np.where(arm == 1, np.nan, baseline), arm)
    with pytest.raises(InputError, match="do not fit a design"):
        fit_by_visit(change, np.ones((44, 1)))
    with pytest.raises(InputError, match="infinite"):
        fit_by_visit(np.full((3, 2), np.inf), np.ones((3, 1)))
    with pytest.raises(InputError, match="give 4 rows"):
        fit_by_visit(change, np.ones((45, 1)), np.eye(3))
    with pytest.raises(InputError, match="give \\(people, visits\\)"):
        analyse(change[:, 0], baseline, arm)


def test_bad_contrasts_are_refused_in_a_sentence() -> None:
    change, baseline, arm = trial()
    found = analyse(change, baseline, arm)
    with pytest.raises(InputError, match="Arm 3 cannot be compared"):
        arm_contrast(found.design, 3, 0)
    with pytest.raises(InputError, match="Visit 4 is not in the trial"):
        arm_contrast(found.design, 1, 4)
    with pytest.raises(InputError, match="Method 'kr' is not known"):
        contrasts(found.fit, np.eye(16), "kr")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="16 entries per row"):
        contrasts(found.fit, np.eye(15))
