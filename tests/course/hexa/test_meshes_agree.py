"""The same draw on both meshes: a disc of revolution must give the same course; the real shape is the draw's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.course.action import disc_action
from pulposus.course.follow import follow as follow_reduced
from pulposus.course.hexa import (
    central_row,
    disc_3d,
    follow,
    inject,
    mechanics_of,
    mesh_of_draw,
    numbers_of,
    settle,
)
from pulposus.course.hexa.outcomes import total_1e6
from pulposus.course.outcomes import whole_1e6
from pulposus.course.start import settle as settle_reduced
from pulposus.course.world import draw_world
from pulposus.disc.hexmesh import SIZES
from pulposus.disc.revolved import revolve
from pulposus.disc.shape import from_parameters
from pulposus.treatment import load

SHAPE = from_parameters("L4/5", age_y=45, sex="F", grade=3)
GRADES = (0.0, 0.0, 1.0, 0.0, 0.0)


def test_the_mesh_of_a_draw_has_the_sizes_of_its_reduced_disc() -> None:
    world = draw_world(SHAPE, GRADES, age_y=45, draws=4, seed=0)
    for row in range(2):
        mesh = mesh_of_draw(SHAPE, world, row, "medium")
        topology = mesh.topology
        quads = mesh.nodes_mm[topology.quads + topology.axial_nodes * (topology.layers // 2)][..., :2]
        a, b = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
        area = float(np.sum(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2)
        radius = world.measured_mesh.nodes_mm[row, -1, 0, 0]
        assert area == pytest.approx(np.pi * radius**2, rel=0.02)


@pytest.mark.slow
def test_a_round_disc_takes_the_same_course_on_both_meshes() -> None:
    visits = (0.0, 1.0, 12.0)
    start = settle_reduced(draw_world(SHAPE, GRADES, age_y=45, draws=2, seed=0))
    flat = follow_reduced(start, disc_action(load("bm_msc")), visits)
    row = central_row(flat)
    mesh = revolve(start.world.measured_mesh, row, SIZES["small"])
    settled = settle(disc_3d(mesh, numbers_of(start, row)))
    laid = inject(settled, start, flat.procedure)
    given = whole_1e6(start.element_mm3, flat.procedure.state.injected_1e6_mL)[row]
    assert total_1e6(settled.disc, laid.state.injected_1e6_mL) == pytest.approx(given, rel=1e-12)
    solid = follow(settled, laid, visits, mechanics=mechanics_of(start, flat, row))
    assert solid.flux_balance < 1e-8
    for name in ("live_fraction", "glucose_min_mM"):
        np.testing.assert_allclose(solid.outcomes[name], flat.outcomes[name][row], rtol=0.10, err_msg=name)
    for name in ("ph_min", "catabolic_index", "gag_relative"):
        np.testing.assert_allclose(solid.outcomes[name], flat.outcomes[name][row], rtol=0.02, err_msg=name)

    taken = follow_reduced(start, disc_action(load("discectomy")), (0.0, 1.0)).procedure
    after = inject(settled, start, replace(taken))
    left = after.state.gag[0][np.asarray(settled.disc.nucleus_mm3[0]) > 0]
    np.testing.assert_allclose(left, np.asarray(taken.state.gag)[row][start.nucleus_mm3[row] > 0][0])
    assert after.deposited_1e6 == 0
