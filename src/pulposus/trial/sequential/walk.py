"""Finding bounds look by look: each is the z value at which just the error wanted is spent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from pulposus.errors import InputError, RunError
from pulposus.trial.sequential.futility import BetaSpending, Futility
from pulposus.trial.sequential.integrate import START, Paths, onward, steps, tails
from pulposus.trial.sequential.spending import OwnSpending, Shape, Spending

Floats = NDArray[np.float64]
FAR = 38.0
"""A z value that no trial passes: the normal tail beyond it is zero in double precision."""
NOTHING = 1e-17
"""Error rates below this are not spent: the bound is infinite."""
EXACT = 1e-11
"""Tolerance of bounds on the z scale."""
ROUNDS = 60
"""Most rounds of the fixed point between a binding power threshold and the last bound."""


class ExhaustedError(InputError):
    """Binding futility leaves fewer trials than alpha is to be spent on, at the effect that was tried."""


@dataclass(frozen=True)
class Wanted:
    """What bounds are to be found for; ``spend_at`` (k,) are the fractions at which spending functions are read."""

    fractions: Floats
    spend_at: Floats
    alpha: float
    sides: int
    efficacy: Spending | OwnSpending | Shape
    futility: Futility | None
    beta: float

    @property
    def binding(self) -> bool:
        """Whether efficacy bounds count on the futility bounds."""
        return self.futility is not None and self.futility.binding


def upper_alone(wanted: Wanted) -> Floats:
    """Efficacy bounds (k,) that count on no futility bound."""
    if not isinstance(wanted.efficacy, Shape):
        return _walk(wanted, None, None, None, None)[1]
    shape = wanted.efficacy.bounds(wanted.fractions)
    return shape * _scaled(wanted, lambda scale: _walk(wanted, shape * scale, None, None, None)[2])


def lower_for(wanted: Wanted, upper: Floats, drift: float) -> Floats:
    """Lower bounds (k,) beside given efficacy bounds, for the effect ``drift``; minus infinity where there is none."""
    if wanted.futility is None:
        return -upper if wanted.sides == 2 else np.full(len(upper), -np.inf)
    if not isinstance(wanted.futility, BetaSpending):
        return np.minimum(wanted.futility.lower(wanted.fractions, upper[-1], drift), upper)
    return _walk(wanted, upper, None, drift, wanted.futility)[0]


def both_for(wanted: Wanted, drift: float, upper: Floats) -> tuple[Floats, Floats]:
    """Lower and upper bounds (k,) of a binding rule for the effect ``drift``; ``upper`` without it is the start."""
    futility = wanted.futility
    assert futility is not None
    if isinstance(wanted.efficacy, Shape):
        shape = wanted.efficacy.bounds(wanted.fractions)

        def walked(scale: float) -> tuple[Floats, Floats, float]:
            lower = None if isinstance(futility, BetaSpending) else futility.lower(wanted.fractions, scale, drift)
            return _walk(wanted, shape * scale, lower, drift, futility)

        return walked(_scaled(wanted, lambda scale: walked(scale)[2]))[:2]
    if isinstance(futility, BetaSpending):
        return _walk(wanted, None, None, drift, futility)[:2]
    critical = float(upper[-1])
    for _ in range(ROUNDS):
        lower, found, _spent = _walk(wanted, None, futility.lower(wanted.fractions, critical, drift), drift, futility)
        if abs(found[-1] - critical) < EXACT:
            return lower, found
        critical = float(found[-1])
    raise RunError("The binding futility bounds and the last efficacy bound do not settle; make futility non-binding.")


def _scaled(wanted: Wanted, spent: Callable[[float], float]) -> float:
    """Scale of a shape at which ``spent(scale)`` is alpha."""
    return float(brentq(lambda scale: spent(scale) - wanted.alpha, 0.0, FAR, xtol=EXACT))


def _walk(
    wanted: Wanted, upper: Floats | None, lower: Floats | None, drift: float | None, futility: Futility | None
) -> tuple[Floats, Floats, float]:
    """Lower and upper bounds (k,) and the alpha they spend, found from the first look on.

    Bounds that are given are kept; upper ones are else found under no effect, lower ones by beta spending under
    ``drift``. With no ``futility`` the lower bounds are minus the upper of a two-sided test, else none.
    """
    t, ahead = wanted.fractions, steps(wanted.fractions)
    null, alternative, total = START, START, 0.0
    alpha = np.zeros(len(t)) if isinstance(wanted.efficacy, Shape) else _rises(wanted.efficacy, wanted, "alpha")
    beta = _rises(futility.spending, wanted, "beta") if isinstance(futility, BetaSpending) else np.zeros(len(t))
    ups, downs = np.full(len(t), np.inf), np.full(len(t), -np.inf)
    for k, level in enumerate(t):
        one_sided = alpha[k] / wanted.sides
        if upper is not None:
            ups[k] = upper[k]
        elif one_sided > NOTHING:
            ups[k] = _above(null, level, one_sided, k)
        if futility is None:
            downs[k] = -ups[k] if wanted.sides == 2 else -np.inf
        elif lower is not None:
            downs[k] = min(lower[k], ups[k])
        elif k == len(t) - 1:
            downs[k] = ups[k]
        elif beta[k] > NOTHING:
            assert drift is not None
            downs[k] = _below(alternative, level, drift, beta[k], ups[k])
        floor = downs[k] if futility is None or futility.binding else -np.inf
        total += wanted.sides * float(tails(null, level, 0.0, ups[k])[0])
        if k < len(t) - 1:
            null = onward(null, level, 0.0, floor, ups[k], ahead[k])
            if drift is not None:
                alternative = onward(alternative, level, drift, downs[k], ups[k], ahead[k])
    return downs, ups, total


def _rises(spending: Spending | OwnSpending, wanted: Wanted, name: str) -> Floats:
    level = wanted.alpha if name == "alpha" else wanted.beta
    return np.diff(spending.spent(level, wanted.sides, wanted.spend_at, name), prepend=0.0)


def _below(paths: Paths, level: float, drift: float, beta: float, upper: float) -> float:
    """Lower bound that spends ``beta`` under the effect; the upper bound where even that spends less."""
    if float(tails(paths, level, drift, upper)[1]) <= beta:
        return upper
    return float(brentq(lambda z: float(tails(paths, level, drift, z)[1]) - beta, -FAR, min(upper, FAR), xtol=EXACT))


def _above(paths: Paths, level: float, alpha: float, look: int) -> float:
    """Upper bound that spends ``alpha`` under no effect."""
    if float(tails(paths, level, 0.0, -FAR)[0]) <= alpha:
        raise ExhaustedError(
            f"At look {look + 1} fewer trials go on than alpha is to be spent; spend less, or stop fewer for futility."
        )
    return float(brentq(lambda z: float(tails(paths, level, 0.0, z)[0]) - alpha, -FAR, FAR, xtol=EXACT))
