"""Bulge: how far a disc reaches beyond the line that joins the corners of the vertebrae above and below.

The line stands for the outer edges of the ring apophyses (Fardon 2014, doi:10.1016/j.spinee.2014.04.022).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.section import Section


def bulge_mm(section: Section, upper: NDArray[np.float64], lower: NDArray[np.float64], front: int) -> float | None:
    """Largest distance of the disc beyond the line of two corners, in its sagittal section.

    Args:
        section: the disc's section.
        upper, lower: (3,) world mm, lower corner of the vertebra above and upper corner of the one below.
        front: 1 for the anterior, -1 for the posterior side.

    Returns:
        mm; negative when the whole margin lies inside the line; None when no part of the disc lies between them.
    """
    (_, fu, uu), (_, fl, ul) = section.frame.local(np.stack([upper, lower]))
    chord = np.array([fu - fl, uu - ul])
    length = float(np.linalg.norm(chord))
    if length <= section.step:
        return None
    along = chord / length
    outward = front * np.array([along[1], -along[0]])  # the corner line runs upward, so its right hand is the front
    f, u = np.nonzero(section.cover >= 0.5)
    points = np.stack([section.front[f] - fl, section.up[u] - ul], axis=1)
    between = (points @ along >= 0) & (points @ along <= length)
    if not between.any():
        return None
    return float((points[between] @ outward).max()) + section.step / 2
