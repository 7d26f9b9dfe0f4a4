"""Coverage is judged by SciPy's exact interval, scores against each baseline."""

from __future__ import annotations

import made_results as made
import pytest
from scipy.stats import binomtest


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
@pytest.mark.parametrize("inside", range(0, 41, 4))
def test_compatible_is_within_the_exact_interval(level: float, inside: int) -> None:
    exact = binomtest(inside, 40).proportion_ci(0.95, method="exact")
    assert made.group(coverage={level: (inside, 40)}).compatible(level) == (exact.low <= level <= exact.high)


def test_a_baseline_that_does_as_well_is_not_beaten() -> None:
    assert made.group().behind("pain") == ()
    level = {"pain": {"model": 1.5, "grand mean": 2.0, "meta-regression": 1.5}}
    assert made.group(crps=level).behind("pain") == ("meta-regression",)


def test_outcomes_are_those_of_any_group() -> None:
    found = made.honesty(made.group(crps={"pain": {"model": 1.0}}), made.group(crps={"odi": {"model": 1.0}}))
    assert found.outcomes == ("pain", "odi")
