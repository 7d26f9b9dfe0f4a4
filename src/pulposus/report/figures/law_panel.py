"""What a figure of a law shows: curves with names, on one axis with units. No drawing, no numbers of the world."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Curve:
    """One named curve; ``x`` and ``y`` (k,). ``marks`` draws points that were printed elsewhere instead of a line."""

    name: str
    x: Float
    y: Float
    marks: bool = False


@dataclass(frozen=True, eq=False)
class Panel:
    """One pair of axes, labelled with units; ``curves`` in the order of their colours."""

    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    log_y: bool = False
    y_range: tuple[float, float] | None = None


def curve(name: str, x: ArrayLike, y: ArrayLike, *, marks: bool = False) -> Curve:
    """A curve from anything that NumPy reads (also JAX arrays)."""
    return Curve(name, np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64), marks)
