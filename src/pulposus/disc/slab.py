"""Fit a skin to a slab: the mid-sagittal profile from the mask, the sides from the shape's assumed width."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.columns import Columns
from pulposus.disc.fit import fit_polynomial, limited
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.shape import DiscShape
from pulposus.disc.surfaces import ANGLES, EXPONENTS, Surfaces
from pulposus.errors import RunError
from pulposus.numerics.settings import (
    MASK_FLOOR_SHARE,
    MASK_RIM_FROM,
    MASK_RIM_QUANTILE,
    MASK_RIM_SHARE,
    MASK_SAGITTAL_MM,
    MASK_SLAB_WITHIN,
)

Float = NDArray[np.float64]


def fit_slab(columns: Columns, origin_mm: Float, axes: Float, shape: DiscShape) -> Surfaces:
    """Skin through the mid-sagittal profile that a slab shows.

    Front and back end where the profile falls to the rim's share of its thickness; thickness and mid height follow
    the mask along the mid-sagittal plane and the shape to the sides.

    Raises:
        RunError: when the slab shows no profile.
    """
    middle_rows = np.abs(columns.x[:, 0]) <= MASK_SAGITTAL_MM
    y = columns.y[0]
    profile = columns.thickness[middle_rows].mean(axis=0)
    seen = np.flatnonzero(profile > 0)
    if seen.size == 0:
        raise RunError("The slab shows nothing of the disc near its middle: mesh the disc from its measured sizes.")
    half = np.abs(y - y[seen].mean()) / (np.ptp(y[seen]) / 2)
    near = profile[(half > MASK_RIM_FROM) & (half <= 1)]
    ends = y[profile >= MASK_RIM_SHARE * np.quantile(near, MASK_RIM_QUANTILE)][[0, -1]]
    depth = float(np.ptp(ends))
    # The shape laid to the depth seen, its front and back where they are seen.
    larger = depth / shape.depth_mm
    wider = larger if "width_mm" in shape.assumed else 1.0  # an assumed width was in proportion to the depth
    sized = replace(
        shape,
        depth_mm=depth,
        width_mm=shape.width_mm * wider,
        axial_area_mm2=shape.axial_area_mm2 * larger * wider,
        volume_mm3=shape.volume_mm3 * larger * wider,
    )
    skin = surfaces_of(sized)
    skin = replace(skin, origin_mm=origin_mm + axes.T @ np.array([0.0, ends.mean(), 0.0]), axes=axes)
    v = skin.unit_disc(np.zeros_like(y), y - ends.mean())[1]
    inside = np.abs(v) <= MASK_SLAB_WITHIN  # the last columns are rounded off: they belong to the bulge
    rows = np.flatnonzero(middle_rows)
    v = np.tile(v[inside], len(rows))
    u = np.zeros_like(v)
    sagittal = fit_polynomial(u, v, columns.thickness[rows][:, inside].ravel())
    middle = fit_polynomial(u, v, columns.middle[rows][:, inside].ravel())
    along = np.array([i == 0 for i, _ in EXPONENTS])
    centre = EXPONENTS.index((0, 0))
    sides = np.where(along, 0, skin.thickness) * sagittal[centre] / skin.thickness[centre]
    least = MASK_FLOOR_SHARE * float(sagittal[centre])
    skin = replace(
        skin,
        thickness=np.where(along, sagittal, sides),
        middle=np.where(along, middle, 0),
        floor_mm=least,
    )
    # Front and back bulge by what the profile holds beyond the flat ends.
    line = np.linspace(-1, 1, len(ANGLES))
    held = float(skin.thickness_mm(np.zeros_like(line), line).mean()) * depth
    beyond = float(profile.sum()) * float(y[1] - y[0]) / held - 1
    # 2/3 is the mean of 1 - zeta^2 over the height; the sides keep the assumed width.
    return replace(skin, bulge=limited(beyond / (2 / 3) * np.sin(ANGLES) ** 2, skin))
