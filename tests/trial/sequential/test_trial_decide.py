"""Decisions of many trials."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import Bounds, bounds
from pulposus.trial.sequential.decide import decide
from pulposus.trial.sequential.futility import BetaSpending, ZBelow
from pulposus.trial.sequential.spending import Spending

OF = Spending("obrien-fleming")


def drawn(found: Bounds, drift: float, trials: int, seed: int) -> np.ndarray:
    """z statistics (trials, k) of the canonical joint distribution, by independent increments."""
    gained = np.diff(found.fractions, prepend=0)
    score = np.random.default_rng(seed).normal(drift * gained, np.sqrt(gained), (trials, found.looks)).cumsum(1)
    return np.asarray(score / np.sqrt(found.fractions))


def test_simulated_trials_end_as_often_as_reckoned() -> None:
    found = bounds(
        [0.3, 0.7, 1], alpha=0.025, sides=1, power=0.8, efficacy=OF,
        futility=BetaSpending(Spending("hwang-shih-decani", -2), binding=True),
    )  # fmt: skip
    trials = 200_000
    for course, seed in ((found.null, 1), (found.effect, 2)):
        ended = decide(found, drawn(found, course.drift, trials, seed))
        for k in range(3):
            for reached, chance in ((ended.rejected, course.reject[k]), (~ended.rejected, course.accept[k])):
                share = np.mean(reached & (ended.look == k))
                assert share == pytest.approx(chance, abs=4.5 * np.sqrt(chance * (1 - chance) / trials) + 1e-6)
        assert np.array_equal(ended.futile, ~ended.rejected & (ended.look < 2))
        assert found.fractions[ended.look].mean() == pytest.approx(course.expected, abs=0.003)


def test_a_two_sided_test_rejects_for_harm_too() -> None:
    found = bounds([0.5, 1], alpha=0.05, sides=2, power=0.8, efficacy=OF)
    ended = decide(found, np.array([[-3.5, 0.0], [0.0, -2.5], [0.0, 2.5], [0.0, 0.0]]))
    assert ended.look.tolist() == [0, 1, 1, 1]
    assert ended.rejected.tolist() == [True, True, True, False]
    assert not ended.futile.any()


def test_futility_can_be_overruled_where_it_is_not_binding() -> None:
    loose = bounds([0.5, 1], alpha=0.025, sides=1, power=0.8, efficacy=OF, futility=ZBelow((0.0,), False))
    z = np.array([[-1.0, 2.5]])
    assert decide(loose, z).futile.tolist() == [True]
    assert decide(loose, z, obey_futility=False).rejected.tolist() == [True]
    tight = bounds([0.5, 1], alpha=0.025, sides=1, power=0.8, efficacy=OF, futility=ZBelow((0.0,), True))
    with pytest.raises(InputError, match="cannot be overruled"):
        decide(tight, z, obey_futility=False)


def test_a_look_that_was_not_made_stops_nobody() -> None:
    found = bounds([0.5, 1], alpha=0.025, sides=1, power=0.8, efficacy=OF)
    ended = decide(found, np.array([[np.nan, 2.5], [4.0, np.nan]]))
    assert ended.look.tolist() == [1, 0]
    assert ended.rejected.all()
    with pytest.raises(InputError, match="The last look has no z statistic"):
        decide(found, np.array([[0.0, np.nan]]))
    with pytest.raises(InputError, match="give one each"):
        decide(found, np.zeros((3, 4)))
