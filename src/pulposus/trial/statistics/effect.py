"""What every analysis of a trial gives back: an estimate with its uncertainty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from pulposus.errors import InputError

Floats = NDArray[np.float64]


class Effect(NamedTuple):
    """An effect with its interval and test; every field but level has the shape of the replicates (or is 0-d).

    estimate and se are on the scale of the model (points, log odds ratio, log hazard ratio, risk difference); df are
    the degrees of freedom of the t distribution, inf for the normal; low and high are the limits of the two-sided
    interval of the given level; p_value is two-sided against no effect.
    """

    estimate: Floats
    se: Floats
    df: Floats
    low: Floats
    high: Floats
    p_value: Floats
    level: float = 0.95

    @classmethod
    def of(cls, estimate: ArrayLike, se: ArrayLike, df: ArrayLike = np.inf, level: float = 0.95) -> Effect:
        """Interval and p-value from an estimate, its standard error and degrees of freedom (arrays that broadcast).

        Raises InputError for a level outside 0 to 1. A NaN estimate or se (a replicate without an answer) stays NaN.
        """
        if not 0.0 < level < 1.0:
            raise InputError(f"Field 'level' is {level:g}; give a confidence level between 0 and 1, such as 0.95.")
        value, error, freedom = (
            np.array(part) for part in np.broadcast_arrays(*(np.asarray(x, float) for x in (estimate, se, df)))
        )
        normal = np.isinf(freedom)
        finite = np.where(normal, 1.0, freedom)
        tail = 0.5 * (1.0 + level)
        quantile = np.where(normal, ndtri(tail), stdtrit(finite, tail))
        with np.errstate(divide="ignore", invalid="ignore"):
            statistic = -np.abs(value / error)
        p_value = 2.0 * np.where(normal, ndtr(statistic), stdtr(finite, statistic))
        low, high = (np.asarray(value + side * quantile * error) for side in (-1.0, 1.0))
        return cls(value, error, freedom, low, high, np.asarray(p_value), level)

    def at(self, index: Any) -> Effect:
        """The same effect for some positions of the last axis (a number drops that axis, a slice keeps it)."""
        return self._each(lambda part: np.asarray(part[..., index]))

    def reshaped(self, shape: tuple[int, ...]) -> Effect:
        """The same effects in an array of another shape."""
        return self._each(lambda part: part.reshape(shape))

    def _each(self, function: Callable[[Floats], Floats]) -> Effect:
        return Effect(
            function(self.estimate),
            function(self.se),
            function(self.df),
            function(self.low),
            function(self.high),
            function(self.p_value),
            self.level,
        )

    def below(self, alpha: float) -> NDArray[np.bool_]:
        """Whether the two-sided p-value is at or below alpha; a replicate without an answer does not reject."""
        return np.asarray(self.p_value <= alpha)

    def one_sided(self, *, benefit_is_negative: bool) -> Floats:
        """p-value against no effect in the direction of benefit: a fall of pain is negative."""
        benefit = self.estimate < 0.0 if benefit_is_negative else self.estimate > 0.0
        return np.where(benefit, 0.5 * self.p_value, 1.0 - 0.5 * self.p_value)
