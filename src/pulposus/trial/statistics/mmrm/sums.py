"""What a fit needs of the data: sums of products per pattern of seen visits, so that no iteration touches people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """Sums over the people of each of K patterns, on v visits and q columns of the people's design.

    ``seen`` (K, v) is one where the pattern's people have a value and zero elsewhere; ``people`` (K,) counts them;
    ``zz`` (K, q, q), ``zy`` (K, q, v) and ``yy`` (K, v, v) are sums of z z', z y' and y y', zero at unseen visits.
    """

    seen: Array
    people: Array
    zz: Array
    zy: Array
    yy: Array

    @property
    def visits(self) -> int:
        """How many visits."""
        return int(self.seen.shape[1])

    @property
    def columns(self) -> int:
        """How many columns the people's design has."""
        return int(self.zz.shape[1])

    @property
    def values(self) -> int:
        """How many values were seen over all people and visits."""
        return int(self.people @ self.seen.sum(axis=1))

    @property
    def together(self) -> Array:
        """People seen at both of two visits (v, v)."""
        return (self.seen.T * self.people) @ self.seen

    def spread(self, weights: Array) -> Array:
        """Sum over patterns of weights (K, ..., v, v) Kronecker zz: (..., v q, v q), visits outside, columns inside."""
        k, q = len(self.people), self.columns
        v, between = self.visits, weights.shape[1:-2]
        flat = weights.reshape(k, -1).T @ self.zz.reshape(k, q * q)
        return flat.reshape(*between, v, v, q, q).swapaxes(-3, -2).reshape(*between, v * q, v * q)


def sums(y: Array, z: Array) -> Sums:
    """Sum values y (n, v), NaN where missing, and columns z (n, q) over people with the same visits seen.

    People without any value say nothing under this model and are left out.
    """
    seen = ~np.isnan(y)
    some = seen.any(axis=1)
    seen = seen[some]
    both = np.concatenate([z[some], np.where(seen, y[some], 0.0)], axis=1)
    patterns, which = np.unique(seen, axis=0, return_inverse=True)
    which = which.ravel()
    groups = np.split(both[np.argsort(which, kind="stable")], np.cumsum(np.bincount(which))[:-1])
    products = np.array([group.T @ group for group in groups])
    q = z.shape[1]
    return Sums(
        seen=patterns.astype(np.float64),
        people=np.array([len(group) for group in groups], dtype=np.float64),
        zz=np.ascontiguousarray(products[:, :q, :q]),
        zy=np.ascontiguousarray(products[:, :q, q:]),
        yy=np.ascontiguousarray(products[:, q:, q:]),
    )
