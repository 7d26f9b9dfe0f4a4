"""The confined column after division into linear elements, solved exactly in time: what a perfect time step gives.

Displacement u and pressure p are linear in each of n elements of a column of unit height, modulus and permeability,
with the pressure projection of White and Borja 2008 (doi:10.1016/j.cma.2008.05.015) of weight 1/(2G). Eliminating u
leaves S dp/dt + K p = g df/dt, a linear system whose solution is a matrix exponential. Written with dense matrices and
scipy, apart from the solver under test.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import expm

Float = NDArray[np.float64]


def _matrices(elements: int, shear_over_modulus: float) -> tuple[Float, Float, Float, Float]:
    """Stiffness A and coupling C of u above the base, storage T and flow K of p below the drained top."""
    n, h = elements, 1 / elements
    A, C, T, K = np.zeros((n + 1, n + 1)), np.zeros((n + 1, n + 1)), np.zeros((n + 1, n + 1)), np.zeros((n + 1, n + 1))
    for e in range(n):
        at = np.ix_([e, e + 1], [e, e + 1])
        difference = np.array([[1.0, -1.0], [-1.0, 1.0]])
        A[at] += difference / h
        C[at] += np.array([[-0.5, -0.5], [0.5, 0.5]])  # content of node m by displacement of node b is C[b, m]
        T[at] += difference * h / 12 / (2 * shear_over_modulus)
        K[at] += difference / h
    return A[1:, 1:], C[1:, :-1], T[:-1, :-1], K[:-1, :-1]


def smooth_creep(elements: int, time: float, frequency: float, shear_over_modulus: float) -> tuple[float, float]:
    """Settlement of the top over height, and base pressure, both over the load scale, at a dimensionless time.

    The load is 1 - cos(frequency T): it starts smoothly, so that no step is singular.
    """
    A, C, T, K = _matrices(elements, shear_over_modulus)
    push = np.zeros(len(A))
    push[-1] = -1.0  # downward at the top
    S = C.T @ np.linalg.solve(A, C) + T
    g = -C.T @ np.linalg.solve(A, push)
    m = len(S)
    # States: p, then sin and cos of the load's phase; df/dT = frequency sin.
    system = np.zeros((m + 2, m + 2))
    system[:m, :m] = -np.linalg.solve(S, K)
    system[:m, m] = np.linalg.solve(S, g) * frequency
    system[m, m + 1], system[m + 1, m] = frequency, -frequency
    start = np.zeros(m + 2)
    start[m + 1] = 1.0
    end = expm(system * time) @ start
    load = 1 - end[m + 1]
    u = np.linalg.solve(A, push * load + C @ end[:m])
    return float(-u[-1]), float(end[0])
