"""Histories by hand: what each strategy of ICH E9 (R1) makes of them, in exact numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.trial.conduct.endpoints import answer, changes, responded, shown
from pulposus.trial.conduct.estimand import change
from pulposus.trial.conduct.happen import History
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design import Design
from pulposus.trial.design.events import Crossover, Events, Reoperation, Rescue

GONE = np.nan
NEVER = 4
PAIN = np.array([50.0, 40.0, 30.0, 20.0])  # of everybody at four visits, from 60


def history(**given: list[float]) -> History:
    """People at visits in months 1 to 4; what is not given does not happen."""
    n = len(next(iter(given.values())))
    never, far = [NEVER] * n, [np.inf] * n
    left = np.array(given.get("left", never))
    missed = np.array(given.get("missed", never))
    visits = np.arange(4)
    return History(
        scores=np.repeat(np.tile(PAIN, (n, 1))[:, :, None], 2, axis=2),
        seen=(visits < left[:, None]) & (visits != missed[:, None]),
        left=left,
        rescued=np.array(given.get("rescued", never)),
        crossed=np.array(given.get("crossed", never)),
        operated=np.array(given.get("operated", never)),
        operated_month=np.array(given.get("operated_month", far), dtype=float),
        rescued_month=np.array(given.get("rescued_month", far), dtype=float),
        followed_months=np.where(left < NEVER, left + 0.5, 4.0),
    )


def pain(events: Events, one: History) -> list[list[float]]:
    return change(one, events, np.full((len(one.left), 2), 60.0), 0).tolist()


def taking(strategy: str) -> Events:
    return Events(rescue=Rescue(strategy=strategy))  # type: ignore[arg-type]


STRATEGIES = {
    "treatment policy": [-10.0, -20.0, -30.0, -40.0],
    "hypothetical": [-10.0, GONE, GONE, GONE],
    "composite": [-10.0, 0.0, 0.0, 0.0],
    "while on treatment": [-10.0, -10.0, -10.0, -10.0],
}


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_rescue_before_the_second_visit(strategy: str) -> None:
    one = history(rescued=[1, NEVER], rescued_month=[1.2, np.inf])
    np.testing.assert_equal(pain(taking(strategy), one), [STRATEGIES[strategy], STRATEGIES["treatment policy"]])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_crossover_and_operations_are_taken_alike(strategy: str) -> None:
    crossing = Events(crossover=Crossover(month=1, to="cells", strategy=strategy))  # type: ignore[arg-type]
    np.testing.assert_equal(pain(crossing, history(crossed=[1])), [STRATEGIES[strategy]])
    operated = Events(reoperation=Reoperation(strategy=strategy))  # type: ignore[arg-type]
    np.testing.assert_equal(pain(operated, history(operated=[1], operated_month=[1.7])), [STRATEGIES[strategy]])


AFTER_LEAVING = {
    "treatment policy": [-10.0, -20.0, GONE, GONE],
    "hypothetical": [-10.0, GONE, GONE, GONE],
    "composite": [-10.0, 0.0, 0.0, 0.0],  # the failure stands, whoever leaves later
    "while on treatment": [-10.0, -10.0, -10.0, -10.0],
}


@pytest.mark.parametrize("strategy", AFTER_LEAVING)
def test_what_an_event_decided_stays_decided_after_leaving(strategy: str) -> None:
    one = history(rescued=[1], rescued_month=[1.2], left=[2])
    np.testing.assert_equal(pain(taking(strategy), one), [AFTER_LEAVING[strategy]])


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_an_event_after_leaving_changes_nothing(strategy: str) -> None:
    one = history(rescued=[2], rescued_month=[2.9], left=[2])  # last heard of at 2.5
    np.testing.assert_equal(pain(taking(strategy), one), [[-10.0, -20.0, GONE, GONE]])


def test_a_missed_visit_is_missing_but_a_failure_is_known() -> None:
    one = history(rescued=[1], rescued_month=[1.2], missed=[2])
    np.testing.assert_equal(pain(taking("treatment policy"), one), [[-10.0, -20.0, GONE, -40.0]])
    np.testing.assert_equal(pain(taking("composite"), one), [[-10.0, 0.0, 0.0, 0.0]])


def test_nothing_before_the_event_is_held_as_no_change() -> None:
    one = history(rescued=[0], rescued_month=[0.2])
    np.testing.assert_equal(pain(taking("while on treatment"), one), [[0.0] * 4])
    missed_first = history(rescued=[2], rescued_month=[2.2], missed=[1])
    np.testing.assert_equal(pain(taking("while on treatment"), missed_first), [[-10.0, GONE, -10.0, -10.0]])


def test_several_events_of_one_person() -> None:
    first_rescue = history(rescued=[1], rescued_month=[1.2], operated=[2], operated_month=[2.5])
    first_operation = history(rescued=[2], rescued_month=[2.5], operated=[1], operated_month=[1.2])

    def both(rescue: str, operation: str) -> Events:
        return Events(
            rescue=Rescue(strategy=rescue),  # type: ignore[arg-type]
            reoperation=Reoperation(strategy=operation),  # type: ignore[arg-type]
        )

    failure = both("hypothetical", "composite")
    np.testing.assert_equal(pain(failure, first_rescue), [[-10.0, GONE, 0.0, 0.0]])
    np.testing.assert_equal(pain(failure, first_operation), [[-10.0, 0.0, 0.0, 0.0]])
    held = both("hypothetical", "while on treatment")
    np.testing.assert_equal(pain(held, first_rescue), [[-10.0, GONE, GONE, GONE]])
    np.testing.assert_equal(pain(held, first_operation), [[-10.0] * 4])


def trials(one: History, **images: tuple[np.ndarray, np.ndarray]) -> Trials:
    """One trial, the first half of its people in the control arm."""
    n = len(one.left)
    arm = (np.arange(n) >= n // 2).astype(np.int64)[None]
    return Trials(np.arange(1.0, 5.0), np.full((1, n, 2), 60.0), arm, one, images)


def four_visits(make_design: Callable[..., Design], **changes: Any) -> Design:
    ends = [
        {"key": "pain", "kind": "change", "measure": "pain", "month": 4, "analysis": "ancova"},
        {"key": "responder", "kind": "responder", "month": 4, "definition": {"pain": {"percent": 50}}},
        {"key": "success", "kind": "composite", "month": 4, "definition": {"pain": {"percent": 50}}},
        {"key": "height", "kind": "mri", "measure": "height_mm", "month": 4},
    ]
    return make_design(visits_months=[1, 2, 3, 4], endpoints=changes.pop("endpoints", ends), **changes)


def test_responders_are_those_seen_who_met_no_failure(make_design: Callable[..., Design]) -> None:
    design = four_visits(make_design, events={"rescue": {}, "reoperation": {"strategy": "composite"}})
    # left; missed the last visit; rescued; operated; rescued after leaving; nothing
    one = history(
        left=[3, 4, 4, 4, 2, 4],
        missed=[4, 3, 4, 4, 4, 4],
        rescued=[4, 4, 1, 4, 3, 4],
        rescued_month=[np.inf, np.inf, 1.5, np.inf, 3.5, np.inf],
        operated=[4, 4, 4, 2, 4, 4],
        operated_month=[np.inf, np.inf, np.inf, 2.5, np.inf, np.inf],
    )
    found = {key: responded(design, design.endpoint(key), trials(one))[0].tolist() for key in ("responder", "success")}
    assert found["responder"] == [0, 0, 1, 0, 0, 1]
    assert found["success"] == [0, 0, 0, 0, 0, 1]  # rescue ends a composite too


def test_image_of_a_rescued_person(make_design: Callable[..., Design]) -> None:
    one = history(rescued=[4, 1], rescued_month=[np.inf, 1.5])
    images = np.array([[10.0, 10.0]]), np.array([[9.0, 8.0]])
    wanted = {"treatment policy": -2.0, "hypothetical": GONE, "composite": 0.0, "while on treatment": GONE}
    for strategy, expected in wanted.items():
        ends = [
            {"key": "pain", "kind": "change", "measure": "pain", "month": 4, "analysis": "mmrm"},
            {"key": "height", "kind": "mri", "measure": "height_mm", "month": 4},
        ]
        design = four_visits(make_design, endpoints=ends, events={"rescue": {"strategy": strategy}})
        np.testing.assert_equal(shown(design, design.endpoint("height"), trials(one, height=images)), [[-1, expected]])


def test_only_visits_until_the_endpoint_are_analysed(make_design: Callable[..., Design]) -> None:
    ends = [{"key": "pain", "kind": "change", "measure": "pain", "month": 2}]
    design = four_visits(make_design, endpoints=ends)
    found = changes(design, design.main, trials(history(left=[4, 4])))
    assert found.tolist() == [[[-10.0, -20.0]] * 2]


def test_time_to_an_operation_ends_when_somebody_was_last_heard_of(make_design: Callable[..., Design]) -> None:
    ends = [{"key": "operation", "kind": "time", "measure": "reoperation"}]
    design = four_visits(make_design, endpoints=ends, primary=["operation"], events={"reoperation": {}})
    one = history(operated=[1, 3, 4, 4], operated_month=[1.5, 3.5, np.inf, np.inf], left=[4, 2, 4, 3])
    assert shown(design, design.main, trials(one)).tolist() == [[1, 0, 0, 0]]
    assert answer(design, design.main, trials(one)).mean.tolist() == [[0.5, 0.0]]
