"""Upper and lower outline of a section, the endplate lines fitted to them, and heights between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.section import Section
from pulposus.library import facts
from pulposus.numerics import settings


@dataclass(frozen=True, eq=False)
class Outline:
    """One section read column by column, each column a stretch of known length and middle.

    Attributes:
        front: (n,) mm along the section. thickness: (n,) mm. middle: (n,) mm, height of the middle of a column.
        back_mm, front_mm: where the structure ends on its mid-plane.
        lines: ((slope, intercept) of the upper, of the lower endplate line), fitted robustly.
    """

    front: NDArray[np.float64]
    thickness: NDArray[np.float64]
    middle: NDArray[np.float64]
    back_mm: float
    front_mm: float
    lines: tuple[tuple[float, float], tuple[float, float]]

    @property
    def depth_mm(self) -> float:
        """Length from back to front on the mid-plane."""
        return self.front_mm - self.back_mm

    @property
    def angle_rad(self) -> float:
        """Angle between the endplate lines, positive when the front is open."""
        return float(np.arctan(self.lines[0][0]) - np.arctan(self.lines[1][0]))

    @property
    def bisectrix_rad(self) -> float:
        """Tilt of the bisectrix of the endplate lines."""
        return float((np.arctan(self.lines[0][0]) + np.arctan(self.lines[1][0])) / 2)

    def _window(self, share: float) -> NDArray[np.bool_]:
        """Columns of the window whose centre lies at ``share`` of the depth from the front."""
        half = facts("imaging_measures")["height_window_share"].value / 2
        at = (self.front_mm - self.front) / self.depth_mm
        window = np.abs(at - share) <= half
        return window if window.any() else np.abs(at - share) <= np.abs(at - share).min()

    def height_mm(self, share: float) -> float:
        """Mean thickness over the window centred at ``share`` of the depth from the front (area over width)."""
        return float(self.thickness[self._window(share)].mean())

    def edge_mm(self, share: float, side: int) -> float:
        """Mean height of the upper (``side`` 1) or lower (-1) outline over the same window."""
        window = self._window(share) & (self.thickness > 0)
        return float((self.middle[window] + side * self.thickness[window] / 2).mean())


def _robust_line(x: NDArray[np.float64], y: NDArray[np.float64], step: float) -> tuple[float, float]:
    """Least-squares line (slope, intercept) without outliers: a notch in an endplate (Schmorl's node) does not tilt it.

    Least squares averages the stairs of a voxelised slope, which a median of slopes (Theil-Sen) does not.
    """
    keep = np.ones(len(x), bool)
    slope, intercept = 0.0, 0.0
    for _ in range(settings.MEASURE_FIT_ROUNDS):
        slope, intercept = (float(c) for c in np.polyfit(x[keep], y[keep], 1))
        residual = np.abs(y - slope * x - intercept)
        keep = residual <= settings.MEASURE_FIT_OUTLIER * max(float(np.median(residual)), step)
    return slope, intercept


def outline_of(section: Section) -> Outline | None:
    """Outline of a section, None when the section is empty or too small to fit a line."""
    cover, step = section.cover, section.step
    thickness = cover.sum(axis=1) * step
    solid = thickness > step
    if solid.sum() < settings.MEASURE_MIN_COLUMNS:
        return None
    middle = np.where(solid, cover @ section.up * step / np.where(solid, thickness, 1.0), 0.0)
    height = float(np.median(thickness[solid]))
    centre_column = float((section.front * thickness).sum() / thickness.sum())
    ends = section.front[solid][[0, -1]]
    # Endplate lines rest on the parts beside the rim, front and back: a hollow or bulging middle does not tilt them.
    share = np.abs(section.front - ends.mean()) / (ends[1] - ends[0])
    inner = solid & (share >= settings.MEASURE_FIT_INNER / 2) & (share <= settings.MEASURE_FIT_OUTER / 2)
    x = section.front[inner] - centre_column
    lines = []
    for side in (1, -1):
        slope, intercept = _robust_line(x, (middle + side * thickness / 2)[inner], step)
        lines.append((slope, intercept - slope * centre_column))
    # Ends on the mid-plane: rows within a tenth of the height around the mean of both endplate lines.
    mid = sum(slope * centre_column + intercept for slope, intercept in lines) / 2
    half = max(settings.MEASURE_MID_BAND_SHARE * height, step)
    rows = np.abs(section.up - mid) <= half
    profile = cover[:, rows].mean(axis=1)
    length = float(profile.sum() * step)
    if length <= 0:
        return None
    centre = float((profile * section.front).sum() / profile.sum())
    return Outline(section.front, thickness, middle, centre - length / 2, centre + length / 2, (lines[0], lines[1]))
