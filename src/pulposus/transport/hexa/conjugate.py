"""Conjugate gradients with the diagonal as preconditioner.

Sums are NumPy's own: the threaded inner product of a linear algebra library costs more than the rest of a step on
vectors this short when cores are shared.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.numerics import settings

Float = NDArray[np.float64]


def conjugate_gradients(matrix: Any, right: Float, tolerance: float) -> Float:
    """Solve ``matrix`` x = ``right``, symmetric positive definite, to a relative residual.

    Raises:
        RunError: the right side is not finite, or no convergence.
    """
    if not np.any(right):
        return np.zeros_like(right)
    if not np.all(np.isfinite(right)):
        raise RunError("Transport: the concentrations are not finite; look at porosity, cells and diffusivities.")
    # Scaled from both sides by the root of the diagonal, so that a step holds no preconditioner.
    root = 1 / np.sqrt(matrix.diagonal())
    scaled = matrix.copy()
    scaled.data *= np.repeat(root, np.diff(matrix.indptr)) * root[matrix.indices]
    residual = root * right
    x = np.zeros_like(right)
    search = residual.copy()
    square = np.sum(residual * residual)
    enough = tolerance**2 * square
    for _ in range(settings.TRANSPORT_3D_LINEAR_STEPS):
        image = scaled @ search
        length = square / np.sum(search * image)
        x += length * search
        residual -= length * image
        last, square = square, np.sum(residual * residual)
        if square <= enough:
            return root * x
        search *= square / last
        search += residual
    raise RunError(
        f"Transport: the linear solver found no solution in {settings.TRANSPORT_3D_LINEAR_STEPS} steps; look for "
        f"elements that are nearly flat and for porosity or open shares near 0."
    )
