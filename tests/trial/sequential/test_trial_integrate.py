"""The recursion against multivariate normal rectangles of SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import multivariate_normal, norm

from pulposus.trial.sequential.integrate import crossing, nodes

Floats = NDArray[np.float64]


def rectangle(information: Floats, lower: list[float], upper: list[float], drift: float) -> float:
    """Chance that the z statistics of all looks are between their bounds."""
    least, most = np.minimum.outer(information, information), np.maximum.outer(information, information)
    return float(
        multivariate_normal.cdf(
            upper, mean=drift * np.sqrt(information), cov=np.sqrt(least / most), lower_limit=lower,
            abseps=1e-7, releps=1e-7, maxpts=200_000, rng=np.random.default_rng(1),
        )
    )  # fmt: skip


@pytest.mark.parametrize("drift", [0.0, 3.24])
@pytest.mark.parametrize("information", [[0.3, 0.7, 1.0], [0.1, 0.95, 1.0], [20.0, 80.0, 81.0]])
def test_first_crossings_are_differences_of_rectangles(information: list[float], drift: float) -> None:
    levels = np.array(information)
    effect = drift / np.sqrt(levels[-1])
    lower, upper = [-0.5, 0.2, 1.9], [3.2, 2.6, 2.0]
    found = crossing(levels, lower, upper, effect)
    for k in range(3):
        inside, above = lower[:k], upper[:k]
        up = rectangle(levels[: k + 1], [*inside, upper[k]], [*above, np.inf], effect)
        down = rectangle(levels[: k + 1], [*inside, -np.inf], [*above, lower[k]], effect)
        assert found.above[k] == pytest.approx(up, abs=1e-6)
        assert found.below[k] == pytest.approx(down, abs=1e-6)


def test_no_interim_bound_leaves_the_last_test_alone() -> None:
    """With nobody stopping, ten close looks are one normal tail, to rounding."""
    levels = np.append(np.linspace(0.1, 0.9, 9), 1.0)
    lower, upper = np.full(10, -np.inf), np.append(np.full(9, np.inf), 1.96)
    found = crossing(levels, lower, upper, 2.8)
    assert found.above[-1] == pytest.approx(norm.sf(1.96 - 2.8), abs=1e-13)
    assert found.above[:-1].sum() == 0


def test_the_rule_integrates_the_normal_density_to_rounding() -> None:
    z, weight = nodes(-8.5, 8.5, 1.0)
    assert weight @ norm.pdf(z) == pytest.approx(1, abs=1e-14)
    assert nodes(1.0, 1.0, 1.0)[0].size == 0
