"""What bounds decide for many trials at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.trial.sequential.bounds import Bounds

Floats = NDArray[np.float64]


class Decision(NamedTuple):
    """How trials ended, each (...,): at which look (from 0), with which z, and whether rejected or stopped early."""

    look: NDArray[np.int64]
    z: Floats
    rejected: NDArray[np.bool_]
    futile: NDArray[np.bool_]
    """Ended before the last look without rejection."""


def decide(bounds: Bounds, z: Floats, *, obey_futility: bool = True) -> Decision:
    """Decisions for z statistics (..., k), positive for benefit.

    A look that was not made is NaN and stops nobody; the last one must be there for every trial that reaches it.
    ``obey_futility=False`` overrules a non-binding futility bound in all trials. A two-sided test rejects below its
    lower bound too.
    """
    values = np.asarray(z, dtype=float)
    if values.shape[-1:] != (bounds.looks,):
        raise InputError(f"The z statistics have {values.shape[-1:]} looks, the bounds {bounds.looks}; give one each.")
    if bounds.binding and not obey_futility:
        raise InputError("Futility is binding and cannot be overruled; ask for bounds with binding false.")
    above = values >= bounds.upper
    below = values <= (bounds.lower if obey_futility else bounds.guarded)
    below[..., -1] &= bounds.sides == 2
    stops = above | below
    stops[..., -1] = True
    look = stops.argmax(axis=-1)
    index = look[..., None]
    ended = np.take_along_axis(values, index, -1)[..., 0]
    if np.isnan(ended).any():
        raise InputError("The last look has no z statistic in a trial that reaches it; give one for each trial.")
    rejected = np.take_along_axis(above | (below & (bounds.sides == 2)), index, -1)[..., 0]
    return Decision(look, ended, rejected, ~rejected & (look < bounds.looks - 1))
