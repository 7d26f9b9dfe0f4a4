"""Rigid plates: how their motions move their nodes, and what forces on the nodes mean for the motions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa.model import MOTIONS, Plate
from pulposus.numerics.settings import ROTATION_SMALL

Float = NDArray[np.float64]


def _skew(v: Float) -> Float:
    return np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])


def rotation(vector: Float) -> tuple[Float, Float]:
    """Rotation matrix of a rotation vector (rad), and the matrix that turns its rate into a spin (Rodrigues)."""
    angle = float(np.linalg.norm(vector))
    K = _skew(vector)
    if angle < ROTATION_SMALL:
        return np.eye(3) + K + K @ K / 2, np.eye(3) + K / 2
    s, c = np.sin(angle) / angle, (1 - np.cos(angle)) / angle**2
    return np.eye(3) + s * K + c * K @ K, np.eye(3) + c * K + (1 - s) / angle**2 * K @ K


def placement(plate: Plate, nodes_mm: Float, motion: Float) -> tuple[Float, Float]:
    """Displacements (p, 3) of the nodes of a plate, and their derivative by its motions (p, 3, m).

    ``nodes_mm`` (p, 3) are the reference places of the plate's nodes. Components that the plate does not move (the
    sliding ones) have zero displacement and derivative here.
    """
    p = len(nodes_mm)
    if plate.slide is not None:
        axis = MOTIONS.index(plate.slide)
        moved, by = np.zeros((p, 3)), np.zeros((p, 3, 1))
        moved[:, axis], by[:, axis, 0] = motion[0], 1
        return moved, by
    R, spin = rotation(motion[3:])
    arm = (nodes_mm - plate.centre_mm) @ R.T
    by = np.zeros((p, 3, len(MOTIONS)))
    by[:, :, :3] = np.eye(3)
    for k in range(3):
        by[:, :, 3 + k] = np.cross(spin[:, k], arm)
    return motion[:3] + arm - (nodes_mm - plate.centre_mm), by
