"""The whole chain from people to decisions: type I error, coverage and power against what they must be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest

from pulposus.report.trial.not_known import not_known
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.replicates import Batch, Scenario, batches, run_batch
from pulposus.trial.conduct.truth import null_truth, truth
from pulposus.trial.design import Design
from pulposus.trial.statistics.power import power_means

REPLICATES = 2000
STAYS = {"drop_out": {"share": 0, "mechanism": "at random"}}


class Ran(NamedTuple):
    """A design and the rows of its trials."""

    design: Design
    rows: pd.DataFrame
    events: pd.DataFrame


def ran(design: Design, pool: Pool, scenario: Scenario, trials: int, known: dict[Any, float] | None = None) -> Ran:
    tables = run_batch(design, pool, Batch(scenario, 0, trials, trials), known or {})
    return Ran(design, tables["replicates"].to_pandas(), tables["events"].to_pandas())


def margin(share: float, trials: int = REPLICATES, errors: float = 3.5) -> float:
    return errors * float(np.sqrt(share * (1 - share) / trials))


@pytest.fixture(scope="module")
def without_effect(make_design: Callable[..., Design], make_pool: Callable[..., Pool]) -> Ran:
    """Trials of arms that do the same, with everything that may come between."""
    design = make_design(
        events={
            "drop_out": {"mechanism": "seen", "share": 0.2},
            "rescue": {"share": 0.2},
            "crossover": {"month": 3, "to": "cells", "share": 0.8},
            "reoperation": {"share_per_year": 0.1, "strategy": "composite"},
        }
    )
    return ran(design, make_pool(design, gain=1.9), "null", REPLICATES, null_truth(design))


@pytest.fixture(scope="module")
def middle(make_design: Callable[..., Design], make_pool: Callable[..., Pool]) -> Ran:
    """Trials in the middle world, in which nobody leaves."""
    design = make_design(patients=200, explore={"patients": [200]}, events=STAYS)
    pool = make_pool(design, n=1500, gain=1.8)
    return ran(design, pool, "fixed", REPLICATES, truth(design, pool))


def test_type_I_error_is_nominal(without_effect: Ran) -> None:
    rows = without_effect.rows
    assert len(rows) == REPLICATES
    assert (rows.n_arm + rows.n_control == 100).all()
    assert np.mean(rows.p_value <= 0.05) == pytest.approx(0.05, abs=margin(0.05))
    assert np.mean(rows.rejected) == pytest.approx(0.025, abs=margin(0.025))
    assert np.array_equal(rows.rejected, (rows.p_value <= 0.05) & (rows.estimate < 0))
    assert abs(rows.estimate.mean()) < 4 * rows.estimate.std() / np.sqrt(REPLICATES)
    assert (rows.truth == 0).all()


def test_arms_that_do_the_same_meet_the_same(without_effect: Ran) -> None:
    of = without_effect.events.groupby("arm")[["people", "dropped_out", "rescued", "crossed", "reoperated"]].mean()
    assert of.loc["cells", "crossed"] == 0
    assert of.loc["saline", "crossed"] > 10
    for name in ("dropped_out", "rescued", "reoperated"):
        assert of.loc["cells", name] == pytest.approx(of.loc["saline", name], rel=0.1)
    assert of.loc["saline", "dropped_out"] / of.loc["saline", "people"] == pytest.approx(0.2, abs=0.01)


def test_intervals_of_ancova_cover_the_truth(middle: Ran) -> None:
    rows = middle.rows
    known = rows.truth.iloc[0]
    assert (rows.truth == known).all()
    assert known < -5
    assert np.mean((rows.low <= known) & (known <= rows.high)) == pytest.approx(0.95, abs=margin(0.05))
    assert rows.estimate.mean() == pytest.approx(known, abs=4 * rows.estimate.std() / np.sqrt(REPLICATES))
    assert rows.se.mean() == pytest.approx(rows.estimate.std(), rel=0.06)


def test_power_is_that_of_the_closed_form(middle: Ran) -> None:
    rows = middle.rows
    seen = rows[["observed_control", "observed_arm"]].mean()
    residual = np.sqrt(np.mean(rows.se**2 / (1 / rows.observed_control + 1 / rows.observed_arm)))
    expected = power_means(-rows.truth.iloc[0], residual, *seen, alpha=0.025, sides=1, covariates=1)
    assert 0.3 < expected < 0.97
    assert rows.rejected.mean() == pytest.approx(expected, abs=margin(float(expected)) + 0.01)


@pytest.mark.slow
def test_intervals_of_the_mixed_model_cover_the_truth_when_people_leave(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    ends = [{"key": "pain", "kind": "change", "measure": "pain", "month": 12, "analysis": "mmrm"}]
    design = make_design(endpoints=ends, events={"drop_out": {"mechanism": "seen", "share": 0.3}})
    pool, trials = make_pool(design, n=1500, gain=1.8), 1500
    rows = ran(design, pool, "fixed", trials, truth(design, pool)).rows
    known = rows.truth.iloc[0]
    assert np.mean((rows.low <= known) & (known <= rows.high)) == pytest.approx(0.95, abs=margin(0.05, trials))
    assert rows.estimate.mean() == pytest.approx(known, abs=4 * rows.estimate.std() / np.sqrt(trials))


def test_a_batch_is_the_same_every_time_and_another_is_not(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    ends = [
        {"key": "pain", "kind": "change", "measure": "pain", "month": 12, "analysis": "mmrm"},
        {"key": "odi", "kind": "change", "measure": "odi", "month": 12, "analysis": "ancova"},
        {"key": "better", "kind": "responder", "month": 12, "definition": {"pain": {"percent": 30}}},
        {
            "key": "adjusted",
            "kind": "responder",
            "month": 12,
            "definition": {"odi": {"points": 10}},
            "analysis": "logistic",
        },
        {"key": "t2", "kind": "mri", "measure": "t2_ms", "month": 12},
        {"key": "rescue", "kind": "time", "measure": "rescue"},
    ]
    design = make_design(
        2, endpoints=ends, explore={"patients": [90, 150]}, events={"rescue": {"share": 0.3}, "sensitivity": ["mar"]}
    )
    pool = make_pool(design)
    parts = batches(design, "assurance", 120)
    assert sum(one.count for one in parts) == 120
    assert [one.first for one in parts] == [0, 106]
    few = Batch("assurance", 0, 4, 60)
    one, again = (run_batch(design, pool, few, {}) for _ in range(2))
    for name, table in one.items():
        pd.testing.assert_frame_equal(table.to_pandas(), again[name].to_pandas(), obj=name)
    rows = one["replicates"].to_pandas()
    assert len(rows) == 4 * 2 * (6 + 1)  # trials, arms, all endpoints at the planned size and the primary at the other
    assert set(rows.loc[rows["size"] == 90, "endpoint"]) == {"pain"}
    assert np.isfinite(rows[["estimate", "se", "low", "high", "p_value"]].to_numpy()).all()
    assert (rows.n_arm + rows.n_control > rows["size"] * 0.6).all()
    other = run_batch(design, pool, Batch("assurance", 4, 4, 60), {})["replicates"].to_pandas()
    assert other.replicate.min() == 4
    pain = [one.estimate[one.endpoint == "pain"] for one in (rows, other)]
    assert not np.isin(*pain).any()


def test_curves_of_trials_that_nobody_leaves_count_who_had_the_event(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    ends = [
        {"key": "pain", "kind": "change", "measure": "pain", "month": 12},
        {"key": "rescue", "kind": "time", "measure": "rescue"},
    ]
    design = make_design(2, endpoints=ends, primary=["pain"], events=STAYS | {"rescue": {"share": 0.4}})
    found = run_batch(design, make_pool(design), Batch("assurance", 0, 5, 60), {})
    curves, events = found["event_free"].to_pandas(), found["events"].to_pandas()
    assert len(curves) == 5 * len(design.arms) * len(design.visits_months)
    last = curves[curves.month == design.visits_months[-1]].set_index(["replicate", "arm"])
    events = events.set_index(["replicate", "arm"])
    assert (events.rescued > 0).all()
    np.testing.assert_allclose(last.free, (1 - events.rescued / events.people).loc[last.index], rtol=1e-12)
    for _, one in curves.groupby(["replicate", "arm"]):
        assert (np.diff(one.sort_values("month").free) <= 0).all()
    assert "event_free" not in run_batch(make_design(2), make_pool(make_design(2)), Batch("assurance", 0, 2, 9), {})


def test_who_is_enrolled_does_not_depend_on_the_batch(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    design = make_design()
    pool = make_pool(design)
    whole = run_batch(design, pool, Batch("assurance", 0, 6, 6), {})["replicates"].to_pandas()
    part = run_batch(design, pool, Batch("assurance", 3, 3, 6), {})["replicates"].to_pandas()
    assert whole.n_arm[3:].tolist() == part.n_arm.tolist()
    assert part.replicate.tolist() == [3, 4, 5]


MODELLED = [{"key": "pain", "kind": "change", "measure": "pain", "month": 12, "analysis": "mmrm"}]
RESPONSE = {"kind": "responder", "month": 12, "definition": {"pain": {"percent": 30}}}


def test_a_trial_that_takes_no_events_away_shows_what_was_left(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    """What is true of a hypothetical estimand is what happens without the event."""
    often = {"drop_out": {"share": 0.3}, "rescue": {"share": 0.5, "strategy": "hypothetical"}}
    design, plain = (make_design(events=events, endpoints=MODELLED) for events in (often, STAYS))
    pool = make_pool(design, n=300)
    assert truth(design, pool) == truth(plain, pool)
    policy = make_design(events=often | {"rescue": {"share": 0.5}})
    assert truth(policy, pool) != truth(plain, pool)


@pytest.mark.parametrize(
    "events",
    [
        {"drop_out": {"share": 0.3, "mechanism": "at random"}},
        STAYS | {"rescue": {"share": 0.5, "strategy": "hypothetical"}},
        STAYS | {"crossover": {"month": 3, "to": "cells", "share": 0.8, "strategy": "hypothetical"}},
    ],
    ids=["leavers", "rescue", "crossover"],
)
def test_the_truth_of_responders_is_what_trials_show_on_average(
    events: dict[str, Any], make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    """Whoever is missing or met an event that cannot be imagined away is no responder, in trials and in truth."""
    design = make_design(
        patients=400, explore=None, endpoints=[*MODELLED, {"key": "response", **RESPONSE}], events=events
    )
    pool = make_pool(design, n=1500, gain=1.8)
    known = truth(design, pool)["response", "cells"]
    found = ran(design, pool, "fixed", 60).rows
    estimate = found.estimate[found.endpoint == "response"]
    assert estimate.mean() == pytest.approx(known, abs=4 * estimate.std() / np.sqrt(len(estimate)) + 0.01)
    stays = make_design(endpoints=[*MODELLED, {"key": "response", **RESPONSE}], events=STAYS)
    if "crossover" not in events:
        assert known < truth(stays, pool)["response", "cells"] - 0.01


@pytest.mark.parametrize(
    ("endpoint", "month", "strategy", "known"),
    [
        (MODELLED[0], 3, "treatment policy", True),
        (MODELLED[0], 3, "composite", False),
        (MODELLED[0], 3, "while on treatment", False),
        (MODELLED[0], 12, "composite", True),  # offered after the endpoint was measured
        ({"key": "pain", **RESPONSE}, 3, "treatment policy", True),
        ({"key": "pain", **RESPONSE}, 3, "hypothetical", False),
        ({"key": "pain", **RESPONSE, "kind": "composite"}, 3, "treatment policy", False),
        ({"key": "pain", **RESPONSE, "kind": "composite", "without": ["rescue"]}, 3, "treatment policy", True),
    ],
)
def test_no_truth_is_told_where_crossing_over_counts(
    endpoint: dict[str, Any], month: int, strategy: str, known: bool, make_design: Callable[..., Design]
) -> None:
    over = {"month": month, "to": "cells", "strategy": strategy}
    visits = sorted({1, 3, 6, 12, 24})
    design = make_design(visits_months=visits, endpoints=[endpoint], events={"crossover": over, "rescue": {}})
    assert (null_truth(design)["pain", "cells"] == 0) is known
    assert ("arms that do the same differ" in " ".join(not_known(design, ()))) is not known
