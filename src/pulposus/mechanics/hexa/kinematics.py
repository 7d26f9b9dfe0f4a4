"""F at the points of a block and its invariants with their derivatives, components first: (3, 3, p) and (p,)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Float = NDArray[np.float64]
# (i, j, p) with p the third of 0, 1, 2 and the sign of the permutation, for i != j.
_THIRD = {(i, j): (3 - i - j, 1.0 if (j - i) % 3 == 1 else -1.0) for i in range(3) for j in range(3) if i != j}


@dataclass(frozen=True, eq=False)
class Kinematics:
    """``invariants`` (4, p): I1, J and both squared fibre stretches (1 without fibres). ``slopes`` their derivatives by
    F, each (3, 3, p) ordered (i, L); two without fibres."""

    F: Float
    invariants: Float
    slopes: list[Float]
    fibres: Float | None
    """(2, 3, p)"""

    @property
    def J(self) -> Float:
        return np.asarray(self.invariants[1])

    @property
    def cofactor(self) -> Float:
        return self.slopes[1]


def cofactor(F: Float) -> Float:
    """Derivative of det F by F, (3, 3, p)."""
    out = np.empty_like(F)
    for i in range(3):
        a, b = F[(i + 1) % 3], F[(i + 2) % 3]
        for L in range(3):
            out[i, L] = a[(L + 1) % 3] * b[(L + 2) % 3] - a[(L + 2) % 3] * b[(L + 1) % 3]
    return out


def kinematics(F: Float, fibres: Float | None) -> Kinematics:
    """Invariants of F (3, 3, p) and, for each, its derivative by F."""
    cof = cofactor(F)
    J = F[0, 0] * cof[0, 0] + F[0, 1] * cof[0, 1] + F[0, 2] * cof[0, 2]
    I1 = np.einsum("iLp,iLp->p", F, F)
    slopes, stretches = [2 * F, cof], [np.ones_like(J), np.ones_like(J)]
    if fibres is not None:
        for k, a in enumerate(fibres):
            image = F[:, 0] * a[0] + F[:, 1] * a[1] + F[:, 2] * a[2]
            stretches[k] = np.einsum("ip,ip->p", image, image)
            slopes.append(2 * image[:, None] * a[None])
    return Kinematics(F, np.stack([I1, J, *stretches]), slopes, fibres)


def second_order(x: Kinematics, by: list[Float], by2: list[list[Float]], volume: Float) -> Float:
    """d P_iL / d F_jM times the volume of the point, (p, 27, 3) ordered (L, i, j; M).

    ``by`` are the derivatives of the energy by the invariants, that by J less the fluid potential; ``by2`` the second.
    """
    count, p = len(x.slopes), x.F.shape[-1]
    weighted = [[by2[m][n] * volume for n in range(count)] for m in range(count)]
    first = [b * volume for b in by]
    out = np.empty((3, 3, 3, 3, p))  # L, i, j, M
    for L in range(3):
        for i in range(3):
            coupled = []
            for m in range(count):
                total = weighted[m][0] * x.slopes[0][i, L]
                for n in range(1, count):
                    total += weighted[m][n] * x.slopes[n][i, L]
                coupled.append(total)
            for j in range(3):
                for M in range(3):
                    if (M, j) < (L, i):
                        out[L, i, j, M] = out[M, j, i, L]
                        continue
                    value = coupled[0] * x.slopes[0][j, M]
                    for m in range(1, count):
                        value += coupled[m] * x.slopes[m][j, M]
                    if i == j:
                        if L == M:
                            value += 2 * first[0]
                        if x.fibres is not None:
                            for a, b in zip(x.fibres, first[2:], strict=True):
                                value += 2 * b * a[L] * a[M]
                    elif L != M:  # d cof(F)_iL / d F_jM = e_ijr e_LMs F_rs
                        (r, sign), (s, other) = _THIRD[i, j], _THIRD[L, M]
                        value += sign * other * first[1] * x.F[r, s]
                    out[L, i, j, M] = value
    return np.ascontiguousarray(np.moveaxis(out.reshape(3**3, 3, p), -1, 0))
