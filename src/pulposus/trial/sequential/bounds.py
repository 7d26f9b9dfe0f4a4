"""Bounds of a group-sequential trial and what they do: power, errors by look, inflation and expected sample size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import ndtr, ndtri

from pulposus.errors import InputError
from pulposus.trial.sequential.checks import check_rates, rising
from pulposus.trial.sequential.futility import BetaSpending, Futility
from pulposus.trial.sequential.integrate import crossing
from pulposus.trial.sequential.spending import OwnSpending, Shape, Spending
from pulposus.trial.sequential.walk import EXACT, ExhaustedError, Wanted, both_for, lower_for, upper_alone

Floats = NDArray[np.float64]
MOST = 64.0
"""Largest inflation of the drift that is tried before power is called out of reach."""


@dataclass(frozen=True)
class Course:
    """What becomes of trials under one effect: chances (k,) to end at each look with and without rejection."""

    drift: float
    reject: Floats
    accept: Floats
    expected: float
    """Mean information at the end as a share of the maximum."""

    @property
    def power(self) -> float:
        """Chance to reject at any look."""
        return float(self.reject.sum())

    @property
    def stopped(self) -> Floats:
        """Chance to end at each look, (k,)."""
        return self.reject + self.accept


@dataclass(frozen=True)
class Bounds:
    """Bounds on the z scale, positive z for benefit, and their operating characteristics.

    ``upper`` rejects; ``lower`` stops for futility in a one-sided trial (minus infinity where nobody stops, and equal
    to ``upper`` at the last look) and rejects for harm in a two-sided one. ``drift`` is the effect for which the power
    holds, times the root of the maximum information; ``inflation`` is that information over the one of a trial without
    looks. ``alpha_spent`` leaves non-binding futility out, ``null`` and ``effect`` obey it.
    """

    fractions: Floats
    alpha: float
    sides: int
    lower: Floats
    upper: Floats
    binding: bool
    nominal_p: Floats
    """One-sided p values (k,) that belong to ``upper``."""
    alpha_spent: Floats
    beta_spent: Floats
    drift: float
    inflation: float
    null: Course
    effect: Course

    @property
    def looks(self) -> int:
        """Number of looks, the last one included."""
        return len(self.fractions)

    @property
    def guarded(self) -> Floats:
        """Lower bounds (k,) on which error rates count: minus infinity where futility is non-binding."""
        return self.lower if self.binding or self.sides == 2 else np.full(self.looks, -np.inf)

    def course(self, drift: float) -> Course:
        """What becomes of trials whose effect times the root of the maximum information is ``drift``."""
        return _course(self.fractions, self.lower, self.upper, self.sides, drift)


def bounds(
    fractions: Sequence[float] | Floats,
    *,
    alpha: float,
    sides: int,
    power: float,
    efficacy: Spending | OwnSpending | Shape,
    futility: Futility | None = None,
    spend_at: Sequence[float] | Floats | None = None,
) -> Bounds:
    """Bounds for looks at ``fractions`` (k,) of the maximum information.

    ``alpha`` is the level of the whole test, of ``sides`` 1 or 2; the drift is found for ``power``. Spending functions
    are read at ``spend_at`` (k,) where it is given, else at ``fractions``: so looks that come earlier or later than
    planned keep what was to be spent at them. InputError where looks do not rise to 1, where spending passes alpha, and
    for futility of a two-sided test.
    """
    t = rising(fractions, "Information fractions")
    check_rates(alpha, sides, power)
    if futility is not None and sides == 2:
        raise InputError("Futility bounds need a one-sided test; give sides 1 and half the level.")
    read = t if spend_at is None else rising(spend_at, "Spending fractions")
    if len(read) != len(t):
        raise InputError(f"Spending is read at {len(read)} fractions for {len(t)} looks; give one a look.")
    wanted = Wanted(t, read, alpha, sides, efficacy, futility, 1 - power)
    alone = upper_alone(wanted)

    def found(drift: float) -> tuple[Floats, Floats]:
        return both_for(wanted, drift, alone) if wanted.binding else (lower_for(wanted, alone, drift), alone)

    fixed = float(-ndtri(alpha / sides) + ndtri(power))

    def lacking(drift: float) -> float:
        try:
            return _course(t, *found(drift), sides, drift).power - power
        except ExhaustedError:
            # Bounds that spend beta meet too early where the drift is too large; other rules stop too many if small.
            return 1 - power if isinstance(futility, BetaSpending) else -power

    drift = _drift(lacking, fixed)
    lower, upper = found(drift)
    counted = lower if wanted.binding or sides == 2 else np.full(len(t), -np.inf)
    effect = _course(t, lower, upper, sides, drift)
    return Bounds(
        fractions=t, alpha=alpha, sides=sides, lower=lower, upper=upper, binding=wanted.binding,
        nominal_p=np.asarray(ndtr(-upper)),
        alpha_spent=np.cumsum(_course(t, counted, upper, sides, 0.0).reject), beta_spent=np.cumsum(effect.accept),
        drift=drift, inflation=(drift / fixed) ** 2, null=_course(t, lower, upper, sides, 0.0), effect=effect,
    )  # fmt: skip


def _course(fractions: Floats, lower: Floats, upper: Floats, sides: int, drift: float) -> Course:
    above, below = crossing(fractions, lower, upper, drift)
    reject, accept = (above + below, np.zeros(len(above))) if sides == 2 else (above, below)
    accept[-1] = max(0.0, 1 - reject.sum() - accept[:-1].sum())
    return Course(drift, reject, accept, float((reject + accept) @ fractions))


def _drift(lacking: Callable[[float], float], fixed: float) -> float:
    """Drift at which power is lacking no more; a trial with looks never needs less than one without."""
    low, high = 0.9 * fixed, 1.2 * fixed
    if lacking(low) > 0:
        # Both tails of a two-sided test count, which matters where the power is hardly above the level.
        low = 0.0
    while lacking(high) < 0:
        low, high = high, 1.5 * high
        if high > MOST * fixed:
            raise InputError("No sample size reaches the power beside these futility bounds; stop fewer for futility.")
    return float(brentq(lacking, low, high, xtol=EXACT))
