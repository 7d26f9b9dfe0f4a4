"""Decisions from p-values by hand: what each procedure rejects, and whether that is a success."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.trial.conduct.decide import benefit_p, hypothesis_p, rejected, succeeds
from pulposus.trial.conduct.endpoints import Answer
from pulposus.trial.design import Design
from pulposus.trial.statistics.effect import Effect

P = np.array([[0.02, 0.024], [0.012, 0.024], [0.024, 0.012], [0.03, 0.001], [0.03, 0.03]])
"""One-sided, of cells_6 and cells_18; alpha is 0.025."""
NEITHER, FIRST, SECOND, BOTH = [False, False], [True, False], [False, True], [True, True]
ORDER = ["pain/cells_6", "pain/cells_18"]
PROCEDURES: dict[str, tuple[dict[str, Any], list[list[bool]]]] = {
    "none": ({}, [BOTH, BOTH, BOTH, SECOND, NEITHER]),
    "bonferroni": ({}, [NEITHER, FIRST, SECOND, SECOND, NEITHER]),
    "holm": ({}, [NEITHER, BOTH, BOTH, SECOND, NEITHER]),
    "hochberg": ({}, [BOTH, BOTH, BOTH, SECOND, NEITHER]),
    "hommel": ({}, [BOTH, BOTH, BOTH, SECOND, NEITHER]),
    "fixed sequence": ({"hypotheses": ORDER}, [BOTH, BOTH, BOTH, NEITHER, NEITHER]),
    # All of alpha on the first, which hands it on: a fixed sequence. Then a fifth of it on the first.
    "graph": ({"weights": [1, 0], "transitions": [[0, 1], [1, 0]]}, [BOTH, BOTH, BOTH, NEITHER, NEITHER]),
    "graph ": ({"weights": [0.2, 0.8], "transitions": [[0, 1], [1, 0]]}, [NEITHER, NEITHER, BOTH, SECOND, NEITHER]),
}


@pytest.mark.parametrize("name", PROCEDURES)
def test_procedures(name: str, make_design: Callable[..., Design]) -> None:
    fields, expected = PROCEDURES[name]
    design = make_design(2, testing={"multiplicity": name.strip(), **fields})
    assert rejected(design, P).tolist() == expected


def test_no_statistic_rejects_nothing_and_costs_nobody_else(make_design: Callable[..., Design]) -> None:
    p = np.array([[np.nan, 0.001], [np.nan, np.nan]])
    for how in ("none", "holm", "hochberg"):
        assert rejected(make_design(2, testing={"multiplicity": how}), p).tolist() == [SECOND, NEITHER]


@pytest.mark.parametrize(
    ("succeed", "expected"), [("any", [False, True, True, True]), ("all", [False, False, False, True])]
)
def test_success(succeed: str, expected: list[bool], make_design: Callable[..., Design]) -> None:
    design = make_design(2, testing={"succeed": succeed})
    assert succeeds(design, np.array([NEITHER, FIRST, SECOND, BOTH])).tolist() == expected


def told(estimate: list[float], p_value: list[float], mean: list[float]) -> Answer:
    """An endpoint of one trial."""
    arms = len(estimate)
    effect = Effect.of(np.array([estimate]), np.ones((1, arms)))._replace(p_value=np.array([p_value]))
    return Answer(effect, np.full((1, arms + 1), 50), np.array([mean]), np.array([20.0]))


def test_benefit_has_the_right_sign(make_design: Callable[..., Design]) -> None:
    ends = [
        {"key": "pain", "kind": "change", "measure": "pain", "month": 12},
        {"key": "better", "kind": "responder", "month": 12, "definition": {"pain": {"percent": 50}}},
        {"key": "height", "kind": "mri", "measure": "height_mm", "month": 12},
        {"key": "grade", "kind": "mri", "measure": "severity", "month": 12},
        {"key": "operation", "kind": "time", "measure": "reoperation"},
    ]
    design = make_design(2, endpoints=ends, events={"reoperation": {}})
    lower = {"pain": True, "better": False, "height": False, "grade": True, "operation": True}
    for key, is_lower in lower.items():
        found = benefit_p(design, key, told([-2.0, 2.0], [0.04, 0.04], [0.0, -2.0, 2.0]))[0]
        np.testing.assert_allclose(found, [0.02, 0.98] if is_lower else [0.98, 0.02])


def test_an_arm_without_events_can_be_shown(make_design: Callable[..., Design]) -> None:
    ends = [{"key": "operation", "kind": "time", "measure": "reoperation"}]
    design = make_design(2, endpoints=ends, primary=["operation"], events={"reoperation": {}})
    found = benefit_p(design, "operation", told([np.nan, np.nan], [0.01, 0.01], [0.2, 0.0, 0.4]))[0]
    np.testing.assert_allclose(found, [0.005, 0.995])


def test_hypotheses_stand_in_the_order_of_the_design(make_design: Callable[..., Design]) -> None:
    design = make_design(2, testing={"multiplicity": "fixed sequence", "hypotheses": ORDER[::-1]})
    found = hypothesis_p(design, {"pain": told([-2.0, -3.0], [0.04, 0.002], [0.0, -2.0, -3.0])})
    np.testing.assert_allclose(found, [[0.001, 0.02]])
