"""The axial outline of a disc that was not imaged: a superellipse with its back drawn in, like a kidney."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.surfaces import ANGLES
from pulposus.library import value
from pulposus.numerics.settings import OUTLINE_BISECTIONS

Float = NDArray[np.float64]
TOPIC = "geometry"


def _points(width_mm: float, depth_mm: float, exponent: float) -> Float:
    """Closed outline (m, 2), x right and y front, whose mid-sagittal depth and width are the given ones."""
    x = np.sign(np.cos(ANGLES)) * np.abs(np.cos(ANGLES)) ** (2 / exponent)
    y = np.sign(np.sin(ANGLES)) * np.abs(np.sin(ANGLES)) ** (2 / exponent)
    drawn_in = (
        value(TOPIC, "posterior_flattening") * np.maximum(1 - (x / value(TOPIC, "outline_back_share")) ** 2, 0) ** 2
    )
    y = np.where(y < 0, y * (1 - drawn_in), y)
    back = 1 - value(TOPIC, "posterior_flattening")
    middle = (1 - back) / 2  # mid-sagittal midpoint
    return np.stack([x * width_mm / 2, (y - middle) * depth_mm / (1 + back)], axis=1)


def polygon_area_mm2(points: Float) -> float:
    """Area of a closed polygon (m, 2), positive when it runs anticlockwise."""
    x, y = points.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def outline(width_mm: float, depth_mm: float, area_mm2: float) -> Float:
    """Outline (m, 2) about its mid-sagittal midpoint, of given width, mid-sagittal depth and area.

    The superellipse exponent is solved for the area; an area out of its reach gets the nearest.
    """
    low, high = value(TOPIC, "outline_exponent_low"), value(TOPIC, "outline_exponent_high")
    for _ in range(OUTLINE_BISECTIONS):
        exponent = (low + high) / 2
        if polygon_area_mm2(_points(width_mm, depth_mm, exponent)) < area_mm2:
            low = exponent
        else:
            high = exponent
    return _points(width_mm, depth_mm, high)


def radius_about(points: Float, centre: Float) -> Float:
    """Radius of a star-shaped outline at ANGLES about a centre within it, shape (m,)."""
    shifted = points - centre
    angle = np.arctan2(shifted[:, 1], shifted[:, 0])
    # Interpolate on the chord, not on the radius: r = 1 / (a cos + b sin) between neighbours.
    order = np.argsort(angle)
    angle, shifted = angle[order], shifted[order]
    wrapped = (ANGLES + np.pi) % (2 * np.pi) - np.pi
    after = np.searchsorted(angle, wrapped) % len(angle)
    p, q = shifted[after - 1], shifted[after]
    direction = np.stack([np.cos(wrapped), np.sin(wrapped)], axis=1)
    edge = q - p
    cross = direction[:, 0] * edge[:, 1] - direction[:, 1] * edge[:, 0]
    return np.asarray((p[:, 0] * edge[:, 1] - p[:, 1] * edge[:, 0]) / cross)
