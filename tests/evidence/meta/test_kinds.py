"""Effects of the two kinds cannot be put into one set, by whatever way."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.evidence.meta.kinds import Change, Changes, Difference, Differences, Effects, Estimate, joined

DIFFERENCE = Difference("noriega", "cells against sham", -5.0, 60.0)
CHANGE = Change("pettine", "marrow concentrate", -45.0, 20.0)


def test_a_set_of_differences_takes_no_change() -> None:
    with pytest.raises(InputError, match="found changes within an arm \\(marrow concentrate\\)"):
        Differences((DIFFERENCE, CHANGE))


def test_a_set_of_changes_takes_no_difference() -> None:
    with pytest.raises(InputError, match="found differences from a control"):
        Changes((CHANGE, DIFFERENCE))


def test_sets_of_two_kinds_are_not_joined() -> None:
    with pytest.raises(InputError, match="expected one kind"):
        joined(Differences((DIFFERENCE,)), Changes((CHANGE,)))


def test_no_set_is_without_a_kind() -> None:
    with pytest.raises(InputError, match="expected Differences or Changes"):
        Effects((DIFFERENCE, CHANGE))
    with pytest.raises(InputError):
        Differences((Estimate("x", "bare", 1.0, 1.0),))


def test_sets_of_one_kind_are_joined_and_scales_are_not() -> None:
    assert len(joined(Differences((DIFFERENCE,)), Differences((DIFFERENCE,)))) == 2
    with pytest.raises(InputError, match="expected one"):
        joined(Differences((DIFFERENCE,)), Differences((DIFFERENCE,), "SMD"))


@pytest.mark.parametrize("variance", [0.0, -1.0, float("nan"), float("inf")])
def test_an_effect_needs_a_variance(variance: float) -> None:
    with pytest.raises(InputError, match="variance above 0"):
        Difference("s", "n", 1.0, variance)


def test_arms_that_share_a_control_share_its_part_of_the_variance() -> None:
    both = [
        Difference("s", f"{dose}", -5.0, 9.0 + 4.0, arm=dose, control="saline", arm_variance=9.0, control_variance=4.0)
        for dose in ("low", "high")
    ]
    alone = Difference("t", "other", 1.0, 7.0, arm="low", control="saline", arm_variance=3.0, control_variance=4.0)
    effects = Differences((*both, alone))
    assert effects.sampling == pytest.approx(np.array([[13, 4, 0], [4, 13, 0], [0, 0, 7]]))
    assert effects.between == pytest.approx(np.array([[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]))


def test_one_arm_against_two_controls_shares_its_own_part() -> None:
    both = [
        Difference("s", c, -5.0, 13.0, arm="cells", control=c, arm_variance=9.0, control_variance=4.0)
        for c in ("saline", "vehicle")
    ]
    assert Differences(tuple(both)).sampling[0, 1] == 9.0
    assert Differences(tuple(both)).between[0, 1] == 0.5
