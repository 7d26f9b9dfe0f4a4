"""Fit the controlled arms, then what uncontrolled arms show beyond them; chains run side by side in processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.groups import controlled, uncontrolled
from pulposus.calibration.model import controlled_model
from pulposus.calibration.pool import Jobs, heard, workers
from pulposus.calibration.posterior import columns, thinned
from pulposus.calibration.sample import Chain, Chains, Sampler, check, gathered
from pulposus.calibration.store import Store, key_of
from pulposus.calibration.table import Table, build
from pulposus.calibration.uncontrolled import excess_model
from pulposus.calibration.world import World, worlds
from pulposus.evidence.schema import Study
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.symptoms.scale import OUTCOMES

Float = NDArray[np.float64]
EXCESS = tuple(f"{outcome}_{stem}" for outcome in OUTCOMES for stem in ("cohort_excess", "cohort_sd"))


@dataclass(frozen=True)
class Length:
    """How long to sample."""

    chains: int = settings.FIT_CHAINS
    warmup: int = settings.FIT_WARMUP
    draws: int = settings.FIT_DRAWS
    excess_warmup: int = settings.FIT_EXCESS_WARMUP
    excess_draws: int = settings.FIT_EXCESS_DRAWS


@dataclass(frozen=True)
class Fit:
    """Both parts: tables, chains, and the columns that ship."""

    controlled: Table
    controlled_chains: Chains
    uncontrolled: Table
    uncontrolled_chains: Chains
    draws: dict[str, Float]  # of the controlled part, thinned
    excess: dict[str, Float]  # of the uncontrolled part, with the row of ``draws`` under which it was made


def fit(
    studies: Iterable[Study],
    seed: int,
    length: Length | None = None,
    *,
    folder: Path | None = None,
    checked: bool = True,
    progress: Progress = silent,
) -> Fit:
    """Fit all studies that may be calibrated on.

    Args:
        studies: the evidence base, and further ones.
        seed: the same seed and studies give the same draws.
        length: of the chains.
        folder: where chains are kept, so that a stopped fit goes on; none are kept when None.
        checked: whether chains that did not settle are refused.
        progress: hears the stage and the share done.

    Raises:
        RunError: the chains did not settle.
    """
    length = length or Length()
    studies = list(studies)
    store = Store(folder, key_of(studies, asdict(length), seed, settings.FIT_ACCEPT, settings.FIT_ROWS))
    first, second = build(controlled(studies)), build(uncontrolled(studies))
    seeds = [seed * length.chains + i for i in range(length.chains)]
    with workers() as pool:
        jobs: Jobs = {f"controlled-{i}": (controlled_chain, (first, length, own)) for i, own in enumerate(seeds)}
        chains = gathered(heard(pool, jobs, store, "controlled trials", progress, (0.0, 0.5)))
        if checked:
            check(chains)
        draws = thinned(columns(chains.merged, first.other_names), settings.FIT_ROWS)
        rows = imputed_rows(draws, length.chains)
        jobs = {
            f"uncontrolled-{i}": (excess_chain, (second, length, own, held(draws, second, part, seed)))
            for i, (own, part) in enumerate(zip(seeds, rows, strict=True))
        }
        beyond = heard(pool, jobs, store, "studies without a control", progress, (0.5, 1.0))
    excess = excess_columns([sites for sites, _ in beyond], rows)
    return Fit(first, chains, second, gathered(beyond), draws, excess)


def imputed_rows(draws: Mapping[str, Float], chains: int) -> list[NDArray[np.int64]]:
    """Rows of the controlled posterior for each chain of the uncontrolled part, spread over the file."""
    whole = len(draws["pain_effect"])
    rows = (np.arange(settings.FIT_IMPUTATIONS * chains) + 0.5) * whole / (settings.FIT_IMPUTATIONS * chains)
    return [rows.astype(np.int64)[i::chains] for i in range(chains)]


def held(draws: Mapping[str, Float], table: Table, rows: NDArray[np.int64], seed: int) -> World:
    """Worlds of some rows, for the treatments of a table."""
    return worlds({name: column[rows] for name, column in draws.items()}, table.other_names, seed)


def excess_columns(chains: list[dict[str, Float]], rows: list[NDArray[np.int64]]) -> dict[str, Float]:
    """Columns of the uncontrolled part: mean and SD of the excess, with the row to which each belongs."""
    found: dict[str, list[Float]] = {name: [] for name in ("row", *EXCESS)}
    for sites, own in zip(chains, rows, strict=True):
        draws = len(sites["excess_mean"])
        kept = np.linspace(0, draws - 1, min(draws, settings.FIT_ROWS // (len(chains) * len(own)))).astype(int)
        for k, row in enumerate(own):
            found["row"].append(np.full(len(kept), float(row)))
            for i, outcome in enumerate(OUTCOMES):
                found[f"{outcome}_cohort_excess"].append(sites["excess_mean"][kept, k, i])
                found[f"{outcome}_cohort_sd"].append(sites[f"{outcome}_cohort_sd"][kept, k])
    return {name: np.concatenate(parts) for name, parts in found.items()}


def controlled_chain(table: Table, length: Length, seed: int) -> Chain:
    """One chain of the controlled model with every trial in it."""
    sampler = Sampler(partial(controlled_model, table), length.warmup, length.draws)
    return sampler.chain(seed, np.ones(len(table.studies)))


def excess_chain(table: Table, length: Length, seed: int, held: World) -> Chain:
    """One chain of the uncontrolled model under its own draws of the controlled posterior."""
    sampler = Sampler(partial(excess_model, table), length.excess_warmup, length.excess_draws)
    return sampler.chain(seed, held, np.ones(len(table.studies)))
