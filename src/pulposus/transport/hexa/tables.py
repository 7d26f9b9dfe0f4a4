"""Shape functions of both kinds of element where transport is integrated: at the Gauss points, or at the corners."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.hexahedron import CORNERS, HEX8, serendipity, trilinear

Float = NDArray[np.float64]


@cache
def shape_gradient(nodes: int) -> Float:
    """Reference gradients (8, 3, n) of the functions that carry the shape of elements with 8 or 20 nodes."""
    return HEX8.gradient if nodes == HEX8.nodes else serendipity(HEX8.points)[1]


@cache
def corner_shape_gradient(nodes: int) -> Float:
    """The same at the eight corners."""
    return (trilinear if nodes == HEX8.nodes else serendipity)(CORNERS)[1]
