"""Closed combination tests: a worked example of rpact, and the familywise error by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import norm

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import Bounds, bounds
from pulposus.trial.sequential.combine import weights
from pulposus.trial.sequential.dropping import claims, keep_best
from pulposus.trial.sequential.dunnett import TESTS, Test, dunnett_p, loadings
from pulposus.trial.sequential.futility import ZBelow
from pulposus.trial.sequential.integrate import crossing
from pulposus.trial.sequential.spending import Spending

Floats = NDArray[np.float64]
Z975 = 1.959963984540054


def drawn(trials: int, seed: int, load: Floats) -> Floats:
    """z statistics (trials, 2, m) of two stages under no effect, arms sharing a control at each."""
    rng = np.random.default_rng(seed)
    shared, own = rng.normal(size=(trials, 2, 1)), rng.normal(size=(trials, 2, len(load)))
    return np.asarray(load * shared + np.sqrt(1 - load**2) * own)


def still_rejected(found: Bounds, look: int, z: float) -> float:
    """Chance under no effect to cross a later bound, given ``z`` at a look and futility obeyed."""
    now, t = found.fractions[look], found.fractions[look + 1 :]
    lower, upper = (
        (bound[look + 1 :] * np.sqrt(t) - z * np.sqrt(now)) / np.sqrt(t - now) for bound in (found.lower, found.upper)
    )
    return float(crossing(t - now, lower, upper, 0.0).above.sum())


def test_an_example_of_rpact() -> None:
    """github.com/rpact-com/rpact, tests/testthat/test-f_analysis_multiarm_means.R, results1: three arms, the second
    dropped after the first of four stages, Bonferroni; conditional rejection probabilities after both stages."""
    n = np.array([[13, 15, 14, 12], [25, np.nan, 27, 29]])
    mean = np.array([[24.2, 18.8, 26.7, 9.2], [22.2, np.nan, 27.7, 12.2]])
    sd = np.array([[24.4, 21.2, 25.6, 21.5], [22.1, np.nan, 23.2, 22.7]])
    squared = sd**2 / n
    z = (mean[:, :3] - mean[:, 3:]) / np.sqrt(squared[:, :3] + squared[:, 3:])
    found = bounds(
        [0.15, 0.4, 0.7, 1], alpha=0.02, sides=1, power=0.8, efficacy=Spending("power", 1.2),
        futility=ZBelow((-0.5, 0, 0.5), binding=False),
    )  # fmt: skip
    tested = claims(
        z[None], ~np.isnan(z)[None], stage_weights=weights(found.fractions)[:2], critical=found.upper[:2],
        test="bonferroni", loading=loadings([1, 1, 1], 1),
    )  # fmt: skip
    expected = [[0.043739576, 0.03844608, 0.048616927], [0.16022367, np.nan, 0.34001465]]
    for k in range(2):
        for arm in range(3):
            if np.isnan(expected[k][arm]):
                assert tested.z[0, k, arm] == -np.inf
            else:
                assert still_rejected(found, k, tested.z[0, k, arm]) == pytest.approx(expected[k][arm], rel=1e-6)
    assert tested.claimed[0].tolist() == [[False] * 3, [False, False, True]]


def test_one_stage_is_the_closed_dunnett_test() -> None:
    """Step-down Dunnett by hand: an arm is claimed as long as those above it are, at their own number of arms."""
    load, z = loadings([50] * 3, 50), drawn(2_000, 1, loadings([50] * 3, 50))[:, :1] + [[[2.2, 1.5, 0.5]]]
    found = claims(z, np.ones(z.shape, dtype=bool), stage_weights=[1.0], critical=[Z975], test="dunnett", loading=load)
    for row, claimed in zip(z[:, 0], found.claimed[:, 0], strict=True):
        expected, going = np.zeros(3, dtype=bool), True
        for left, arm in zip((3, 2, 1), np.argsort(-row), strict=True):
            going = going and float(dunnett_p(row[arm], load[:left])) <= 0.025
            expected[arm] = going
        assert np.array_equal(claimed, expected)


@pytest.mark.parametrize("test", TESTS)
def test_the_familywise_error_holds_whatever_is_dropped(test: Test) -> None:
    trials, load = 60_000, loadings([50, 50, 50], 50)
    z = drawn(trials, 2, load)
    early = bounds([0.5, 1], alpha=0.025, sides=1, power=0.9, efficacy=Spending("hwang-shih-decani", -4))
    most = 0.025 + 3.5 * np.sqrt(0.025 * 0.975 / trials)
    shares = []
    for kept, critical in (
        (keep_best(z[:, 0]), np.array([np.inf, Z975])),
        (z[:, 0] >= z[:, 0].max(axis=-1, keepdims=True) - 1, early.upper),
        (z[:, 0] >= 0, early.upper),
    ):
        both = np.stack([np.ones_like(kept), kept], axis=1)
        found = claims(z, both, stage_weights=weights([0.5, 1]), critical=critical, test=test, loading=load)
        shares.append(found.claimed[:, -1].any(axis=-1).mean())
    assert max(shares) <= most
    if test == "dunnett":
        assert shares[0] == pytest.approx(0.025, abs=most - 0.025)
    plain = (z.sum(axis=1) / np.sqrt(2))[keep_best(z[:, 0])]
    assert np.mean(plain > Z975) > 0.04


def test_the_error_holds_for_arms_without_effect_beside_one_that_works() -> None:
    """Strong control: the first arm works, claims of the other two are false."""
    trials, load = 100_000, loadings([50, 50, 50], 50)
    z = drawn(trials, 3, load) + np.array([2.5, 0.0, 0.0])
    kept = keep_best(z[:, 0], 2)
    both = np.stack([np.ones_like(kept), kept], axis=1)
    found = claims(z, both, stage_weights=weights([0.5, 1]), critical=[np.inf, Z975], test="dunnett", loading=load)
    false = found.claimed[:, -1, 1:].any(axis=-1).mean()
    assert 0.01 < false <= 0.025 + 3.5 * np.sqrt(0.025 * 0.975 / trials)
    assert found.claimed[:, -1, 0].mean() > 0.85


def test_the_best_arms_are_kept() -> None:
    z = np.array([[1.0, 2.0, 1.8], [-1.0, -2.0, -0.5]])
    assert keep_best(z).tolist() == [[False, True, False], [False, False, True]]
    assert keep_best(z, 2).tolist() == [[False, True, True], [True, False, True]]
    assert keep_best(np.zeros((1, 3))).sum() == 1
    with pytest.raises(InputError, match="4 of 3 arms cannot be kept"):
        keep_best(z, 4)


def test_an_early_claim_stays() -> None:
    z = np.array([[[4.0, 3.8], [-4.0, -4.0]]])
    kept = np.array([[[True, True], [True, False]]])
    found = claims(
        z, kept, stage_weights=weights([0.5, 1]), critical=[2.5, 2.0], test="simes", loading=loadings([1, 1], 1)
    )
    assert found.claimed.all()
    assert found.z[0, 0] == pytest.approx([norm.isf(2 * norm.sf(4.0)), 3.8], abs=1e-9)


def test_wrong_stages_are_one_sentence() -> None:
    z, kept = np.zeros((2, 2, 3)), np.ones((2, 2, 3), dtype=bool)
    given = {
        "stage_weights": weights([0.5, 1]),
        "critical": [3.0, 2.0],
        "test": "simes",
        "loading": loadings([1] * 3, 1),
    }
    with pytest.raises(InputError, match="do not fit; give"):
        claims(z, kept[:, :1], **given)  # type: ignore[arg-type]
    back = kept.copy()
    back[:, 0, 0] = False
    with pytest.raises(InputError, match="comes back at a later stage"):
        claims(z, back, **given)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="has no statistic"):
        claims(np.full(z.shape, np.nan), kept, **given)  # type: ignore[arg-type]


def test_each_stage_has_its_own_loadings() -> None:
    """Doubling the arm that is left changes its correlation with an arm beside it from that stage on."""
    z = drawn(50, 5, loadings([50, 50], 50))
    kept = np.ones(z.shape, dtype=bool)
    first, second = loadings([50, 50], 50), loadings([100, 50], 50)
    found = claims(
        z, kept, stage_weights=weights([0.5, 1]), critical=[np.inf, 2.0], test="dunnett",
        loading=np.stack([first, second]),
    )  # fmt: skip
    p = [dunnett_p(z[:, k].max(-1), load) for k, load in enumerate((first, second))]
    pair = (norm.isf(p[0]) + norm.isf(p[1])) / np.sqrt(2)
    alone = z.sum(axis=1) / np.sqrt(2)
    assert found.z[:, 1] == pytest.approx(np.minimum(alone, pair[:, None]), abs=1e-8)
