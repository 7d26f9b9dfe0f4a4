"""The skin of a disc that is known by its sizes only."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.disc.outline import outline, radius_about
from pulposus.disc.shape import DiscShape
from pulposus.disc.surfaces import ANGLES, Surfaces, coefficients
from pulposus.library import value


def surfaces_of(shape: DiscShape) -> Surfaces:
    """Smooth skin with the shape's heights, depth, width, area and (by thinner or thicker sides) volume.

    Mid-sagittal thickness runs through posterior, middle and anterior height; half the wedge lies on either
    side. The sides stay thicker than a floor; a volume beyond that reach is approached, not met.
    """
    points = outline(shape.width_mm, shape.depth_mm, shape.axial_area_mm2)
    centre = np.array([0.0, shape.nucleus_offset_mm])
    front, back, middle = shape.anterior_height_mm, shape.posterior_height_mm, shape.middle_height_mm
    sagittal = {(0, 0): middle, (0, 1): (front - back) / 2, (0, 2): (front + back) / 2 - middle}
    floor = value("geometry", "rim_to_middle_low") * min(middle, front, back)
    skin = Surfaces(
        origin_mm=np.zeros(3),
        axes=np.eye(3),
        centre_mm=centre,
        semi_mm=np.array([shape.width_mm, shape.depth_mm]) / 2,
        radius_mm=radius_about(points, centre),
        bulge=np.zeros_like(ANGLES),
        thickness=coefficients(sagittal),
        middle=coefficients({}),
        floor_mm=floor,
    )
    sides = coefficients({(2, 0): 1.0})
    per_side = float(skin.moments_mm2() @ sides)
    at_side = max((shape.volume_mm3 - skin.volume_mm3()) / per_side, floor - middle)
    return replace(skin, thickness=skin.thickness + at_side * sides)
