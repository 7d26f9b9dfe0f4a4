"""Forecast every study without having seen it: the calibration is fitted again with that study left out.

A controlled trial is forecast from all other controlled trials; a study without a control from all controlled trials
and all other studies without one. The forecasts ship as a small file, tied to the evidence by its fingerprint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.fit import Fit, Length, excess_columns, held, imputed_rows
from pulposus.calibration.foresee import foresee_arms
from pulposus.calibration.foreseen import Foreseen
from pulposus.calibration.groups import Pair, controlled, uncontrolled
from pulposus.calibration.model import controlled_model
from pulposus.calibration.pool import Jobs, heard, workers
from pulposus.calibration.posterior import columns, thinned
from pulposus.calibration.sample import Chain, Model, Sampler
from pulposus.calibration.store import Store, key_of
from pulposus.calibration.table import Table
from pulposus.calibration.uncontrolled import excess_model
from pulposus.calibration.world import World
from pulposus.evidence.schema import Study
from pulposus.numerics import settings
from pulposus.progress import Progress, part_of, silent

Float = NDArray[np.float64]
SHORT = Length(
    1,
    settings.FIT_LEAVE_OUT_WARMUP,
    settings.FIT_LEAVE_OUT_DRAWS,
    settings.FIT_EXCESS_WARMUP,
    settings.FIT_EXCESS_DRAWS,
)
_SAMPLERS: list[Sampler] = []  # the one of this process: compiled once, used for every study that is left out


@dataclass(frozen=True)
class LeftOut:
    """Forecasts of numbers that were not seen, and by controlled trial the posterior that has not seen it."""

    forecasts: list[Foreseen]
    posteriors: dict[str, dict[str, Float]]


def leave_each_out(
    studies: Iterable[Study],
    whole: Fit,
    seed: int,
    length: Length = SHORT,
    *,
    folder: Path | None = None,
    only: tuple[str, ...] | None = None,
    progress: Progress = silent,
) -> LeftOut:
    """Forecasts of every number of every study, each from a fit without that study, and the fits of controlled trials.

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
    found: list[Foreseen] = []
    posteriors: dict[str, dict[str, Float]] = {}
    first = Folds(whole.controlled, controlled_model, (length.warmup, length.draws), seed, (), "controlled trials")
    for i, sites in first.run(only, store, part_of(progress, 0.0, 0.5)):
        draws, pairs = columns(sites, first.table.other_names), _of(controlled(studies), first.table, i)
        found += foresee_arms(pairs, draws, controlled=True, seed=seed + i)
        posteriors[first.table.studies[i]] = thinned(draws, settings.FIT_WITHOUT_ROWS)
    (rows,) = imputed_rows(whole.draws, 1)
    worlds = held(whole.draws, whole.uncontrolled, rows, seed)
    steps = (length.excess_warmup, length.excess_draws)
    second = Folds(whole.uncontrolled, excess_model, steps, seed, (worlds,), "studies without a control")
    for i, sites in second.run(only, store, part_of(progress, 0.5, 1.0)):
        excess, pairs = excess_columns([sites], [rows]), _of(uncontrolled(studies), second.table, i)
        found += foresee_arms(pairs, whole.draws, controlled=False, seed=seed + i, excess=excess)
    return LeftOut(found, posteriors)


def _of(pairs: list[Pair], table: Table, i: int) -> list[Pair]:
    """The arms of the study that was left out."""
    return [(study, arm) for study, arm in pairs if study.key == table.studies[i]]


@dataclass(frozen=True)
class Folds:
    """One model fitted again and again, each time without one study of its table."""

    table: Table
    model: Model
    steps: tuple[int, int]  # of warm-up, and draws
    seed: int
    shared: tuple[World, ...]  # what the model takes beside which studies count
    what: str

    def run(
        self, only: tuple[str, ...] | None, store: Store, progress: Progress
    ) -> Iterator[tuple[int, dict[str, Float]]]:
        """Number of the study in the table and the sites of the fit without it, for each study (of ``only``).

        Each process warms up on all studies first, each alike, so that it does not matter which leaves which out.
        """
        left = [i for i, key in enumerate(self.table.studies) if only is None or key in only]
        jobs: Jobs = {
            f"{self.what} without {self.table.studies[i]}": (_fold, (self.seed + i, *self.shared, self._included(i)))
            for i in left
        }
        given = (partial(self.model, self.table), *self.steps, self.seed, *self.shared, self._included(None))
        with workers(_prepare, *given) as pool:
            chains = heard(pool, jobs, store, f"leaving out {self.what}", progress, (0.0, 1.0))
        for i, (sites, _) in zip(left, chains, strict=True):
            yield i, sites

    def _included(self, without: int | None) -> Float:
        included = np.ones(len(self.table.studies))
        if without is not None:
            included[without] = 0
        return included


def _prepare(model: Model, warmup: int, draws: int, seed: int, *whole: World | Float) -> None:
    sampler = Sampler(model, warmup, draws)
    sampler.adapt(seed, *whole)
    _SAMPLERS.append(sampler)


def _fold(seed: int, *args: World | Float) -> Chain:
    return _SAMPLERS[0].near(seed, *args)
