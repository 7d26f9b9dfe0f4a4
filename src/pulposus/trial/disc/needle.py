"""The procedure on the discs of different people, some of whose tears were looked at."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import DiscAction
from pulposus.course.procedure import Procedure, perform
from pulposus.course.start import Start

Float = NDArray[np.float64]


def performed(start: Start, action: DiscAction, dallas: Float) -> Procedure:
    """``course.procedure.perform`` with each person's own Dallas grade where known (n,), NaN where nobody looked."""
    done = perform(start, action)
    if action.injection is None:
        return done
    for grade in np.unique(dallas[~np.isnan(dallas)]):
        known = perform(replace(start, world=replace(start.world, dallas=int(grade))), action)
        done = _merge(done, known, dallas == grade)
    return done


def _merge(mine: Any, theirs: Any, rows: NDArray[np.bool_]) -> Any:
    """The same structure with ``rows`` of every array that leads with the people taken from ``theirs``."""
    if is_dataclass(mine) and not isinstance(mine, type):
        return replace(
            mine, **{f.name: _merge(getattr(mine, f.name), getattr(theirs, f.name), rows) for f in fields(mine)}
        )
    if isinstance(mine, tuple):
        return type(mine)(*(_merge(a, b, rows) for a, b in zip(mine, theirs, strict=True)))
    if getattr(mine, "ndim", 0) > 0:
        merged = np.array(mine)
        merged[rows] = np.asarray(theirs)[rows]
        return merged
    return mine
