"""Vertebral bodies in a sagittal plane: heights at the four corners and the middle, and the corners themselves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.align import Aligned, align, main_part
from pulposus.imaging.measures.frame import Frame
from pulposus.imaging.measures.section import Section, sagittal_section
from pulposus.imaging.structures import Structure
from pulposus.library import facts
from pulposus.numerics import settings

Corners = dict[tuple[int, int], NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Body:
    """One vertebral body in its mid-sagittal plane.

    ``corners`` maps (front, up), each 1 or -1, to a world point (3,) in mm: (1, -1) is the lower front corner.
    """

    aligned: Aligned
    corners: Corners

    def height_mm(self, front: int) -> float:
        """Distance of the upper and lower corner at the front (1) or back (-1)."""
        return float(np.linalg.norm(self.corners[front, 1] - self.corners[front, -1]))

    @property
    def middle_height_mm(self) -> float:
        return self.aligned.outline.height_mm(facts("imaging_measures")["height_at_middle"].value)

    @property
    def mean_height_mm(self) -> float:
        """Mean of anterior, middle and posterior height."""
        return (self.height_mm(1) + self.middle_height_mm + self.height_mm(-1)) / 3


def corner(section: Section, front: int, up: int, size_mm: tuple[float, float]) -> NDArray[np.float64]:
    """World point (3,) of the section that lies furthest along a diagonal scaled to the size of the structure.

    The mean of the outermost points steadies it against single voxels.
    """
    inside = section.cover >= 0.5
    score = front * section.front[:, None] / size_mm[0] + up * section.up[None, :] / size_mm[1]
    best = score[inside].max()
    f, u = np.nonzero(inside & (score >= best - settings.MEASURE_CORNER_SHARE))
    local = np.array([[0.0, section.front[f].mean(), section.up[u].mean()]])
    return np.asarray(section.frame.world(local)[0])


def body_of(bone: Structure, plane: Frame) -> Body | None:
    """The body of a vertebra in the sagittal plane of ``plane``, None where that plane misses it.

    ``plane`` gives the plane and a first idea of up; the frame of the body follows its own endplates.
    """
    centre = bone.centre_mm()
    offset = (centre - plane.origin) - ((centre - plane.origin) @ plane.right) * plane.right
    start = Frame(plane.origin + offset, plane.right, plane.anterior, plane.up, plane.note)
    aligned = align(bone, start, "front")
    if aligned is None:
        return None
    outline, section = aligned.outline, aligned.section
    size = (outline.depth_mm, float(np.median(outline.thickness[outline.thickness > section.step])))
    corners = {(f, u): corner(section, f, u, size) for f in (1, -1) for u in (1, -1)}
    return Body(aligned, corners)


def sacral_corners(
    sacrum: Structure, plane: Frame, depth_mm: float
) -> dict[tuple[int, int], NDArray[np.float64]] | None:
    """The two upper corners of the sacrum in the frame of the disc above it, None where the plane misses it."""
    section = main_part(sagittal_section(sacrum, plane), "front")
    inside = section.cover >= 0.5
    central = np.abs(section.front) < depth_mm / 4
    columns = inside[central].any(axis=0)
    if not columns.any():
        return None
    top = section.up[np.nonzero(columns)[0][-1]]
    band = (section.up > top - depth_mm / 4)[None, :]
    plate = Section(section.frame, section.front, section.up, section.step, np.where(band, section.cover, 0.0))
    return {(f, 1): corner(plate, f, 1, (depth_mm, depth_mm)) for f in (1, -1)}
