"""What not knowing the covariance does to the coefficients' own covariance, in small samples.

Kenward and Roger, Biometrics 1997 (doi 10.2307/2533558), with the covariance linear in its parameters so that no second
derivatives occur; this is SAS's DDFM=KR for TYPE=UN and the "Kenward-Roger-Linear" of R's mmrm.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.statistics.mmrm.likelihood import Point, unit_changes
from pulposus.trial.statistics.mmrm.sums import Sums

Array = NDArray[np.float64]


def adjusted(point: Point, steep: Array, spread: Array, sums: Sums, effects: Array) -> Array:
    """Kenward and Roger's covariance of the coefficients (p, p).

    ``steep`` (m, p, p) is X'W D_h W X and ``spread`` (m, m) the covariance of theta.
    """
    v, phi, w = sums.visits, point.phi, point.weights
    units = unit_changes(v).reshape(-1, v * v)
    pairs = (units.T @ spread @ units).reshape(v, v, v, v)
    between = np.tensordot(w, pairs, axes=((1, 2), (1, 2)))
    second = effects.T @ sums.spread(w @ between @ w) @ effects
    mixed = np.tensordot(spread, steep, axes=1)
    first = np.sum(steep @ phi @ mixed, axis=0)
    whole: Array = phi + 2 * phi @ (second - first) @ phi
    return (whole + whole.T) / 2
