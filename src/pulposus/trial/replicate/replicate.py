"""Predicted beside published, trial by trial."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.calibration.table import Printed
from pulposus.errors import InputError
from pulposus.progress import Progress, silent
from pulposus.trial.outcome.worlds import draw_worlds
from pulposus.trial.replicate.analyse import difference_of, number_of
from pulposus.trial.replicate.differences import Difference
from pulposus.trial.replicate.gains import unknown_gains
from pulposus.trial.replicate.participants import candidates
from pulposus.trial.replicate.protocol import Protocol, protocol, trials
from pulposus.trial.replicate.virtual import rates, run

Float = NDArray[np.float64]
REPLICATES = 400
FEWEST = 20
"""Below this a band of 90 % has no ends."""


@dataclass(frozen=True)
class Forecast:
    """A published number among what virtual trials printed, ``draws`` (r,)."""

    published: float
    draws: Float

    @property
    def median(self) -> float:
        return float(np.median(self.draws))

    def band(self, level: float) -> tuple[float, float]:
        """Ends of the central band of a level."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2])
        return float(low), float(high)

    @property
    def quantile(self) -> float:
        """Where the published value falls among the draws, 0 to 1; a tie counts half."""
        return float(np.mean(self.draws < self.published) + np.mean(self.draws == self.published) / 2)


@dataclass(frozen=True)
class NumberBeside:
    """One printed number of an arm."""

    number: Printed
    scored: bool
    forecast: Forecast


@dataclass(frozen=True)
class DifferenceBeside:
    """One difference between arms; ``successes`` (r,): the virtual trials with p at most 0.05 in favour."""

    difference: Difference
    forecast: Forecast
    successes: NDArray[np.bool_]

    @property
    def success(self) -> float:
        """Promised chance of success."""
        return float(self.successes.mean())


@dataclass(frozen=True)
class Replication:
    """One trial run again ``replicates`` times."""

    protocol: Protocol
    replicates: int
    numbers: tuple[NumberBeside, ...]
    differences: tuple[DifferenceBeside, ...]

    @property
    def key(self) -> str:
        return self.protocol.key


def replicate(key: str, replicates: int = REPLICATES, seed: int = 0) -> Replication:
    """Run one controlled trial again, each time in another world of the calibration that has not seen it.

    Args:
        key: of the study.
        replicates: virtual trials.
        seed: the same key, replicates and seed give the same answer.

    Raises:
        InputError: the key is none of a controlled trial of the calibration, or there are too few replicates.
    """
    if replicates < FEWEST:
        raise InputError(f"replicates is {replicates}; give {FEWEST} or more.")
    trial = protocol(key)
    worlds = draw_worlds(replicates, seed, key)
    pools = [candidates(trial, arm, seed) for arm in trial.arms]
    rng = np.random.default_rng([seed, zlib.crc32(f"{key} replicates".encode())])
    found = run(
        trial, worlds, unknown_gains(trial, replicates, seed), pools, rates(len(trial.arms), replicates, seed), rng
    )
    numbers = [(one, _known(number_of(trial, found, one))) for one in trial.numbers]
    differences = [(one, difference_of(trial, found, one)) for one in trial.differences]
    return Replication(
        protocol=trial,
        replicates=replicates,
        numbers=tuple(NumberBeside(one, trial.scored(one), Forecast(one.change, draws)) for one, draws in numbers),
        differences=tuple(
            DifferenceBeside(one, Forecast(one.published, _known(its.difference)), its.success)
            for one, its in differences
        ),
    )


def _known(draws: Float) -> Float:
    """Without trials in which an arm had nobody left."""
    return draws[np.isfinite(draws)]


def replicate_all(
    replicates: int = REPLICATES, seed: int = 0, only: Sequence[str] | None = None, progress: Progress = silent
) -> tuple[Replication, ...]:
    """Run every controlled trial of the calibration again, or those of ``only``."""
    keys = trials() if only is None else tuple(only)
    found = []
    for i, key in enumerate(keys):
        progress(f"running {key} again", i / len(keys))
        found.append(replicate(key, replicates, seed))
    return tuple(found)
