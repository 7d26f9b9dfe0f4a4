"""Sensitivity analyses: a row of each method, and reference-based ones that claim less."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from pulposus.trial.conduct.enrol import allocated, enrolled
from pulposus.trial.conduct.finished import Finished
from pulposus.trial.conduct.pool import Pool
from pulposus.trial.conduct.rates import middle_rates
from pulposus.trial.conduct.replicates import IMPUTED_TRIALS, Batch, run_batch, with_sensitivity
from pulposus.trial.conduct.sensitivity import STRATEGY, sensitivity_rows
from pulposus.trial.conduct.simulate import Scene, simulate
from pulposus.trial.design import Design
from pulposus.trial.outcome.worlds import middle_world

EVENTS = {"drop_out": {"share": 0.4}, "sensitivity": list(STRATEGY), "imputations": 6}


def test_reference_based_imputation_claims_less(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    design = make_design(events=EVENTS, size={"replicates": 20})
    tables = run_batch(design, make_pool(design, gain=1.9), Batch("assurance", 0, 20, 20), {})
    rows, main = tables["sensitivity"].to_pandas(), tables["replicates"].to_pandas()
    assert len(rows) == 20 * len(STRATEGY)
    assert set(rows.method) == set(STRATEGY)
    assert np.isfinite(rows[["estimate", "se", "df", "low", "high", "p_value"]].to_numpy()).all()
    of = rows.pivot_table(index="replicate", columns="method", values="estimate")
    # Of the two fifths who leave, most before the last visit, nothing is gained when they go on as the reference does.
    shrunk = of["jump to reference"].mean() / of["mar"].mean()
    assert 0.5 < shrunk < 0.9
    assert of["copy increments"].mean() / of["mar"].mean() > shrunk
    assert np.corrcoef(of["mar"], main.set_index("replicate").estimate.reindex(of.index))[0, 1] > 0.85


def test_only_some_trials_are_imputed(make_design: Callable[..., Design]) -> None:
    design = make_design(events=EVENTS)
    assert with_sensitivity(design, Batch("assurance", IMPUTED_TRIALS - 1, 1, 1000))
    assert not with_sensitivity(design, Batch("assurance", IMPUTED_TRIALS, 1, 1000))
    assert not with_sensitivity(design, Batch("null", 0, 1, 1000))
    assert not with_sensitivity(make_design(), Batch("assurance", 0, 1, 1000))


def test_too_little_to_impute_from_is_no_answer(
    make_design: Callable[..., Design], make_pool: Callable[..., Pool]
) -> None:
    design = make_design(events=EVENTS)
    pool, rng = make_pool(design), np.random.default_rng(0)
    rows, arm = enrolled(len(pool), 100, rng)[None], allocated(design, 100, rng)[None]
    trials = simulate(design, pool, rows, arm, Scene(middle_world(0), middle_rates(design, 0)), rng)
    unseen = replace(trials, history=replace(trials.history, seen=np.zeros_like(trials.history.seen)))
    one = np.array([0])
    done = Finished(one, 100, unseen, {}, np.zeros((1, 1), bool), one, one, ("",))
    found = sensitivity_rows(design, "assurance", done)
    assert len(found["estimate"]) == len(STRATEGY)
    assert np.isnan(found["estimate"]).all()
    assert found["method"].tolist() == list(STRATEGY)
