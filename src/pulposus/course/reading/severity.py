"""True severity of a disc over time, on the scale of Pfirrmann grades, from the water and height of its course."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading.scale import SIGNAL
from pulposus.course.reading.t2 import water_mass, water_per_grade
from pulposus.library import value

Float = NDArray[np.float64]


def over_visits(start: Float, water_fraction: Float, height_mm: Float) -> Float:
    """Severity (n, visits) of discs of severity ``start`` (n,).

    Water lost counts up to the middle of grade IV: as much as lies between two grades is one grade more. From the
    middle of V on height counts, a fall to the height of a collapsed disc being one grade; between the two the weight
    passes from water to height. Water (by volume) and height are (n, visits), the first visit being the start.
    """
    dried = (water_mass(water_fraction[:, :1]) - water_mass(water_fraction)) / water_per_grade()
    narrowed = np.log(height_mm / height_mm[:, :1]) / np.log(value("imaging_measures", "collapsed_height_share"))
    by_height = np.clip(start - SIGNAL.highest, 0, 1)[:, None]
    return start[:, None] + (1 - by_height) * dried + by_height * narrowed
