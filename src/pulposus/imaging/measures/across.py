"""Width and axial area of a whole disc, on its mid-plane."""

from __future__ import annotations

import numpy as np

from pulposus.imaging.measures.align import Aligned
from pulposus.imaging.measures.section import coverage, grid_step_mm
from pulposus.imaging.structures import Structure
from pulposus.numerics import settings


def width_and_area(disc: Structure, aligned: Aligned) -> tuple[float, float]:
    """(width mm, axial area mm2) on the mid-plane of the disc.

    Width is the longest left-right chord, its ends steadied over a tenth of the depth.
    """
    frame, outline = aligned.frame, aligned.outline
    step = grid_step_mm(disc)
    margin = float(np.linalg.norm(disc.affine[:3, :3], axis=0).max()) + step
    local = frame.local(disc.points_mm())
    low, high = local.min(axis=0) - margin, local.max(axis=0) + margin
    right, front = (np.arange(low[i], high[i] + step, step) for i in (0, 1))
    height = float(np.median(outline.thickness[outline.thickness > step]))
    centre = sum(slope * 0.0 + intercept for slope, intercept in outline.lines) / 2
    half = settings.MEASURE_MID_BAND_SHARE * height
    rows = centre + np.linspace(-half, half, settings.MEASURE_PLANES)
    f, x, u = np.meshgrid(front, right, rows, indexing="ij")
    cover = coverage(disc, frame.world(np.stack([x, f, u], axis=-1))).mean(axis=-1)  # (front, right)
    chords = cover.sum(axis=1) * step
    window = max(1, round(settings.MEASURE_MID_BAND_SHARE * outline.depth_mm / step))
    smooth = np.convolve(chords, np.ones(window) / window, mode="same")
    return float(smooth.max()), float(cover.sum() * step**2)
