"""A level holds when all up to it hold; what fails at the next is what would raise it."""

from __future__ import annotations

import pytest

from pulposus.credibility.condition import Condition, Finding
from pulposus.credibility.factor import Factor

SCALE = Factor(
    key="a_factor", name="A", activity="validation", part="model", asks="Whether.", levels=("none", "one", "two", "all")
)


def found(*holds: tuple[int, bool], goal: int = 2) -> Finding:
    return Finding(SCALE, goal, tuple(Condition(level, f"asks {level}", "found", good) for level, good in holds))


@pytest.mark.parametrize(
    ("holds", "level"),
    [
        (((1, True), (2, True), (3, True)), 3),
        (((1, True), (2, False), (3, True)), 1),
        (((1, True), (2, True), (2, False), (3, True)), 1),
        (((1, False), (2, True), (3, True)), 0),
    ],
)
def test_level(holds: tuple[tuple[int, bool], ...], level: int) -> None:
    assert found(*holds).level == level


def test_met_decided_and_raised() -> None:
    short = found((1, True), (2, True), (2, False), (3, False))
    assert not short.met
    assert [(c.level, c.holds) for c in short.decided] == [(1, True)]
    assert [(c.level, c.holds) for c in short.raises] == [(2, False)]
    assert found((1, True), (2, True), (3, False)).met
    assert found((1, True), (2, True), (3, True)).raises == ()
