"""Tractions and pressures on faces against resultants known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from hexboxes import box, mesh_of, quadratic

from pulposus.problem.face_loads import nodal_forces_N
from pulposus.problem.surface import faces_within, surface_faces


@pytest.mark.parametrize("order", [8, 20])
def test_a_traction_has_the_resultant_and_the_moment_of_its_face(order: int) -> None:
    nodes, elements = box((2, 3, 1), (4, 6, 2))
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
    mesh = mesh_of(nodes, elements)
    lid = faces_within(surface_faces(mesh), np.flatnonzero(nodes[:, 2] == 2), len(nodes))
    forces = nodal_forces_N(mesh, lid, (0.5, 0.0, -1.0), None)
    assert forces.sum(axis=0) == pytest.approx([12, 0, -24])
    # The resultant acts in the middle of the face, (2, 3, 2).
    assert np.cross(nodes, forces).sum(axis=0) == pytest.approx(np.cross([2, 3, 2], [12, 0, -24]))


@pytest.mark.parametrize("order", [8, 20])
def test_a_pressure_all_around_a_warped_body_is_in_balance(order: int) -> None:
    nodes, elements = box((2, 2, 2), (1, 1, 1))
    nodes += 0.1 * np.random.default_rng(1).uniform(-1, 1, nodes.shape)
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
        nodes[8 + 19 :] += 0.01 * np.random.default_rng(2).uniform(-1, 1, nodes[8 + 19 :].shape)
    mesh = mesh_of(nodes, elements)
    forces = nodal_forces_N(mesh, surface_faces(mesh), None, 0.7)
    assert np.abs(forces.sum(axis=0)).max() < 1e-12
    assert np.abs(np.cross(nodes, forces).sum(axis=0)).max() < 1e-12
    # Virtual work on a uniform swelling, u = x: minus three times pressure times volume.
    from pulposus.problem.quality import examine

    assert (forces * nodes).sum() == pytest.approx(-3 * 0.7 * examine(mesh).volume_mm3)
