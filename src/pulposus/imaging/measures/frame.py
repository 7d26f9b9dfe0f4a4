"""The frame of one disc or vertebra in world millimetres: right, anterior, up, and the mid-sagittal plane."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.structures import Spine, Structure
from pulposus.numerics import settings

Vector = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Frame:
    """Right-handed orthonormal frame.

    Attributes:
        origin: (3,) world mm, on the mid-sagittal plane.
        right, anterior, up: (3,) unit vectors, ``right`` being the normal of the mid-sagittal plane.
        note: how the plane was found where that lowers trust, "" otherwise.
    """

    origin: Vector
    right: Vector
    anterior: Vector
    up: Vector
    note: str = ""

    def local(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """World points (n, 3) to (n, 3): mm to the right, to the front, upward."""
        return np.asarray((points - self.origin) @ np.stack([self.right, self.anterior, self.up], axis=1))

    def world(self, local: NDArray[np.float64]) -> NDArray[np.float64]:
        """The inverse of ``local``: (n, 3) to (n, 3)."""
        return np.asarray(self.origin + local @ np.stack([self.right, self.anterior, self.up]))

    def turned(self, angle_rad: float, shift_mm: tuple[float, float] = (0.0, 0.0)) -> Frame:
        """Turned within the sagittal plane (front edge up is positive), origin moved by (anterior, up) mm."""
        c, s = np.cos(angle_rad), np.sin(angle_rad)
        origin = self.origin + shift_mm[0] * self.anterior + shift_mm[1] * self.up
        return Frame(origin, self.right, c * self.anterior + s * self.up, c * self.up - s * self.anterior, self.note)


def _unit(vector: Vector) -> Vector:
    return np.asarray(vector / np.linalg.norm(vector))


def frame_from(origin: Vector, right: Vector, towards_up: Vector, note: str = "") -> Frame:
    """Frame with the given normal of the sagittal plane and ``up`` as near to ``towards_up`` as that allows."""
    right = _unit(right)
    up = _unit(towards_up - (towards_up @ right) * right)
    return Frame(origin, right, np.cross(up, right), up, note)


def grid_right(structure: Structure) -> Vector:
    """Unit direction of the grid axis nearest to left-right, pointing to the right: the acquired sagittal plane."""
    directions = structure.affine[:3, :3] / np.linalg.norm(structure.affine[:3, :3], axis=0)
    axis = int(np.argmax(np.abs(directions[0])))
    return np.asarray(directions[:, axis] * np.sign(directions[0, axis]))


def disc_frame(disc: Structure) -> Frame:
    """First frame of a disc; its tilt in the sagittal plane is refined later from the endplates.

    A disc cut on the left or right keeps the sagittal plane of the acquisition, through its middle. A whole disc
    is wider than deep and deeper than high: its widest principal direction is the normal of the plane.
    """
    points = disc.points_mm()
    centre = points.mean(axis=0)
    cut = bool(disc.touches & {"left", "right"})
    right, note = grid_right(disc), ""
    if cut:
        note = "mid-sagittal plane taken from the middle of the covered slab"
    else:
        variance, axes = np.linalg.eigh(np.cov(points.T) + np.eye(3) * settings.MEASURE_TINY)
        candidate = axes[:, 2] * (np.sign(axes[:, 2] @ right) or 1.0)
        if variance[2] > settings.MEASURE_WIDER_THAN_DEEP * variance[1]:
            right = candidate
        else:
            note = "width not clearly greater than depth: sagittal plane taken from the grid"
    # In the sagittal plane the long axis of a disc runs front to back.
    flat = points - centre
    flat = flat - np.outer(flat @ right, right)
    _, axes = np.linalg.eigh(flat.T @ flat)
    front = axes[:, 2]
    world_front = np.array([0.0, 1.0, 0.0]) - right[1] * right
    front = front * (np.sign(front @ world_front) or 1.0)
    return frame_from(centre, right, np.cross(right, front), note)


def vertebra_frame(spine: Spine, bone: Structure, neighbours: tuple[Structure | None, ...]) -> Frame:
    """First frame of a vertebra: the plane of a whole neighbouring disc, else the acquired sagittal plane.

    ``neighbours`` are structures of the column above and below; the line through them says where up is.
    """
    centre = bone.centre_mm()
    whole = [s for s in neighbours if s is not None and s.kind == "disc" and not s.touches & {"left", "right"}]
    right = disc_frame(whole[0]).right if whole else grid_right(bone)
    heights = sorted((s.centre_mm() for s in neighbours if s is not None and s.kind == "disc"), key=lambda c: c[2])
    up = heights[-1] - heights[0] if len(heights) > 1 else np.array([0.0, 0.0, 1.0])
    note = "" if whole else "sagittal plane taken from the grid"
    if spine.canal is not None and not spine.canal.touches & {"left", "right"} and not whole:
        canal = spine.canal.points_mm()
        near = canal[np.abs(canal[:, 2] - centre[2]) < settings.MEASURE_CANAL_BAND_MM]
        if len(near):
            centre = centre + ((near.mean(axis=0) - centre) @ right) * right
    return frame_from(centre, right, up, note)
