"""The table of risk and the goals, against numbers written out."""

from __future__ import annotations

import pytest

from pulposus.credibility.risk import GRADES, goal, model_risk, table


def test_risk_rises_with_influence_and_with_consequence() -> None:
    assert [risks for _, risks in table()] == [(1, 2, 3), (2, 3, 4), (3, 4, 5)]
    assert [influence for influence, _ in table()] == list(GRADES) == ["low", "medium", "high"]
    assert model_risk("medium", "high") == 4


@pytest.mark.parametrize(("top", "goals"), [(3, [1, 2, 2, 3, 3]), (2, [1, 1, 2, 2, 2])])
def test_the_goal_is_the_share_of_the_scale_that_risk_is_of_its_own(top: int, goals: list[int]) -> None:
    assert [goal(risk, top) for risk in range(1, 6)] == goals
