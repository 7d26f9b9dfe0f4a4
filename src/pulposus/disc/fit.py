"""Fit a smooth skin to the columns of a mask, keeping its volume sector by sector."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.columns import Columns
from pulposus.disc.surfaces import ANGLES, EXPONENTS, Surfaces, basis, bulge_factor
from pulposus.errors import RunError
from pulposus.numerics.settings import (
    MASK_BULGE_HARMONICS,
    MASK_BULGE_MOST,
    MASK_BULGE_OF_RIM,
    MASK_BULGE_TABLE,
    MASK_CELL_MM,
    MASK_FIT_WITHIN,
    MASK_FLOOR_SHARE,
    MASK_OUTLINE_HARMONICS,
    MASK_RADIAL_STEP,
    MASK_RIDGE,
    MASK_RIM_FROM,
    MASK_RIM_QUANTILE,
    MASK_RIM_SHARE,
)

Float = NDArray[np.float64]


def smooth(values: Float, harmonics: int) -> Float:
    """Periodic samples at ANGLES without their higher harmonics."""
    spectrum = np.fft.rfft(values)
    spectrum[harmonics + 1 :] = 0
    return np.asarray(np.fft.irfft(spectrum, len(values)), dtype=np.float64)


def fit_polynomial(u: Float, v: Float, values: Float) -> Float:
    """Least-squares polynomial (p,), its higher terms held by a slight ridge."""
    design = basis(u, v)
    ridge = MASK_RIDGE * len(values) * np.diag([float(i + j) ** 2 for i, j in EXPONENTS])
    return np.asarray(np.linalg.solve(design.T @ design + ridge, design.T @ values), dtype=np.float64)


def _rays(columns: Columns, centre: Float, field: Float) -> tuple[Float, Float]:
    """Radii (k,) and a field along the rays of ANGLES from the centre, (m, k)."""
    far = np.hypot(columns.x - centre[0], columns.y - centre[1]).max()
    r = np.arange(0.0, far, MASK_RADIAL_STEP * MASK_CELL_MM)
    x = centre[0] + r * np.cos(ANGLES)[:, None]
    y = centre[1] + r * np.sin(ANGLES)[:, None]
    return r, columns.look(x, y, field)


def rim_radius(columns: Columns, centre: Float) -> Float:
    """Radius at ANGLES where the endplates end and the side begins, (m,)."""
    r, thickness = _rays(columns, centre, columns.thickness)
    reach = np.max(np.where(thickness > 0, r, 0), axis=1, keepdims=True)
    near = (r > MASK_RIM_FROM * reach) & (r <= reach)
    if not near.any(axis=1).all():
        raise RunError("The disc mask does not surround its own centre: mesh the disc from its measured sizes.")
    usual = np.nanquantile(np.where(near, thickness, np.nan), MASK_RIM_QUANTILE, axis=1)
    above = thickness >= MASK_RIM_SHARE * usual[:, None]
    last = len(r) - 1 - np.argmax(above[:, ::-1], axis=1)
    row = np.arange(len(ANGLES))
    before, after = thickness[row, last], thickness[row, np.minimum(last + 1, len(r) - 1)]
    drop = np.where(before > after, before - after, 1)
    step = np.where(before > after, (before - MASK_RIM_SHARE * usual) / drop, 0)
    return smooth(r[last] + step * (r[1] - r[0]), MASK_OUTLINE_HARMONICS)


def bulge_of(columns: Columns, skin: Surfaces) -> Float:
    """Bulge at ANGLES that gives every sector the volume of the mask, smoothed, (m,)."""
    r, thickness = _rays(columns, skin.centre_mm, columns.thickness)
    sector = (thickness * r).sum(axis=1) * (r[1] - r[0])
    theta = np.arctan2(np.sin(ANGLES) / skin.semi_mm[1], np.cos(ANGLES) / skin.semi_mm[0])
    power = np.array([i + j + 2 for i, j in EXPONENTS])
    flat = skin.radius_mm**2 * (basis(np.cos(theta), np.sin(theta)) / power @ skin.thickness)
    table = np.linspace(0, MASK_BULGE_MOST, MASK_BULGE_TABLE)
    bulge = np.interp(smooth(sector, MASK_OUTLINE_HARMONICS) / flat, bulge_factor(table), table)
    return limited(bulge, skin)


def most_bulge(skin: Surfaces) -> Float:
    """Largest bulge at ANGLES that still meets the endplates at an open angle, (m,)."""
    theta = np.arctan2(np.sin(ANGLES) / skin.semi_mm[1], np.cos(ANGLES) / skin.semi_mm[0])
    return MASK_BULGE_OF_RIM * skin.thickness_mm(np.cos(theta), np.sin(theta)) / skin.radius_mm


def limited(bulge: Float, skin: Surfaces) -> Float:
    """A bulge at ANGLES, smoothed and within what the rim allows, (m,)."""
    most = most_bulge(skin)
    return np.clip(smooth(np.clip(bulge, 0, most), MASK_BULGE_HARMONICS), 0, most)


def fit_skin(columns: Columns, origin_mm: Float, axes: Float, nucleus_offset_mm: float) -> Surfaces:
    """Skin of a wholly covered disc whose frame has its origin at ``origin_mm``.

    Raises:
        RunError: when the mask does not surround its own centre.
    """
    centre = np.array([0.0, nucleus_offset_mm])
    radius = rim_radius(columns, centre)
    x, y = radius * np.cos(ANGLES), radius * np.sin(ANGLES)
    semi = np.array([np.ptp(x), np.ptp(y)]) / 2
    blank = np.zeros(len(EXPONENTS))
    skin = Surfaces(origin_mm, axes, centre, semi, radius, np.zeros_like(radius), blank, blank, 0.0)
    u, v = skin.unit_disc(columns.x, columns.y)
    inside = (np.hypot(u, v) <= MASK_FIT_WITHIN) & (columns.thickness > 0)
    u, v = u[inside], v[inside]
    thickness = fit_polynomial(u, v, columns.thickness[inside])
    middle = fit_polynomial(u, v, columns.middle[inside])
    floor = MASK_FLOOR_SHARE * float(thickness[EXPONENTS.index((0, 0))])
    flat = Surfaces(origin_mm, axes, centre, semi, radius, np.zeros_like(radius), thickness, middle, floor)
    bulge = bulge_of(columns, flat)
    return Surfaces(origin_mm, axes, centre, semi, radius, bulge, thickness, middle, floor)
