"""Diagonally implicit Runge-Kutta methods for stiff systems dM(x)/dt = -Q(x), and the control of their step.

All are stiffly accurate (the last stage is the result) and L-stable, with one diagonal coefficient, so that all
stages of a step share one factorisation. Kennedy and Carpenter 2016, NASA/TM-2016-219173.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.settings import DIRK_GROW_MOST, DIRK_SAFETY, DIRK_SHRINK_MOST

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tableau:
    """``a`` (s, s) lower triangular with rows summing to ``c``; ``error`` (s,) weights of the embedded error.

    The first stage is explicit where ``a[0, 0]`` is 0: it is the state at the start of the step.
    """

    name: str
    order: int
    a: Float
    error: Float

    @property
    def c(self) -> Float:
        """Places of the stages within the step."""
        return np.asarray(self.a.sum(axis=1))

    @property
    def gamma(self) -> float:
        """The diagonal coefficient."""
        return float(self.a[-1, -1])

    @property
    def implicit(self) -> range:
        """Stages that need a solve."""
        return range(1 if self.a[0, 0] == 0 else 0, len(self.a))


def _backward_euler() -> Tableau:
    return Tableau("backward Euler", 1, np.array([[1.0]]), np.array([0.0]))


def _tr_bdf2() -> Tableau:
    g = 1 - np.sqrt(2) / 2
    b = [np.sqrt(2) / 4, np.sqrt(2) / 4, g]
    third = [(1 - b[0]) / 3, (3 * b[0] + 1) / 3, g / 3]
    a = np.array([[0, 0, 0], [g, g, 0], b])
    return Tableau("TR-BDF2", 2, a, np.subtract(b, third))


def _esdirk3() -> Tableau:
    """ESDIRK3(2)4L[2]SA: third order, stage order two (also the implicit part of ARK3(2)4L[2]SA)."""
    g = 1767732205903 / 4055673282236
    a = np.array(
        [
            [0, 0, 0, 0],
            [g, g, 0, 0],
            [2746238789719 / 10658868560708, -640167445237 / 6845629431997, g, 0],
            [1471266399579 / 7840856788654, -4482444167858 / 7529755066697, 11266239266428 / 11593286722821, g],
        ]
    )
    second = [
        2756255671327 / 12835298489170,
        -10771552573575 / 22201958757719,
        9247589265047 / 10645013368117,
        2193209047091 / 5459859503100,
    ]
    return Tableau("ESDIRK3(2)", 3, a, a[-1] - second)


BACKWARD_EULER, TR_BDF2, ESDIRK3 = _backward_euler(), _tr_bdf2(), _esdirk3()
TABLEAUS = {t.name: t for t in (BACKWARD_EULER, TR_BDF2, ESDIRK3)}


def next_step(step: float, error: float, order: int) -> float:
    """Step that would have met the tolerance; ``error`` is in units of it (1 just meets it)."""
    if not np.isfinite(error):
        return step * DIRK_SHRINK_MOST
    factor = DIRK_SAFETY * max(error, 1e-12) ** (-1 / order)
    return step * float(np.clip(factor, DIRK_SHRINK_MOST, DIRK_GROW_MOST))
