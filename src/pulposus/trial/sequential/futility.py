"""When a trial stops because success has become unlikely: rules that give lower bounds on the z scale.

A **binding** rule must be obeyed and lets efficacy bounds be lower; a **non-binding** one may be overruled, and the
efficacy bounds protect the type I error even if it is (gsDesign's test types 3 and 4, rpact's ``bindingFutility``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from pulposus.errors import InputError
from pulposus.trial.sequential.spending import OwnSpending, Spending

Floats = NDArray[np.float64]
Effect = Literal["trend", "design", "predictive"]
EFFECTS: tuple[Effect, ...] = ("trend", "design", "predictive")


@dataclass(frozen=True)
class BetaSpending:
    """Stops where the type II error, spent like alpha, has been used up at that look; the last bounds meet."""

    spending: Spending | OwnSpending
    binding: bool


@dataclass(frozen=True)
class PowerBelow:
    """Stops where the chance of success at the end is below ``threshold``.

    The chance is conditional power under the current ``trend``, under the ``design`` effect, or ``predictive`` power
    with a flat prior, each for the last look alone, as though no look came in between.
    """

    threshold: float
    effect: Effect
    binding: bool

    def __post_init__(self) -> None:
        if self.effect not in EFFECTS:
            raise InputError(f"Effect '{self.effect}' of the power threshold is unknown; give {', '.join(EFFECTS)}.")
        if not 0 < self.threshold < 1:
            raise InputError(f"Threshold of the power is {self.threshold:g}; give a number between 0 and 1.")

    def lower(self, fractions: Floats, critical: float, drift: float) -> Floats:
        """Bounds (k,) for a last efficacy bound ``critical`` and a ``drift``; the last one is ``critical``."""
        t, quantile = fractions[:-1], float(ndtri(self.threshold))
        spread = quantile * np.sqrt(1 - t)
        if self.effect == "design":
            z = (critical + spread - drift * (1 - t)) / np.sqrt(t)
        elif self.effect == "trend":
            z = (critical + spread) * np.sqrt(t)
        else:
            z = critical * np.sqrt(t) + spread
        return np.append(z, critical)


@dataclass(frozen=True)
class ZBelow:
    """Stops at or below these z values, one for each look but the last; ``-inf`` where nobody stops."""

    z: tuple[float, ...]
    binding: bool

    def lower(self, fractions: Floats, critical: float, drift: float) -> Floats:  # noqa: ARG002
        """Bounds (k,); the last one is ``critical``."""
        if len(self.z) != len(fractions) - 1:
            raise InputError(
                f"Futility lists {len(self.z)} bounds for {len(fractions)} looks; give one for each look but the last."
            )
        if any(math.isnan(z) or z == math.inf for z in self.z):
            raise InputError(f"Futility bounds {list(self.z)} hold no number; give z values, or -inf for no bound.")
        return np.append(np.asarray(self.z, dtype=float), critical)


Futility = BetaSpending | PowerBelow | ZBelow
