"""The common result of every analysis: interval and test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pulposus.errors import InputError
from pulposus.trial.statistics.effect import Effect


def test_interval_and_p_value_are_those_of_scipy() -> None:
    effect = Effect.of([1.0, -2.0, 0.3], [0.5, 0.9, 0.4], [4.0, 17.5, np.inf], level=0.9)
    for i, law in enumerate((stats.t(4.0), stats.t(17.5), stats.norm())):
        half = law.ppf(0.95) * effect.se[i]
        assert effect.low[i] == pytest.approx(effect.estimate[i] - half, rel=1e-12)
        assert effect.high[i] == pytest.approx(effect.estimate[i] + half, rel=1e-12)
        assert effect.p_value[i] == pytest.approx(2.0 * law.sf(abs(effect.estimate[i]) / effect.se[i]), rel=1e-12)


def test_p_value_and_interval_agree() -> None:
    effect = Effect.of(np.linspace(-3.0, 3.0, 61), 1.0, 12.0)
    outside = (effect.low > 0.0) | (effect.high < 0.0)
    np.testing.assert_array_equal(effect.below(0.05), outside)


def test_one_sided_p_values_of_the_two_directions_sum_to_one() -> None:
    effect = Effect.of([1.2, -0.4], [0.5, 0.5], 20.0)
    fall, rise = (effect.one_sided(benefit_is_negative=flag) for flag in (True, False))
    np.testing.assert_allclose(fall + rise, 1.0)
    np.testing.assert_allclose(rise, stats.t(20.0).sf([2.4, -0.8]))


def test_a_replicate_without_an_answer_does_not_reject() -> None:
    effect = Effect.of([np.nan, 5.0], [1.0, 1.0], 10.0)
    assert effect.below(0.05).tolist() == [False, True]
    assert effect.at(1).estimate.shape == ()
    assert effect.reshaped((2, 1)).low.shape == (2, 1)


def test_a_level_that_is_a_percentage_is_refused() -> None:
    with pytest.raises(InputError, match="confidence level between 0 and 1"):
        Effect.of(1.0, 1.0, level=95.0)
