"""How good a forecast was: how often its bands hold the outcome, and the continuous ranked probability score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from pulposus.evidence.aftermath.binomial import exact_interval

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Coverage:
    """How many outcomes a central band held."""

    level: float
    held: int
    of: int

    @property
    def share(self) -> float:
        return self.held / self.of

    @property
    def interval(self) -> tuple[float, float]:
        """Exact 95 % interval of the share."""
        return exact_interval(self.held, self.of)

    @property
    def compatible(self) -> bool:
        """Whether that interval holds the level that was promised."""
        low, high = self.interval
        return low <= self.level <= high


def coverage(quantiles: Sequence[float], level: float) -> Coverage:
    """Coverage of the central band of a level, from where each outcome fell among the draws (0 to 1)."""
    tail = (1 - level) / 2
    held = sum(tail <= q <= 1 - tail for q in quantiles)
    return Coverage(level, held, len(quantiles))


def crps_of_draws(draws: Float, outcome: float) -> float:
    """Score of a sample (n,), lower is better: E|X - y| - E|X - X'|/2 (Gneiting and Raftery 2007).

    Source: doi 10.1198/016214506000001437; the second mean is over distinct pairs.
    """
    x = np.sort(draws)
    n = len(x)
    apart = 2 * np.sum((2 * np.arange(n) - n + 1) * x) / (n * (n - 1))
    return float(np.mean(np.abs(x - outcome)) - apart / 2)


def crps_of_normal(mean: float, sd: float, outcome: float) -> float:
    """Score of a normal forecast in closed form (Gneiting et al. 2005, doi 10.1175/MWR2904.1)."""
    z = (outcome - mean) / sd
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return float(sd * (z * (2 * ndtr(z) - 1) + 2 * density - 1 / np.sqrt(np.pi)))
