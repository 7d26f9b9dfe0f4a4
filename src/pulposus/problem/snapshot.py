"""One written state of a solve: what is needed to go on, what is shown, and one line of results.csv."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
Row = Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """``arrays`` go on from here; ``points`` (n, ...) and ``cells`` (e, ...) are fields for ParaView; ``row`` the
    numbers of results.csv. ``output`` is False for the last good state before a failure."""

    time_s: float
    arrays: Mapping[str, Float]
    row: Row
    points: Mapping[str, Float] = field(default_factory=dict)
    cells: Mapping[str, Float] = field(default_factory=dict)
    output: bool = True
