"""Ridge regression of many outputs on standardised features, each output with the penalty that predicts it best.

The penalty is chosen by leave-one-out errors, which have a closed form from one singular value decomposition (Golub,
Heath & Wahba 1979, doi:10.1080/00401706.1979.10489751).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
PENALTIES = np.logspace(0, 6, 13)


@dataclass(frozen=True)
class Ridge:
    """Coefficients (d, outputs) on features less ``centre`` (d,) over ``scale`` (d,), and what they left over."""

    centre: Float
    scale: Float
    lowest: Float
    """Of each standardised feature in training, (d,); ``highest`` likewise: beyond them nothing is extrapolated."""
    highest: Float
    intercept: Float
    coefficients: Float
    residuals: Float
    """Error of each training row when it is left out, (n, outputs)."""

    def predict(self, x: Float) -> Float:
        """Outputs (m, outputs) at features (m, d), held at the edge of what training had seen."""
        standard = np.clip((x - self.centre) / self.scale, self.lowest, self.highest)
        return np.asarray(self.intercept + standard @ self.coefficients)


def fit(x: Float, y: Float) -> Ridge:
    """Fit outputs ``y`` (n, outputs) on features ``x`` (n, d); a constant feature counts for nothing."""
    n = len(x)
    centre, scale = np.mean(x, axis=0), np.std(x, axis=0)
    scale = np.where(scale > 0, scale, 1.0)
    standard = (x - centre) / scale
    intercept = np.mean(y, axis=0)
    u, s, vt = np.linalg.svd(standard, full_matrices=False)
    along = u.T @ (y - intercept)
    shrink = s**2 / (s**2 + PENALTIES[:, None])
    # The mean is fitted too: it adds 1/n to what each row says of itself.
    own = u**2 @ shrink.T + 1 / n
    left_out = np.stack(
        [(y - intercept - u @ (k[:, None] * along)) / (1 - h)[:, None] for k, h in zip(shrink, own.T, strict=True)]
    )
    best = np.argmin(np.mean(left_out**2, axis=1), axis=0)
    inverse = np.where(s > 0, shrink / np.where(s > 0, s, 1.0), 0.0)
    return Ridge(
        centre=centre,
        scale=scale,
        lowest=np.min(standard, axis=0),
        highest=np.max(standard, axis=0),
        intercept=intercept,
        coefficients=vt.T @ (inverse[best].T * along),
        residuals=np.take_along_axis(left_out, best[None, None, :], axis=0)[0],
    )
