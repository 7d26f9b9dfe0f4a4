"""Rubin's rules against R's mice and a figure of the SAS manual."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.trial.statistics.effect import Effect
from pulposus.trial.statistics.imputation.rubin import pooled

Q, SE = [1.2, 1.5, 0.9, 1.3, 1.0], [0.2, 0.3, 0.15, 0.25, 0.22]


def test_pooling_is_that_of_mice() -> None:
    """mice 3.15.0: pool.scalar(Q=c(1.2,1.5,0.9,1.3,1.0), U=c(0.2,0.3,0.15,0.25,0.22)^2, n=40, k=3), and n=Inf."""
    small, large = pooled(Effect.of(Q, SE, 37.0)), pooled(Effect.of(Q, SE))
    assert small.effect.estimate == pytest.approx(1.18)
    assert small.within == pytest.approx(0.05268)
    assert small.between == pytest.approx(0.057)
    assert small.effect.se**2 == pytest.approx(0.12108)
    assert small.effect.df == pytest.approx(6.8884307538, rel=1e-9)
    assert large.effect.df == pytest.approx(12.53408433, rel=1e-8)
    assert small.missing_share == pytest.approx(1.2984054670 / 2.2984054670, rel=1e-9)


def test_degrees_of_freedom_are_those_of_the_sas_manual() -> None:
    """SAS/STAT, PROC MI: with m = 5 and a relative increase of the variance of 10 % the df are 484 without Barnard &
    Rubin's adjustment, and never above those of the complete data with it."""
    spread = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    spread /= spread.std(ddof=1)
    se = np.sqrt((1.0 + 1.0 / 5.0) / 0.1)
    assert pooled(Effect.of(spread, np.full(5, se))).effect.df == pytest.approx(484.0)
    assert pooled(Effect.of(spread, np.full(5, se), 30.0)).effect.df < 30.0


def test_complete_data_are_left_as_they_are() -> None:
    found = pooled(Effect.of(np.full((4, 2), [1.0, 2.0]), np.full((4, 2), 0.5), 20.0))
    np.testing.assert_allclose(found.effect.se, 0.5)
    np.testing.assert_allclose(found.effect.df, 21.0 / 23.0 * 20.0)
    np.testing.assert_array_equal(found.missing_share, 0.0)


def test_one_completed_data_set_is_refused() -> None:
    with pytest.raises(InputError, match="at least two"):
        pooled(Effect.of([1.0], [0.5]))
