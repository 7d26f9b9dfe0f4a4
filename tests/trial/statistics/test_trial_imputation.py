"""Multiple imputation: at random against maximum likelihood in R, reference-based against closed form."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.trial.statistics.ancova import ancova
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.imputation.analysis import imputed_ancova
from pulposus.trial.statistics.imputation.impute import STRATEGIES, Strategy, impute, strategy_mean
from pulposus.trial.statistics.imputation.posterior import Model, fill, posterior
from pulposus.trial.statistics.imputation.visits import visits

N = np.nan
# R 4.2.2: set.seed(21), 60 patients, three visits, two arms, a third dropping out, patient 5 missing the first visit.
ARM = np.arange(60) % 2
BASELINE = np.array(
    [67, 65, 76, 49, 80, 64, 46, 52, 61, 60, 40, 67, 55, 62, 65, 74, 66, 70, 53, 56, 64, 60, 51, 49, 58, 67, 63, 50, 54,
     53, 43, 56, 60, 68, 75, 61, 77, 61, 73, 73, 61, 46, 60, 58, 79, 62, 65, 75, 63, 48, 55, 76, 58, 57, 65, 69, 60, 52,
     68, 70], float
)  # fmt: skip
OUTCOMES = np.array(
    [[-6, -21, -2, -26, N, -4, -16, -6, -3, -17, -15, -3, 9, -26, -2, 5, 9, 7, -10, -9, -6, -2, -16, 3, -7, 13, -19,
      -17, -13, -18, -5, -7, 6, -14, 0, 1, -15, -20, -5, 3, -3, -16, -3, -1, -8, 8, 2, -14, -5, -2, 4, -4, -7, -8, 0,
      18, 1, -9, 6, -5],
     [-1, -6, N, -25, -13, -9, -16, -16, -16, -27, -13, 0, -2, -32, -10, -10, 6, -19, -12, -19, N, -11, -26, -6, 0, -11,
      -27, -29, -29, -24, -18, -9, -10, -15, -17, 7, -16, -26, -11, -2, -13, -26, -6, -5, -11, -8, 9, -10, -8, -15, N,
      -7, -9, N, -21, N, -25, -11, -5, N],
     [N, -8, N, N, -6, -8, -10, -23, -19, -16, -15, N, -7, N, N, -5, -14, -21, N, N, N, N, -28, N, -5, N, -16, -21, -19,
      -21, N, -11, -8, -19, -18, 2, N, -45, -14, -23, -15, -28, -10, -7, -11, N, 6, N, -13, -22, N, -22, -14, N, -13, N,
      -16, -13, 4, N]]
).T  # fmt: skip
MEAN, SLOPE = np.array([[-4.0, -9.0, -12.0], [-7.0, -14.0, -20.0]]), 0.4
SIGMA = np.array([[100.0, 60.0, 45.0], [60.0, 110.0, 70.0], [45.0, 70.0, 120.0]])


def made(n: int, seed: int, share: float = 0.3) -> tuple[Floats, Floats, np.ndarray, Floats]:
    """Complete outcomes, outcomes with a share of patients lost completely at random after visit 1, arm, baseline."""
    rng = np.random.default_rng(seed)
    arm, baseline = np.arange(n) % 2, rng.normal(60.0, 9.0, n)
    full = MEAN[arm] + SLOPE * (baseline - 60.0)[:, None] + rng.multivariate_normal(np.zeros(3), SIGMA, n)
    seen = full.copy()
    seen[rng.random(n) < share, 1:] = np.nan
    return full, seen, arm, baseline


@pytest.mark.parametrize(("first", "estimate", "se"), [(-10.0, -4.99280915, 2.61069529), (N, -4.94551561, 2.61475549)])
def test_missing_at_random_is_the_likelihood_of_r(first: float, estimate: float, se: float) -> None:
    """nlme: gls(y ~ v*arm + v*b, corSymm(form=~vis|id), varIdent(form=~1|v), method="ML"), the arm at visit 3.

    With the first visit of patient 5 set to -10 the pattern is monotone and drawn at once; missing, it is a gap, drawn
    in turns. The Monte Carlo error of the pooled estimate is 0.02.
    """
    outcomes = OUTCOMES.copy()
    outcomes[4, 0] = first
    M = 3000 if np.isfinite(first) else 1000
    completed = impute(outcomes, ARM, BASELINE, imputations=M, rng=np.random.default_rng(1))
    found = imputed_ancova(completed, ARM, BASELINE)
    error = np.sqrt(found.between[0] / M)
    assert found.effect.estimate[0] == pytest.approx(estimate, abs=4.0 * error + 0.02)
    assert found.effect.se[0] == pytest.approx(se, rel=0.06)


def test_what_was_seen_is_kept() -> None:
    completed = impute(OUTCOMES, ARM, BASELINE, imputations=4, rng=np.random.default_rng(0), strategy="copy reference")
    missing = np.isnan(OUTCOMES)
    assert np.isfinite(completed).all()
    np.testing.assert_array_equal(completed[:, ~missing], np.broadcast_to(OUTCOMES[~missing], (4, (~missing).sum())))
    late = missing & visits(OUTCOMES, ARM).after
    assert not late[4, 0]
    assert late.sum() == missing.sum() - 1


def test_one_seed_gives_one_answer() -> None:
    one, two = (impute(OUTCOMES, ARM, imputations=3, rng=np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one, two)


def test_complete_data_are_analysed_as_they_are() -> None:
    full, _, arm, baseline = made(80, 3)
    found = imputed_ancova(impute(full, arm, baseline, imputations=2, rng=np.random.default_rng(0)), arm, baseline)
    plain = ancova(full[:, -1], arm, baseline).effects
    np.testing.assert_allclose(found.effect.estimate, plain.estimate)
    np.testing.assert_allclose(found.effect.se, plain.se)


@pytest.mark.parametrize("by_arm", [False, True])
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_effects_under_a_reference_are_diluted_as_they_must_be(strategy: Strategy, by_arm: bool) -> None:
    """A share of each arm is lost at random after visit 1, where the true differences are -3 and, at the end, -8.

    Jumping to the reference leaves the completers' share of the effect; copying increments adds the difference at visit
    1 for those lost; copying the reference adds what of that difference carries on, by the regression of visit 3 on 1.
    """
    n, lost = 12_000, 0.3
    _, seen, arm, baseline = made(n, 5, lost)
    completed = impute(
        seen, arm, baseline, imputations=10, rng=np.random.default_rng(2), strategy=strategy, by_arm=by_arm
    )
    found = imputed_ancova(completed, arm, baseline).effect
    expected = {
        "missing at random": -8.0,
        "jump to reference": -8.0 * (1.0 - lost),
        "copy increments": -8.0 * (1.0 - lost) - 3.0 * lost,
        "copy reference": -8.0 * (1.0 - lost) - 3.0 * lost * SIGMA[2, 0] / SIGMA[0, 0],
    }[strategy]
    assert found.se[0] < 0.3
    assert found.estimate[0] == pytest.approx(expected, abs=3.5 * found.se[0])


def test_jumping_to_reference_with_one_visit_is_exact() -> None:
    """Then the lost are drawn from control's mean, and the effect is the completers' share of the difference seen."""
    full, _, arm, _ = made(100, 9)
    y = full[:, :1].copy()
    y[np.flatnonzero(arm == 1)[:15]] = np.nan
    completed = impute(y, arm, imputations=4000, rng=np.random.default_rng(3), strategy="jump to reference")
    found = imputed_ancova(completed, arm)
    difference = np.nanmean(y[arm == 1]) - np.nanmean(y[arm == 0])
    error = np.sqrt(found.between[0] / 4000)
    assert found.effect.estimate[0] == pytest.approx(difference * 35 / 50, abs=4.0 * error)


def test_means_under_each_strategy_are_those_of_the_definition() -> None:
    """Carpenter, Roger & Kenward (2013): three visits, a patient lost after the first and one never seen."""
    outcomes = np.array([[1.0, 1.0, 1.0], [1.0, N, N], [N, N, N], [1.0, 1.0, 1.0]])
    data = visits(outcomes, np.array([0, 1, 1, 1]))
    model = Model(np.array([[[[5.0, 6.0, 8.0]], [[1.0, 3.0, 4.0]]]]), np.broadcast_to(np.eye(3), (1, 2, 3, 3)))
    expected = {
        "missing at random": ([1, 3, 4], [1, 3, 4]),
        "jump to reference": ([1, 6, 8], [5, 6, 8]),
        "copy reference": ([5, 6, 8], [5, 6, 8]),
        "copy increments": ([1, 2, 4], [5, 6, 8]),
    }
    for name, (lost, never) in expected.items():
        mean = strategy_mean(model, data, np.full(4, name), 0)[0]
        np.testing.assert_array_equal(mean[1:3], [lost, never])
        if name != "copy reference":
            np.testing.assert_array_equal(mean[3], [1, 3, 4])
    mixed = strategy_mean(model, data, np.array([*STRATEGIES[:1], *STRATEGIES[1:3], STRATEGIES[0]]), 0)[0]
    np.testing.assert_array_equal(mixed[1:3], [[1, 6, 8], [5, 6, 8]])


def test_draws_have_the_conditional_mean_and_variance_of_the_normal_law() -> None:
    M = 40_000
    mean = np.broadcast_to(np.array([1.0, 2.0, 3.0]), (M, 1, 3))
    outcomes = np.broadcast_to(np.array([3.0, N, 1.0]), (M, 1, 3))
    sigma, wanted = np.broadcast_to(SIGMA, (M, 1, 3, 3)), np.array([[False, True, False]])
    drawn = fill(outcomes, mean, sigma, np.zeros(1, int), wanted, np.random.default_rng(4))[:, 0, 1]
    slope = np.linalg.solve(SIGMA[np.ix_([0, 2], [0, 2])], SIGMA[[0, 2], 1])
    variance = SIGMA[1, 1] - slope @ SIGMA[[0, 2], 1]
    assert drawn.mean() == pytest.approx(2.0 + slope @ [2.0, -2.0], abs=4.0 * np.sqrt(variance / M))
    assert drawn.var() == pytest.approx(variance, rel=0.03)


def test_the_posterior_of_complete_data_is_that_of_the_multivariate_regression() -> None:
    """Means at least squares with the spread sigma^2 / n; by arm each its own covariance."""
    full, _, arm, _ = made(60, 12)
    full[arm == 1] *= 2.0
    data = visits(full, arm)
    model, _ = posterior(data, 6000, np.random.default_rng(5), by_arm=True, rounds=1)
    for k in (0, 1):
        sample = np.cov(full[arm == k].T)
        np.testing.assert_allclose(model.coefficients[:, k, 0].mean(0), full[arm == k].mean(0), atol=0.15)
        np.testing.assert_allclose(model.coefficients[:, k, 0].std(0), np.sqrt(np.diag(sample) / 30), rtol=0.08)
        np.testing.assert_allclose(np.median(model.covariance[:, k], 0), sample, rtol=0.25)


def test_longer_chains_over_gaps_change_nothing() -> None:
    _, seen, arm, baseline = made(120, 6)
    seen[np.random.default_rng(1).random(seen.shape) < 0.08] = np.nan
    found = [
        imputed_ancova(impute(seen, arm, baseline, imputations=300, rng=np.random.default_rng(8), rounds=rounds), arm)
        for rounds in (8, 40)
    ]
    error = np.sqrt((found[0].between + found[1].between)[0] / 300)
    assert found[0].effect.estimate[0] == pytest.approx(found[1].effect.estimate[0], abs=3.5 * error)
    assert found[0].effect.se[0] == pytest.approx(found[1].effect.se[0], rel=0.05)


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    covered = 0
    for seed in range(400):
        _, seen, arm, baseline = made(70, 1000 + seed)
        completed = impute(seen, arm, baseline, imputations=15, rng=np.random.default_rng(seed))
        effect = imputed_ancova(completed, arm, baseline).effect
        covered += bool(effect.low[0] < -8.0 < effect.high[0])
    assert 0.915 < covered / 400 < 0.985


def test_data_that_cannot_be_imputed_are_refused_in_one_sentence() -> None:
    rng = np.random.default_rng(0)
    with pytest.raises(InputError, match="'strategy' is 'jump'"):
        impute(OUTCOMES, ARM, imputations=3, rng=rng, strategy="jump")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="'reference' is 2"):
        impute(OUTCOMES, ARM, imputations=3, rng=rng, reference=2)
    with pytest.raises(InputError, match="at least 2 and 1"):
        impute(OUTCOMES, ARM, imputations=1, rng=rng)
    with pytest.raises(InputError, match="Arm 1 has no outcome at visit 3"):
        impute(np.where((ARM == 1)[:, None] & (np.arange(3) == 2), N, OUTCOMES), ARM, imputations=3, rng=rng)
    with pytest.raises(InputError, match="covariate of the imputation is missing"):
        impute(OUTCOMES, ARM, np.where(ARM == 0, N, BASELINE), imputations=3, rng=rng)
    with pytest.raises(InputError, match="visit 1 in all arms has 2 patients for 3 coefficients"):
        impute(np.ones((2, 1)), ARM[:2], BASELINE[:2], imputations=3, rng=rng)
    with pytest.raises(InputError, match="repeat each other"):
        impute(OUTCOMES, ARM, BASELINE, BASELINE[:, None] * 2.0, imputations=3, rng=rng)
    with pytest.raises(InputError, match="visit 1 in all arms finds no spread left"):
        impute(np.where(np.arange(3) == 0, 5.0, OUTCOMES), ARM, imputations=3, rng=rng)
    with pytest.raises(InputError, match="patients by visits"):
        impute(BASELINE, ARM, imputations=3, rng=rng)
