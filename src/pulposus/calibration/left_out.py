"""Forecast every study without having seen it: the calibration is fitted again with that study left out.

A controlled trial is forecast from all other controlled trials; a study without a control from all controlled trials
and all other studies without one. The forecasts ship as a small file, tied to the evidence by its fingerprint.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.fit import (
    Fit,
    Length,
    excess_columns,
    heard,
    held,
    imputed_rows,
)
from pulposus.calibration.foresee import foresee_arms
from pulposus.calibration.foreseen import Foreseen
from pulposus.calibration.groups import controlled, uncontrolled
from pulposus.calibration.model import controlled_model
from pulposus.calibration.posterior import columns
from pulposus.calibration.sample import Chain, Sampler
from pulposus.calibration.store import Store, key_of
from pulposus.calibration.table import Table
from pulposus.calibration.uncontrolled import excess_model
from pulposus.calibration.world import World
from pulposus.evidence.schema import Study
from pulposus.numerics import settings
from pulposus.progress import Progress, silent

Float = NDArray[np.float64]
SHORT = Length(
    1,
    settings.FIT_LEAVE_OUT_WARMUP,
    settings.FIT_LEAVE_OUT_DRAWS,
    settings.FIT_EXCESS_WARMUP,
    settings.FIT_EXCESS_DRAWS,
)
_SAMPLER: dict[str, Sampler] = {}  # of this process: compiled once, used for every study that is left out


def leave_each_out(
    studies: Iterable[Study],
    whole: Fit,
    seed: int,
    length: Length = SHORT,
    *,
    folder: Path | None = None,
    only: tuple[str, ...] | None = None,
    progress: Progress = silent,
) -> list[Foreseen]:
    """Forecasts of every number of every study, each from a fit without that study.

    Args:
        studies: those of ``whole``.
        whole: the fit of all of them; its controlled part is held for studies without a control.
        seed: of the chains.
        length: of each chain; one chain for each study.
        folder: where chains are kept, so that a stopped run goes on.
        only: keys of the studies to leave out, all when None.
        progress: hears the stage and the share done.
    """
    studies = list(studies)
    store = Store(folder, key_of(studies, "left out", asdict(length), seed, settings.FIT_ACCEPT, settings.FIT_ROWS))
    return [
        *_controlled(studies, whole, seed, length, store, only, progress),
        *_uncontrolled(studies, whole, seed, length, store, only, progress),
    ]


def _of_excess(length: Length) -> Length:
    return replace(length, warmup=length.excess_warmup, draws=length.excess_draws)


def _left(table: Table, only: tuple[str, ...] | None) -> list[int]:
    return [i for i, key in enumerate(table.studies) if only is None or key in only]


def _controlled(
    studies: list[Study], whole: Fit, seed: int, length: Length, store: Store, only: tuple[str, ...] | None,
    progress: Progress,
) -> list[Foreseen]:  # fmt: skip
    table, found = whole.controlled, []
    left = _left(table, only)
    with _pool("controlled", partial(controlled_model, table), length, seed, _without(table, None)) as pool:
        jobs = {f"without-{table.studies[i]}": (_fold, ("controlled", seed + i, _without(table, i))) for i in left}
        folds = heard(pool, jobs, store, "leaving out controlled trials", progress, (0.0, 0.5))
    for i, (sites, _) in zip(left, folds, strict=True):
        draws = columns(sites, table.other_names)
        pairs = [(study, arm) for study, arm in controlled(studies) if study.key == table.studies[i]]
        found += foresee_arms(pairs, draws, controlled=True, seed=seed + i)
    return found


def _uncontrolled(
    studies: list[Study], whole: Fit, seed: int, length: Length, store: Store, only: tuple[str, ...] | None,
    progress: Progress,
) -> list[Foreseen]:  # fmt: skip
    table, found = whole.uncontrolled, []
    left = _left(table, only)
    (rows,) = imputed_rows(whole.draws, 1)
    worlds = held(whole.draws, table, rows, seed)
    with _pool(
        "uncontrolled", partial(excess_model, table), _of_excess(length), seed, worlds, _without(table, None)
    ) as pool:
        jobs = {
            f"without-{table.studies[i]}": (_fold, ("uncontrolled", seed + i, worlds, _without(table, i))) for i in left
        }
        folds = heard(pool, jobs, store, "leaving out studies without a control", progress, (0.5, 1.0))
    for i, (sites, _) in zip(left, folds, strict=True):
        excess = excess_columns([sites], [rows])
        pairs = [(study, arm) for study, arm in uncontrolled(studies) if study.key == table.studies[i]]
        found += foresee_arms(pairs, whole.draws, controlled=False, seed=seed + i, excess=excess)
    return found


def _without(table: Table, i: int | None) -> Float:
    included = np.ones(len(table.studies))
    if i is not None:
        included[i] = 0
    return included


def _pool(name: str, model: Any, length: Length, seed: int, *whole: World | Float) -> ProcessPoolExecutor:
    """Processes that warm up on all studies once, each alike, so that it does not matter which leaves which out."""
    given = (name, model, length, seed, whole)
    return ProcessPoolExecutor(
        os.cpu_count() or 1, mp_context=get_context("spawn"), initializer=_prepare, initargs=given
    )


def _prepare(name: str, model: Any, length: Length, seed: int, whole: tuple[World | Float, ...]) -> None:
    _SAMPLER[name] = Sampler(model, length.warmup, length.draws)
    _SAMPLER[name].adapt(seed, *whole)


def _fold(name: str, seed: int, *args: World | Float) -> Chain:
    return _SAMPLER[name].near(seed, *args)
