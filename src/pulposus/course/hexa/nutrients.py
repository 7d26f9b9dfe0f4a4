"""Nutrients and death on the 3-D disc: quasi-steady on the living shape, as on the reduced one.

Every element takes the form that the reduced disc has (gradient and uptake at the corners). Transport by itself lets an
element take it only where it starves, which is sharper while little starves; but in a course elements would change
their form as cells come and go, each time with a jump of a few percent in what the disc is fed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State
from pulposus.course import nutrient_clock
from pulposus.course.hexa.disc import Disc3D
from pulposus.numerics import settings
from pulposus.transport.hexa import HexNutrients, solve_steady

Float = NDArray[np.float64]


def eating(disc: Disc3D, state: State) -> Float:
    """Cells by type per scanned volume, (types, e)."""
    return np.asarray(nutrient_clock.densities(state, disc.numbers.biology)[0])


def feed(disc: Disc3D, cells_1e6_mL: Float, guess: HexNutrients | None = None) -> HexNutrients:
    """Oxygen, glucose and lactate for cells (types, e) per scanned volume.

    Raises:
        RunError: no convergence.
    """
    problem = disc.problem.with_cells(cells_1e6_mL * disc.living.crowding)
    near = solve_steady(problem) if guess is None else guess
    everywhere = replace(near, starved=np.ones_like(near.starved))
    return solve_steady(problem, everywhere, change=settings.COURSE_3D_CHANGE)


def hazard_per_day(disc: Disc3D, fed: HexNutrients) -> Float:
    """Death rate of each element from glucose and pH, mean over its corners, (1, e)."""
    return fed.at_elements(nutrient_clock.nodal_hazard(disc.numbers.death, fed.glucose_mM, fed.ph))[None]


def moved(now: Float, then: Float) -> float:
    """Change of living cells (types, e) over their sum."""
    return float(np.sum(np.abs(now - then)) / max(float(np.sum(then)), np.finfo(float).tiny))
