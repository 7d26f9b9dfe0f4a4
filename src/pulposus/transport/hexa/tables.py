"""Shape functions of both kinds of element at the eight Gauss points where transport is integrated."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.hexahedron import HEX8, serendipity

Float = NDArray[np.float64]


@cache
def shape_gradient(nodes: int) -> Float:
    """Reference gradients (8, 3, n) of the functions that carry the shape of elements with 8 or 20 nodes."""
    return HEX8.gradient if nodes == HEX8.nodes else serendipity(HEX8.points)[1]
