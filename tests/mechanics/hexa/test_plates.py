"""Plates against rotations of SciPy and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from pulposus.mechanics.hexa import Plate
from pulposus.mechanics.hexa.plates import placement, rotation

NODES = np.array([[0.0, 0, 10], [20, 0, 10], [20, 15, 10], [0, 15, 12]])


@pytest.mark.parametrize("vector", [(0, 0, 0), (1e-10, 0, 0), (0.2, -0.1, 0.3), (2.0, 1.0, -1.5)])
def test_rotation_is_scipys(vector: tuple[float, float, float]) -> None:
    assert np.allclose(rotation(np.array(vector, float))[0], Rotation.from_rotvec(vector).as_matrix(), atol=1e-14)


def test_a_plate_moves_its_nodes_as_a_rigid_body() -> None:
    plate = Plate("top", np.arange(4), (10, 7, 10))
    motion = np.array([1.0, -2, 0.5, 0.1, -0.2, 0.3])
    moved, _ = placement(plate, NODES, motion)
    R = Rotation.from_rotvec(motion[3:]).as_matrix()
    assert np.allclose(NODES + moved, (NODES - plate.centre_mm) @ R.T + plate.centre_mm + motion[:3])


@pytest.mark.parametrize("slide", [None, "y"])
def test_derivative_of_the_placement(slide: str | None) -> None:
    plate = Plate("top", np.arange(4), (10, 7, 10), slide=slide)
    motion = np.array([0.4]) if slide else np.array([1.0, -2, 0.5, 0.3, -0.6, 0.9])
    _, by = placement(plate, NODES, motion)
    for k in range(len(motion)):
        step = 1e-6 * np.eye(len(motion))[k]
        difference = (placement(plate, NODES, motion + step)[0] - placement(plate, NODES, motion - step)[0]) / 2e-6
        assert np.allclose(by[:, :, k], difference, atol=1e-7)
