"""Crossing over: the same trials with and without it, against what the new treatment alone would add."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest

from pulposus.trial.answers.endpoint_table import endpoint_table
from pulposus.trial.answers.tables import Tables
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.rates import middle_rates
from pulposus.trial.conduct.replicates import Batch, run_batch
from pulposus.trial.conduct.simulate import Scene, simulate
from pulposus.trial.conduct.trials import Trials
from pulposus.trial.design import Design
from pulposus.trial.outcome.worlds import middle_world

PEOPLE = 400


def one_trial(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool], added: list[str], share: float, null: bool
) -> Trials:
    """Controls who are offered cells at 3 months; with the same luck whatever share takes them."""
    arms: list[dict[str, Any]] = [
        {"key": "saline", "treatment": "saline", "with": list(added)},
        {"key": "cells", "treatment": "bm_msc", "with": list(added)},
    ]
    design = make_design(
        arms=arms, events={"drop_out": {"share": 0}, "crossover": {"month": 3, "to": "cells", "share": share}}
    )
    rows, arm = np.arange(PEOPLE)[None, :], (np.arange(PEOPLE) % 2)[None, :]
    scene = Scene(middle_world(0), middle_rates(design, 0), null)
    return simulate(design, make_pool(design), rows, arm, scene, np.random.default_rng(5))


@pytest.mark.parametrize("added", [[], ["exercise"], ["epidural_steroid"]])
def test_crossing_over_gives_nothing_that_the_control_has(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool], added: list[str]
) -> None:
    def moved(added: list[str], null: bool) -> tuple[np.ndarray, np.ndarray]:
        over, stayed = (one_trial(make_design, make_pool, added, share, null) for share in (1.0, 0.0))
        crossed = over.history.crossed < 2
        both = np.stack([over.history.scores, stayed.history.scores])
        inside = ((both > 0) & (both < 100)).all(axis=0)  # floor and ceiling hide part of a gain
        change = np.where(inside, over.history.scores - stayed.history.scores, np.nan)[:, 1, 0]
        return crossed, change

    crossed, change = moved(added, null=True)
    assert crossed.sum() > 20
    assert not np.nan_to_num(change).any()
    crossed, change = moved(added, null=False)
    alone, expected = moved([], null=False)
    both = crossed & alone & ~np.isnan(change) & ~np.isnan(expected)
    assert both.sum() > 20
    np.testing.assert_allclose(change[both], expected[both], atol=1e-6)
    assert expected[both].mean() < -2


def test_a_time_without_events_in_an_arm_counts_in_the_table_as_in_the_success(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    design = make_design(
        patients=60,
        endpoints=[{"key": "operation", "kind": "time", "measure": "reoperation"}],
        primary=["operation"],
        explore={"patients": [60]},
        events={"reoperation": {"share_per_year": 0.15, "strategy": "composite"}, "drop_out": {"share": 0}},
    )
    made = run_batch(design, make_pool(design), Batch("assurance", 0, 600, 600), {})["replicates"]
    rows = made.to_pandas()
    silent = rows.estimate.isna()
    assert silent.any()
    assert rows.rejected[silent].any()
    assert np.array_equal(rows.rejected, rows.benefit_p <= design.testing.alpha / 2)
    connection = duckdb.connect(":memory:")
    connection.register("replicates", made)
    (line,) = endpoint_table(Tables(connection), design, "assurance")
    assert line.found.of == 600
    assert line.found.count / line.found.of == pytest.approx(rows.success.mean())
    assert line.middle == pytest.approx(rows.estimate.median())
