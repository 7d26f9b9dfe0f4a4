"""Conditional power against gsDesign, East and integration."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import bounds
from pulposus.trial.sequential.conditional import conditional_power
from pulposus.trial.sequential.integrate import crossing
from pulposus.trial.sequential.spending import Spending

OF = Spending("obrien-fleming")


def test_given_an_interim_result_chances_are_those_of_east() -> None:
    """github.com/keaven/gsDesign, tests/testthat/test-independent-test-gsCPz.R, made with East 6.5, at the look before
    the last; gsDesign itself asks for 1e-4, as East reckons the trend a little differently."""
    for looks, expected in ((2, 0.999147769623912), (3, 0.969550518393642)):
        found = bounds((np.arange(looks) + 1) / looks, alpha=0.025, sides=1, power=0.9, efficacy=OF)
        power = conditional_power(found.upper[-2], found.fractions[-2], found.upper[-1])
        assert power == pytest.approx(expected, abs=1e-4)


def test_it_is_the_chance_of_crossing_one_look_ahead() -> None:
    t, critical = 0.6, 1.97
    for z in (-0.5, 1.0, 2.2):
        for drift in (None, 3.0):
            ahead = z / np.sqrt(t) if drift is None else drift
            bound = np.array([(critical - z * np.sqrt(t)) / np.sqrt(1 - t)])
            chance = crossing(np.array([1 - t]), np.array([-np.inf]), bound, ahead).above[0]
            assert conditional_power(z, t, critical, drift) == pytest.approx(chance, abs=1e-12)


def test_gsdesign_table_of_conditional_power_at_the_bounds() -> None:
    """github.com/keaven/gsDesign, _snaps/independent-test-gsBoundSummary.md, last table: two looks at z 2.7500 and
    0.4122, last bound 1.9811: CP 0.9965 and 0.0240."""
    assert conditional_power([2.75, 0.4122], 0.5, 1.9811) == pytest.approx([0.9965, 0.0240], abs=1e-4)


def test_a_fraction_that_cannot_be_is_refused() -> None:
    with pytest.raises(InputError, match="not between 0 and 1"):
        conditional_power(1.0, 1.0, 1.96)
