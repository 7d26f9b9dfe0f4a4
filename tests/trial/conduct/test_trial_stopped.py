"""Trials with looks: what is told of a trial is what it had when it stopped."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pulposus.trial.conduct.endpoints import Answer
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.replicates import Batch, run_batch
from pulposus.trial.design import Design
from pulposus.trial.statistics.effect import Effect

ENDS = [
    {"key": "pain", "kind": "change", "measure": "pain", "month": 12, "analysis": "ancova"},
    {"key": "better", "kind": "responder", "month": 12, "definition": {"pain": {"percent": 30}}},
]


def test_rows_of_trials_that_stop(make_design: Callable[..., Design], make_pool: Callable[..., Pool]) -> None:
    looks = {"information": [0.5, 0.75, 1], "spending": "pocock", "futility": {"beta": 0.2}}
    design = make_design(
        2, patients=240, looks=looks, endpoints=ENDS, explore={"patients": [240]}, enrolled_per_month=3
    )
    tables = run_batch(design, make_pool(design, gain=1.5), Batch("assurance", 0, 60, 60), {})
    rows, events = tables["replicates"].to_pandas(), tables["events"].to_pandas()
    assert len(rows) == 60 * 2 * 2
    assert not rows.duplicated(["replicate", "endpoint", "arm"]).any()
    assert set(rows.stopped_at) == {0, 1, 2}
    at = np.array([120, 180, 240])[rows.stopped_at]
    both = rows.groupby(["replicate", "endpoint"]).n_arm.transform("sum") + rows.n_control
    assert np.array_equal(both, at)
    # While the last of a look's people are followed for a year, 36 more come.
    assert np.array_equal(rows.people_used, np.minimum(at + 36, 240))
    np.testing.assert_allclose(rows.months_used, at / 3 + 12)
    assert np.array_equal(events.groupby("replicate").people.sum(), at_of(rows))
    pain = rows[rows.endpoint == "pain"]
    early = pain[(pain.stopped_at == 0) & pain.rejected]
    assert len(early)
    assert (early.p_value / 2 < 0.0125).all()
    assert (early.estimate < 0).all()
    assert (pain.groupby("replicate").success.first() == pain.groupby("replicate").rejected.any()).all()


def at_of(rows: pd.DataFrame) -> np.ndarray:
    """People on whom each trial was decided, in the order of trials."""
    return rows.groupby("replicate").stopped_at.first().map({0: 120, 1: 180, 2: 240}).to_numpy()


def test_looks_leave_a_trial_that_does_not_stop_as_it_was(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    late = {"information": [0.5, 1], "spending": "hsd", "parameter": -40}
    with_looks, plain = make_design(looks=late), make_design()
    pool = make_pool(plain, gain=0.0)
    few = Batch("assurance", 0, 20, 20)
    rows = [run_batch(one, pool, few, {})["replicates"].to_pandas() for one in (with_looks, plain)]
    assert (rows[0].stopped_at == 1).all()
    assert (rows[1].stopped_at == -1).all()
    assert rows[0].estimate.tolist() == rows[1].estimate.tolist()
    assert np.array_equal(rows[0].rejected, rows[1].rejected)


def test_some_answers_keep_their_numbers() -> None:
    effect = Effect.of(np.arange(6.0).reshape(3, 2), np.ones((3, 2)), 10.0, level=0.9)
    whole = Answer(effect, np.arange(9).reshape(3, 3), np.arange(9.0).reshape(3, 3), np.arange(3.0))
    part = whole.some(np.array([2, 0]))
    assert part.effect.estimate.tolist() == [[4, 5], [0, 1]]
    assert part.effect.level == 0.9
    assert part.observed.tolist() == [[6, 7, 8], [0, 1, 2]]
    assert part.sd.tolist() == [2, 0]
