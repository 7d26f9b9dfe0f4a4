"""How much of an error rate may be spent by which share of the information.

Convention of gsDesign and rpact alike: a spending function works on a **one-sided** level. A two-sided test of level
``alpha`` spends twice what a one-sided test of level ``alpha / 2`` spends, and ``spent`` gives the two-sided sum.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from pulposus.errors import InputError

Floats = NDArray[np.float64]
Kind = Literal["obrien-fleming", "pocock", "hwang-shih-decani", "power"]
KINDS: tuple[Kind, ...] = ("obrien-fleming", "pocock", "hwang-shih-decani", "power")
ROUNDING = 1e-9
"""How far a sum of error rates may pass its total by rounding alone."""


@dataclass(frozen=True)
class Spending:
    """A family of error spending functions.

    - ``obrien-fleming`` and ``pocock``: the two of Lan & DeMets (1983, doi 10.1093/biomet/70.3.659), rpact's ``asOF``
      and ``asP``, gsDesign's ``sfLDOF`` and ``sfLDPocock``; no parameter.
    - ``hwang-shih-decani``: parameter gamma, spending ``(1 - exp(-gamma t)) / (1 - exp(-gamma))`` (1990,
      doi 10.1002/sim.4780091207); about -4 is like O'Brien-Fleming, 1 like Pocock, 0 linear.
    - ``power``: parameter rho > 0, spending ``t ** rho`` (Kim & DeMets 1987, doi 10.1093/biomet/74.1.149).
    """

    kind: Kind
    parameter: float | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"Spending kind '{self.kind}' is unknown; give one of {', '.join(KINDS)}.")
        wants = self.kind in ("hwang-shih-decani", "power")
        if wants and (self.parameter is None or not math.isfinite(self.parameter)):
            raise InputError(f"Spending of kind '{self.kind}' needs a parameter; give one number.")
        if not wants and self.parameter is not None:
            raise InputError(f"Spending of kind '{self.kind}' has no parameter, but {self.parameter:g} was given.")
        if self.kind == "power" and self.parameter is not None and self.parameter <= 0:
            raise InputError(f"The power of the spending function is {self.parameter:g}; give a positive number.")

    def spent(self, level: float, sides: int, fractions: Floats, name: str = "alpha") -> Floats:  # noqa: ARG002
        """Cumulative error spent, (k,), at the fractions (k,) of the information, for a total of ``level``."""
        t = np.clip(np.asarray(fractions, dtype=float), 0.0, 1.0)
        one_sided = level / sides
        if self.kind == "obrien-fleming":
            with np.errstate(divide="ignore"):
                return np.asarray(sides * 2 * ndtr(ndtri(one_sided / 2) / np.sqrt(t)))
        if self.kind == "pocock":
            return np.asarray(level * np.log1p(math.expm1(1) * t))
        assert self.parameter is not None
        if self.kind == "power":
            return np.asarray(level * t**self.parameter)
        gamma = self.parameter
        return np.asarray(level * (t if gamma == 0 else np.expm1(-gamma * t) / math.expm1(-gamma)))


@dataclass(frozen=True)
class OwnSpending:
    """Cumulative error to be spent by each look, as the protocol lists it."""

    cumulative: tuple[float, ...]

    def spent(self, level: float, sides: int, fractions: Floats, name: str = "alpha") -> Floats:  # noqa: ARG002
        """The listed values, (k,), once they are seen to rise and not to pass ``level`` of the error ``name``."""
        values = np.asarray(self.cumulative, dtype=float)
        if len(values) != len(fractions):
            raise InputError(
                f"Spending of {name} lists {len(values)} values for {len(fractions)} looks; give one a look."
            )
        check_spending(values, level, name)
        return values


@dataclass(frozen=True)
class Shape:
    """Bounds of a fixed shape, ``c * t ** (power - 1/2)`` on the z scale (Wang & Tsiatis 1987, doi 10.2307/2531959).

    Power 0 is O'Brien & Fleming's (1979) bound, 1/2 is Pocock's (1977); ``c`` is found for the level.
    """

    power: float

    def bounds(self, fractions: Floats) -> Floats:
        """The shape, (k,), for ``c = 1``."""
        return np.asarray(np.asarray(fractions, dtype=float) ** (self.power - 0.5))


OBRIEN_FLEMING = Shape(0.0)
POCOCK = Shape(0.5)


def check_spending(values: Floats | Sequence[float], level: float, name: str) -> None:
    """InputError where cumulative spending is negative, falls, or passes its total."""
    spent = np.asarray(values, dtype=float)
    if not np.all(np.isfinite(spent)) or np.any(spent < 0):
        raise InputError(f"Spending of {name} must be listed as numbers from 0 up, but {spent.tolist()} was given.")
    if np.any(np.diff(spent) < -ROUNDING):
        raise InputError(f"Spending of {name} falls in {spent.tolist()}; give cumulative values that never fall.")
    if spent.max() > level + ROUNDING:
        raise InputError(
            f"spending {spent.max():g} exceeds {name} {level:g}; give cumulative values that end at {level:g} or below."
        )
