"""The draw that stands for a batch: nearest to the middle in everything that a course says of cells and their food."""

from __future__ import annotations

import numpy as np

from pulposus.course.follow import Course
from pulposus.errors import RunError

CENTRAL_BY = ("live_fraction", "glucose_min_mM", "native_cells_1e6_mL", "gag_relative", "height_mm")


def central_row(course: Course) -> int:
    """The converged draw whose ranks at the last visit lie nearest to the middle.

    Raises:
        RunError: no draw converged.
    """
    if not course.converged.any():
        raise RunError("No draw of the reduced disc converged: check the heights and the grade of the disc.")
    off = np.zeros(len(course.converged))
    for name in CENTRAL_BY:
        last = course.outcomes[name][:, -1]
        if np.ptp(last) == 0:
            continue
        rank = np.argsort(np.argsort(last, kind="stable"), kind="stable")
        off += (2 * rank / (len(last) - 1) - 1) ** 2
    return int(np.argmin(np.where(course.converged, off, np.inf)))
