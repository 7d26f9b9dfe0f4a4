"""One disc through its courses: conservation, fed cells, paired draws, convergence of the coupling in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.course import nutrient_clock
from pulposus.course.follow import Course, follow
from pulposus.course.procedure import NOTHING, disc_action, perform, retained_1e6
from pulposus.course.start import Start, settle
from pulposus.course.world import draw_world
from pulposus.disc.shape import from_parameters
from pulposus.numerics import settings
from pulposus.treatment import load
from pulposus.units import MM3_PER_ML

VISITS = (0.0, 1.0, 12.0, 24.0)
DRAWS = 8
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def start() -> Start:
    shape = from_parameters("L4/5", age_y=45, sex="F", grade=3)
    return settle(draw_world(shape, (0.0, 0.0, 1.0, 0.0, 0.0), age_y=45, draws=DRAWS, seed=0))


@pytest.fixture(scope="module")
def natural(start: Start) -> Course:
    return follow(start, NOTHING, VISITS)


@pytest.fixture(scope="module")
def cells(start: Start) -> Course:
    return follow(start, disc_action(load("bm_msc")), VISITS)


def test_every_draw_converges(natural: Course, cells: Course) -> None:
    assert natural.converged.all()
    assert cells.converged.all()


def test_the_lying_disc_has_the_measured_height(start: Start) -> None:
    """The prestress puts the measured disc back under the supine load (no second swelling)."""
    nodes = start.world.measured_mesh.nodes_mm
    r, z = nodes[:, :, -1, 0], nodes[:, :, -1, 1]
    area = np.diff(r**2, axis=1)
    measured = 2 * np.sum(area * (z[:, 1:] + z[:, :-1]) / 2, axis=1) / np.sum(area, axis=1)
    np.testing.assert_allclose(start.shapes.lying.mean_height_mm, measured, rtol=0.01)


def test_a_settled_disc_keeps_its_native_cells(start: Start, natural: Course) -> None:
    assert np.all(start.fed_share <= 1 + 1e-9)
    lost = 1 - natural.outcomes["native_cells_1e6_mL"][:, -1] / natural.outcomes["native_cells_1e6_mL"][:, 0]
    assert np.all(lost < 0.1)


def test_all_retained_cells_are_in_the_nucleus_right_after_the_injection(start: Start) -> None:
    action = disc_action(load("bm_msc"))
    state = perform(start, action)
    inside = 2 * np.sum(np.asarray(state.injected_1e6_mL) * start.nucleus_mm3, axis=(1, 2)) / MM3_PER_ML
    np.testing.assert_allclose(inside, retained_1e6(action, DRAWS, 0), rtol=1e-12)


def test_injected_cells_only_fall_and_natural_course_has_none(natural: Course, cells: Course) -> None:
    assert np.all(natural.outcomes["injected_cells_1e6"] == 0)
    live = cells.outcomes["injected_cells_1e6"][:, 1:]
    assert np.all(live >= 0)
    assert np.all(np.diff(live, axis=1) <= 0)


def test_injected_cells_take_oxygen_and_glucose(start: Start) -> None:
    """Right after the injection: later the starved, the disc's own among them, have died and leave glucose over.

    Glucose falls in the mean only: by the published rate law native cells that lose oxygen also take less glucose.
    """
    state = perform(start, disc_action(load("bm_msc")))
    fields = nutrient_clock.solve(start.world, start.shapes, nutrient_clock.densities(state), start.nutrients)
    assert np.all(fields.converged)
    inside = start.nucleus_mm3 > 0
    after, before = (nutrient_clock.at_elements(f.oxygen_kPa)[inside] for f in (fields, start.nutrients))
    assert np.all(after < before)
    assert np.all(after > 0)
    assert np.mean(nutrient_clock.at_elements(fields.glucose_mM - start.nutrients.glucose_mM)[inside]) < 0


def test_a_dose_that_the_disc_cannot_feed_costs_it_its_own_cells(start: Start, natural: Course) -> None:
    flooded = follow(start, disc_action(load("bm_msc").with_dose(1000.0)), (0.0, 1.0))
    own = flooded.outcomes["native_cells_1e6_mL"][:, 1]
    assert np.all(own < natural.outcomes["native_cells_1e6_mL"][:, 1])


def test_pain_driver_starts_at_one_and_falls_with_cells(natural: Course, cells: Course) -> None:
    np.testing.assert_allclose(natural.pain_driver[:, 0], 1)
    assert np.median(cells.pain_driver[:, 1]) < np.median(natural.pain_driver[:, 1])


def test_untreated_height_falls_as_drawn(start: Start, natural: Course) -> None:
    """Swelling and wear together give the published narrowing of each draw, unless swelling alone takes more."""
    height = natural.outcomes["height_mm"]
    per_year = -np.log(height[:, -1] / height[:, 0]) / 2
    drawn = start.world.biology.height_loss_per_year
    leaves_room = start.structural_loss_per_year > 0
    assert leaves_room.any()
    np.testing.assert_allclose(per_year[leaves_room], drawn[leaves_room], atol=1.5e-3)
    assert np.all(per_year >= drawn - 1.5e-3)


def test_without_damping_there_is_no_signal_whatever_dies(start: Start) -> None:
    """Cells that only eat and kill must not look like a benefit."""
    biology = replace(
        start.world.biology, msc_damping_mL_1e6=np.zeros(DRAWS), pain_driver_inflammation_weight=np.ones(DRAWS)
    )
    idle = replace(start, world=replace(start.world, biology=biology))
    flooded = follow(idle, disc_action(load("bm_msc").with_dose(200.0)), (0.0, 12.0))
    saline = follow(idle, disc_action(load("saline")), (0.0, 12.0))
    assert np.all(flooded.outcomes["native_cells_1e6_mL"][:, -1] < saline.outcomes["native_cells_1e6_mL"][:, -1])
    np.testing.assert_allclose(flooded.pain_driver, saline.pain_driver, rtol=1e-6)


def test_one_failed_draw_does_not_stop_the_others(start: Start, natural: Course) -> None:
    bad = start.unloaded.converged.copy()
    bad[0] = False
    broken = replace(start.nutrients, glucose_mM=start.nutrients.glucose_mM.copy(), converged=bad)
    broken.glucose_mM[0] = np.nan
    course = follow(replace(start, unloaded=replace(start.unloaded, converged=bad), nutrients=broken), NOTHING, VISITS)
    assert not course.converged[0]
    assert course.converged[1:].all()
    np.testing.assert_allclose(course.outcomes["height_mm"][1:], natural.outcomes["height_mm"][1:], rtol=1e-6)


def test_halving_all_looks_and_steps_moves_two_years_by_little(
    start: Start, cells: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finer(marks: tuple[float, ...]) -> tuple[float, ...]:
        points = np.array([0.0, *marks])
        return tuple(sorted({*points[1:], *((points[1:] + points[:-1]) / 2)}))

    monkeypatch.setattr(settings, "COURSE_EARLY_DAYS", finer(settings.COURSE_EARLY_DAYS))
    monkeypatch.setattr(settings, "COURSE_LATE_MONTHS", finer(settings.COURSE_LATE_MONTHS))
    monkeypatch.setattr(settings, "COURSE_LONGEST_STEP_DAYS", settings.COURSE_LONGEST_STEP_DAYS / 2)
    monkeypatch.setattr(settings, "COURSE_CELLS_MOVED", settings.COURSE_CELLS_MOVED / 2)
    fine = follow(start, disc_action(load("bm_msc")), VISITS)
    for name in ("height_mm", "water_fraction", "catabolic_index", "gag_relative", "glucose_min_mM"):
        np.testing.assert_allclose(cells.outcomes[name], fine.outcomes[name], rtol=0.02, err_msg=name)
