"""Normal equations of many small regressions at once, with what they cannot estimate marked rather than invented."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RANK = 1e-10  # eigenvalue of a correlation matrix below which a direction counts as absent
ESTIMABLE = 1e-6  # share of a contrast that may lie outside the estimable directions (rounding)


class Gram(NamedTuple):
    """Pseudo-inverse of X'WX in the scale of its own diagonal: scale (R, p), inverse and projector (R, p, p)."""

    scale: Floats
    inverse: Floats
    projector: Floats
    rank: NDArray[np.intp]

    def solve(self, right: Floats) -> Floats:
        """Coefficients (R, p) of right-hand sides (R, p)."""
        return np.einsum("rij,rj->ri", self.inverse, right / self.scale) / self.scale

    def covariance(self) -> Floats:
        """Inverse of X'WX, (R, p, p)."""
        return self.inverse / (self.scale[:, :, None] * self.scale[:, None, :])

    def estimable(self, contrasts: Floats) -> NDArray[np.bool_]:
        """Whether each contrast (q, p) of the coefficients has an answer in each replicate, (R, q)."""
        scaled = contrasts / self.scale[:, None, :]
        outside = np.abs(scaled @ self.projector - scaled).max(-1)
        return outside <= ESTIMABLE * np.abs(scaled).max(-1)


def gram(A: Floats) -> Gram:
    """Invert A = X'WX (R, p, p); empty or collinear columns lower the rank instead of failing."""
    diagonal = np.diagonal(A, axis1=1, axis2=2)
    scale = np.sqrt(np.where(diagonal > 0.0, diagonal, 1.0))
    values, vectors = np.linalg.eigh(A / (scale[:, :, None] * scale[:, None, :]))
    kept = values > RANK
    weight = np.where(kept, 1.0 / np.where(kept, values, 1.0), 0.0)
    transposed = np.swapaxes(vectors, 1, 2)
    return Gram(
        scale, (vectors * weight[:, None, :]) @ transposed, (vectors * kept[:, None, :]) @ transposed, kept.sum(1)
    )
