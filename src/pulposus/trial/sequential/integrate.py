"""Chances of crossing bounds, look by look, by recursive numerical integration.

The z statistics of the looks have the canonical joint distribution: ``z_k`` is normal with mean ``theta * sqrt(I_k)``
and variance 1, and the scores ``z_k * sqrt(I_k)`` have independent increments. The density of ``z_k`` on the paths that
have not yet stopped follows from that of ``z_(k-1)`` by one integral (Armitage, McPherson & Rowe 1969,
doi 10.2307/2343787; Jennison & Turnbull 2000, ch. 19). The integrals are taken by Gauss-Legendre rules on short panels,
which reach rounding error with fewer points than the Simpson grid of that chapter.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

REACH = 8.5
"""How far from its mean a normal variable is followed, in SDs; what lies beyond is below 1e-16."""
PANEL = 1.0
"""Width of a panel in SDs of z or of the step to it or from it, whichever is smallest."""
NODES = 8
"""Points in a panel."""


class Paths(NamedTuple):
    """Trials that still run after a look: z (n,) and the chance carried by each point (n,), at an information level."""

    information: float
    z: Floats
    mass: Floats


class Crossing(NamedTuple):
    """Chance to stop for the first time at each look: above (k,) and below (k,) the bounds."""

    above: Floats
    below: Floats


START = Paths(0.0, np.zeros(1), np.ones(1))
"""Every trial, before its first look."""


@cache
def _rule() -> tuple[Floats, Floats]:
    x, w = np.polynomial.legendre.leggauss(NODES)
    return np.asarray(x), np.asarray(w)


def nodes(low: float, high: float, panel: float) -> tuple[Floats, Floats]:
    """Points and weights, both (n,), of an integral from ``low`` to ``high``; none where ``high <= low``."""
    if high <= low:
        return np.zeros(0), np.zeros(0)
    edges = np.linspace(low, high, int(np.ceil((high - low) / panel)) + 1)
    x, w = _rule()
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * w).ravel()


def onward(
    paths: Paths, information: float, drift: float, low: float, high: float, next_step: float, reach: float = REACH
) -> Paths:
    """Trials that reach the look at ``information`` and stay between the bounds ``low`` and ``high`` (z scale) there.

    ``drift`` is the effect per root of information. ``next_step`` is the SD of the step to the look after this one on
    the z scale of this look; where steps are short, panels are made as short. Trials further than ``reach`` SDs from
    the mean of z are left out.
    """
    mean = drift * np.sqrt(information)
    step = np.sqrt(information - paths.information)
    panel = PANEL * min(1.0, next_step, step / np.sqrt(information))
    z, weight = nodes(max(low, mean - reach), min(high, mean + reach), panel)
    shift = (z[:, None] * np.sqrt(information) - paths.z * np.sqrt(paths.information)) / step - drift * step
    density = np.exp(-0.5 * shift**2) @ paths.mass * np.sqrt(information) / (step * np.sqrt(2 * np.pi))
    return Paths(information, z, weight * density)


def tails(paths: Paths, information: float, drift: float, at: ArrayLike) -> tuple[Floats, Floats]:
    """Chances to reach the look at ``information`` and be above ``at`` there, and below it; each of its shape."""
    bound = np.asarray(at, dtype=float)
    step = np.sqrt(information - paths.information)
    shift = (bound[..., None] * np.sqrt(information) - paths.z * np.sqrt(paths.information)) / step - drift * step
    return np.asarray(ndtr(-shift) @ paths.mass), np.asarray(ndtr(shift) @ paths.mass)


def steps(information: Floats) -> Floats:
    """SD of the step from each look to the next on the z scale of the earlier, (k,); 1 after the last look."""
    ahead = np.sqrt(np.diff(information) / information[:-1])
    return np.append(ahead, 1.0)


def crossing(information: ArrayLike, lower: ArrayLike, upper: ArrayLike, drift: float) -> Crossing:
    """Chances to cross each bound first at each look.

    ``information`` (k,) rises; ``lower`` and ``upper`` (k,) are z bounds, infinite where there is none; the effect is
    ``drift`` in units of one over the root of information. The last look ends every trial: what is between its bounds
    is in neither chance.
    """
    levels, below, above = (np.asarray(v, dtype=float) for v in (information, lower, upper))
    ahead = steps(levels)
    paths, up, down = START, [], []
    for k, level in enumerate(levels):
        up.append(float(tails(paths, level, drift, above[k])[0]))
        down.append(float(tails(paths, level, drift, below[k])[1]))
        if k < len(levels) - 1:
            paths = onward(paths, level, drift, below[k], above[k], ahead[k])
    return Crossing(np.array(up), np.array(down))
