"""Trials of a network: arms, what they share, and parts that nothing links."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.evidence.meta.network.blocks import Block, NodeArm, from_arms, from_difference, parts, stacked


def test_three_arms_share_the_variance_of_the_first() -> None:
    block = from_arms("s", [NodeArm("a", 10, 1.0, 50), NodeArm("b", 7, 2.0, 40), NodeArm("c", 12, 3.0, 30)])
    assert block.differences == (-3, 2)
    assert np.array(block.sampling) == pytest.approx(np.array([[3, 1], [1, 4]]))
    assert block.between == pytest.approx(np.array([[1, 0.5], [0.5, 1]]))
    assert block.people == (50, 40, 30)


def test_arms_of_one_treatment_are_put_together() -> None:
    block = from_arms(
        "s", [NodeArm("cells", -30, 4.0, 30), NodeArm("cells", -40, 4.0, 10), NodeArm("sham", -20, 2.0, 9)]
    )
    assert block.treatments == ("cells", "sham")
    assert block.differences[0] == pytest.approx(-20 - (-32.5))
    assert block.sampling[0][0] == pytest.approx(2.0 + (0.75**2 + 0.25**2) * 4.0)


@pytest.mark.parametrize(
    "arms",
    [
        [NodeArm("a", 1, 1, 5)],
        [NodeArm("a", 1, 1, 5), NodeArm("a", 2, 1, 5)],
        [NodeArm("a", 1, 1, 5), NodeArm("b", 2, 0, 5)],
        [NodeArm("a", float("nan"), 1, 5), NodeArm("b", 2, 1, 5)],
    ],
)
def test_what_is_no_comparison_is_refused(arms: list[NodeArm]) -> None:
    with pytest.raises(InputError):
        from_arms("s", arms)


def test_printed_differences_are_blocks_of_two() -> None:
    block = from_difference("s", "cells", "sham", -5, 4.0, (20, 30))
    assert (block.treatments, block.differences, block.sampling) == (("sham", "cells"), (-5,), ((4.0,),))
    for wrong in (("cells", "cells", 4.0), ("cells", "sham", 0.0)):
        with pytest.raises(InputError):
            from_difference("s", wrong[0], wrong[1], -5, wrong[2])


def test_parts_are_found_however_they_are_ordered() -> None:
    def link(one: str, two: str) -> Block:
        return from_difference(f"{one}{two}", two, one, 1.0, 1.0)

    chain = [link("a", "b"), link("x", "y"), link("c", "d"), link("b", "c")]
    found = parts(chain)
    assert [[block.study for block in part] for part in found] == [["ab", "cd", "bc"], ["xy"]]
    assert parts([]) == ()


def test_the_stack_has_a_row_for_each_difference() -> None:
    three = from_arms("s", [NodeArm("a", 10, 1.0, 50), NodeArm("b", 7, 2.0, 40), NodeArm("c", 12, 3.0, 30)])
    data = stacked([three, from_difference("t", "c", "b", 4, 5.0)], "b")
    assert data.treatments == ("b", "a", "c")
    assert data.y == pytest.approx([-3, 2, 4])
    assert data.design == pytest.approx(np.array([[-1, 0], [-1, 1], [0, 1]]))
    assert data.sampling[2, 2] == 5.0
    assert data.sampling[0, 2] == 0.0
