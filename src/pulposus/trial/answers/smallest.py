"""The smallest trial that succeeds often enough, read off a curve that noise does not let fall."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pulposus.trial.answers.power import Curve

TARGETS = (0.8, 0.9)


@dataclass(frozen=True)
class Smallest:
    """People of the whole trial at which ``target`` is reached; ``low`` and ``high`` where the upper and the lower
    95 % limit of the curve reach it. None: not up to ``largest``. ``at_most``: the smallest trial simulated is already
    enough."""

    target: float
    size: float | None
    low: float | None
    high: float | None
    largest: int
    at_most: bool

    @property
    def words(self) -> str:
        """As it is told."""
        if self.size is None:
            hope = "" if self.low is None else f", though the error of simulation allows it from {self.low:.0f} on"
            return f"no size up to {self.largest} people is enough{hope}"
        if self.at_most:
            return f"{self.size:.0f} people or fewer are enough"
        low = self.size if self.low is None else self.low
        high = f"more than {self.largest}" if self.high is None else f"{self.high:.0f}"
        return f"{self.size:.0f} people are enough ({low:.0f} to {high})"


def smallest(curve: Curve, target: float) -> Smallest:
    """Monotone regression of the shares on size, weighted by replicates, with straight lines between sizes.

    The limits are made monotone in the same way. Source of the regression: Barlow RE, Brunk HD. J Am Stat Assoc
    1972;67:140-147 (doi:10.1080/01621459.1972.10481216).
    """
    weights = [max(share.of, 1) for share in curve.shares]
    size = _crossing(curve.sizes, [share.value for share in curve.shares], weights, target)
    low = _crossing(curve.sizes, [share.high for share in curve.shares], weights, target)
    high = _crossing(curve.sizes, [share.low for share in curve.shares], weights, target)
    return Smallest(target, size, low, high, curve.sizes[-1], size is not None and size <= curve.sizes[0])


def _crossing(sizes: Sequence[int], values: Sequence[float], weights: Sequence[int], target: float) -> float | None:
    """Where rising values first reach the target; None where they do not, the first size where they begin above."""
    from scipy.optimize import isotonic_regression

    rising = isotonic_regression(values, weights=weights).x
    reached = np.flatnonzero(rising >= target)
    if not len(reached):
        return None
    place = int(reached[0])
    if place == 0:
        return float(sizes[0])
    below, above = float(rising[place - 1]), float(rising[place])
    part = (target - below) / (above - below)
    return float(sizes[place - 1] + part * (sizes[place] - sizes[place - 1]))
