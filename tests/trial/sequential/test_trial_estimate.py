"""Stage-wise estimates against rpact, SciPy's bivariate normal and simulated coverage."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm, t

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import bounds
from pulposus.trial.sequential.decide import decide
from pulposus.trial.sequential.estimate import estimate
from pulposus.trial.sequential.futility import BetaSpending, ZBelow
from pulposus.trial.sequential.spending import OBRIEN_FLEMING, Shape, Spending


def test_final_estimates_are_those_of_rpact() -> None:
    """github.com/rpact-com/rpact, tests/testthat/test-f_analysis_base_means.R, one mean per stage, binding futility:
    rejected at the third of four looks against a mean of 25: final p value 0.014723218, median unbiased estimate
    42.083093, interval 26.836053 to 56.851998. Its information is as planned up to the 380 people of that look."""
    people, means, sds = np.array([120, 130, 130]), np.array([45, 41, 45]), np.array([130, 140, 120])
    total = people.sum()
    mean = people @ means / total
    sd = np.sqrt(((people - 1) @ sds**2 + people @ means**2 - total * mean**2) / (total - 1))
    z = norm.isf(t.sf((mean - 25) / sd * np.sqrt(total), total - 1))
    found = bounds(
        [0.25, 0.5, 0.75, 1], alpha=0.025, sides=1, power=0.8, efficacy=Shape(0.4),
        futility=ZBelow((0.5244,) * 3, binding=True),
    )  # fmt: skip
    result = estimate(found, found.fractions / 0.75 * total / sd**2, [2], [z])
    assert result.p_value == pytest.approx([0.014723218], rel=1e-6)
    limits = [25 + float(v[0]) for v in (result.effect, result.low, result.high)]
    assert limits == pytest.approx([42.083093, 26.836053, 56.851998], rel=1e-6)


def test_limits_leave_their_chance_by_the_bivariate_normal() -> None:
    """At the second look the chance of being as far is that of the first bound plus a rectangle."""
    found = bounds([0.4, 1], alpha=0.05, sides=2, power=0.8, efficacy=Spending("pocock"))
    information, z = np.array([40.0, 100.0]), 2.6
    result = estimate(found, information, [1], [z], level=0.9)
    cov = [[1, np.sqrt(0.4)], [np.sqrt(0.4), 1]]
    for effect, chance in ((result.effect, 0.5), (result.low, 0.05), (result.high, 0.95)):
        mean = float(effect[0]) * np.sqrt(information)
        inside = multivariate_normal.cdf([found.upper[0], np.inf], mean, cov, lower_limit=[found.lower[0], z])
        assert norm.sf(found.upper[0] - mean[0]) + inside == pytest.approx(chance, abs=1e-6)


def test_at_the_first_look_the_naive_interval_holds() -> None:
    found = bounds([0.5, 1], alpha=0.025, sides=1, power=0.8, efficacy=OBRIEN_FLEMING)
    result = estimate(found, [50, 100], [0], [3.1])
    naive = (3.1 + np.array([0, -1, 1]) * norm.isf(0.025)) / np.sqrt(50)
    assert [result.effect[0], result.low[0], result.high[0]] == pytest.approx(naive, abs=1e-9)
    assert result.p_value == pytest.approx([norm.sf(3.1)])


@pytest.mark.parametrize("kind", ["two-sided", "binding", "non-binding obeyed"])
def test_coverage_and_median_of_simulated_trials(kind: str) -> None:
    spending = Spending("pocock")
    futility = None if kind == "two-sided" else BetaSpending(spending, binding=kind == "binding")
    sides = 2 if kind == "two-sided" else 1
    found = bounds([0.3, 0.7, 1], alpha=0.025 * sides, sides=sides, power=0.9, efficacy=spending, futility=futility)
    trials, information = 20_000, 100 * found.fractions
    gained = np.diff(information, prepend=0)
    for effect, seed in ((0.0, 1), (0.3, 2)):
        score = np.random.default_rng(seed).normal(effect * gained, np.sqrt(gained), (trials, 3)).cumsum(1)
        ended = decide(found, score / np.sqrt(information))
        result = estimate(found, information, ended.look, ended.z, obeyed=futility is not None)
        assert np.mean((result.low <= effect) & (effect <= result.high)) == pytest.approx(0.95, abs=0.006)
        assert np.mean(result.effect > effect) == pytest.approx(0.5, abs=0.014)
        assert np.array_equal(result.p_value <= found.alpha, ended.rejected)
        naive = ended.z / np.sqrt(information)[ended.look]
        if effect > 0:
            assert abs(np.mean(naive > effect) - 0.5) > 0.014


def test_many_trials_are_interpolated_as_exactly_as_few() -> None:
    found = bounds([0.5, 1], alpha=0.025, sides=1, power=0.8, efficacy=OBRIEN_FLEMING)
    z = np.random.default_rng(3).normal(2, 1.5, 500)
    many = estimate(found, [50, 100], np.ones(500, dtype=int), z)
    few = estimate(found, [50, 100], np.ones(40, dtype=int), z[:40])
    for together, alone in zip(many[:3], few[:3], strict=True):
        assert together[:40] == pytest.approx(alone, abs=1e-5)


def test_wrong_trials_are_one_sentence() -> None:
    found = bounds([0.5, 1], alpha=0.025, sides=1, power=0.8, efficacy=OBRIEN_FLEMING)
    for information, look, z, level, sentence in (
        ([100, 50], [0], [1.0], 0.95, "does not rise over 2 looks"),
        ([50, 100], [2], [1.0], 0.95, "must stop at looks 0 to 1"),
        ([50, 100], [0], [1.0, 2.0], 0.95, "each with one z"),
        ([50, 100], [0], [1.0], 95, "Level of the interval is 95"),
    ):
        with pytest.raises(InputError, match=sentence):
            estimate(found, information, look, z, level=level)
