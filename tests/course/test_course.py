"""One disc through its courses: conservation, fed cells, paired draws, convergence of the coupling in time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from pulposus.course import nutrient_clock
from pulposus.course.action import NOTHING, disc_action, neighbour_action
from pulposus.course.capacity import largest_dose_1e6
from pulposus.course.doses import dose_responses
from pulposus.course.follow import Course, follow
from pulposus.course.procedure import perform
from pulposus.course.start import Start, settle
from pulposus.course.world import draw_world
from pulposus.disc.shape import from_parameters
from pulposus.numerics import settings
from pulposus.treatment import load
from pulposus.units import MM3_PER_ML

VISITS = (0.0, 1.0, 12.0, 24.0)
DRAWS = 8
READ = ("height_mm", "water_fraction", "catabolic_index", "gag_relative", "glucose_min_mM", "ph_min")
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
    done = perform(start, disc_action(load("bm_msc")))
    assert done.product is not None
    assert done.injected is not None
    inside = 2 * np.sum(np.asarray(done.state.injected_1e6_mL) * start.nucleus_mm3, axis=(1, 2)) / MM3_PER_ML
    given = done.product.stromal_1e6 * done.product.viability * done.injected.volume_in_mL / 2.0
    np.testing.assert_allclose(inside, given * done.injected.retained_share, rtol=1e-12)
    assert np.all(inside <= 20 * 0.95 * 0.95)


def test_injected_cells_fall_and_natural_course_has_none(natural: Course, cells: Course) -> None:
    assert np.all(natural.outcomes["injected_cells_1e6"] == 0)
    live = cells.outcomes["injected_cells_1e6"][:, 1:]
    assert np.all(live >= 0)
    # They may divide a little where they are fed, but far less than they die in most draws.
    assert np.median(live[:, -1] / live[:, 0]) < 0.5


def test_injected_cells_take_oxygen_and_glucose(start: Start) -> None:
    """Right after the injection: later the starved, the disc's own among them, have died and leave glucose over.

    Glucose falls in the mean only: by the published rate law native cells that lose oxygen also take less glucose.
    """
    state = perform(start, disc_action(load("bm_msc"))).state
    eating = nutrient_clock.densities(state, start.world.biology)
    fields = nutrient_clock.solve(start.world, start.shapes, eating, start.nutrients)
    assert np.all(fields.converged)
    inside = start.nucleus_mm3 > 0
    after, before = (nutrient_clock.at_elements(f.oxygen_kPa)[inside] for f in (fields, start.nutrients))
    assert np.all(after < before)
    assert np.all(after > 0)
    assert np.mean(nutrient_clock.at_elements(fields.glucose_mM - start.nutrients.glucose_mM)[inside]) < 0


def test_a_dose_that_the_disc_cannot_feed_costs_it_its_own_cells(start: Start, natural: Course) -> None:
    flooded = follow(start, disc_action(load("bm_msc").with_dose(200.0)), (0.0, 1.0))
    own = flooded.outcomes["native_cells_1e6_mL"][:, 1]
    lost = natural.outcomes["native_cells_1e6_mL"][:, 1] - own
    assert np.all(lost > -1e-6)
    assert np.median(lost) > 0.3  # in some draws nearly all leaks out and nothing starves


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
        start.world.biology,
        msc_damping_mL_1e6=np.zeros(DRAWS),
        anabolic_output_mL_1e6=np.zeros(DRAWS),
        msc_synthesis=np.zeros(DRAWS),
        msc_differentiated_synthesis=np.zeros(DRAWS),
        pain_driver_inflammation_weight=np.ones(DRAWS),
    )
    idle = replace(start, world=replace(start.world, biology=biology))
    flooded = follow(idle, disc_action(load("bm_msc").with_dose(200.0)), (0.0, 12.0))
    saline = follow(idle, disc_action(load("saline")), (0.0, 12.0))
    lost = saline.outcomes["native_cells_1e6_mL"][:, -1] - flooded.outcomes["native_cells_1e6_mL"][:, -1]
    assert np.median(lost) > 0.3  # in some draws nearly all leaks out and nothing starves
    assert np.all(flooded.pain_driver >= saline.pain_driver * (1 - 1e-3))


def test_one_failed_draw_does_not_stop_the_others(start: Start, natural: Course) -> None:
    bad = start.unloaded.converged.copy()
    bad[0] = False
    broken = replace(start.nutrients, glucose_mM=start.nutrients.glucose_mM.copy(), converged=bad)
    broken.glucose_mM[0] = np.nan
    course = follow(replace(start, unloaded=replace(start.unloaded, converged=bad), nutrients=broken), NOTHING, VISITS)
    assert not course.converged[0]
    assert course.converged[1:].all()
    np.testing.assert_allclose(course.outcomes["height_mm"][1:], natural.outcomes["height_mm"][1:], rtol=1e-6)


def test_halving_the_step_moves_no_draw_of_two_years(
    start: Start, cells: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "COURSE_LONGEST_STEP_DAYS", settings.COURSE_LONGEST_STEP_DAYS / 2)
    fine = follow(start, disc_action(load("bm_msc")), VISITS)
    for name in READ:
        np.testing.assert_allclose(cells.outcomes[name], fine.outcomes[name], rtol=0.005, err_msg=name)
    np.testing.assert_allclose(cells.pain_driver, fine.pain_driver, rtol=0.005)


def test_halving_all_looks_and_thresholds_moves_two_years_by_little(
    start: Start, cells: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The median draw by less than 0.5 % at 24 months; a single draw at the brink of starving by up to 3 %."""

    def finer(marks: tuple[float, ...]) -> tuple[float, ...]:
        points = np.array([0.0, *marks])
        return tuple(sorted({*points[1:], *((points[1:] + points[:-1]) / 2)}))

    monkeypatch.setattr(settings, "COURSE_EARLY_DAYS", finer(settings.COURSE_EARLY_DAYS))
    monkeypatch.setattr(settings, "COURSE_LATE_MONTHS", finer(settings.COURSE_LATE_MONTHS))
    monkeypatch.setattr(settings, "COURSE_CELLS_MOVED", settings.COURSE_CELLS_MOVED / 2)
    fine = follow(start, disc_action(load("bm_msc")), VISITS)
    for name in READ:
        coarse, finer_still = cells.outcomes[name], fine.outcomes[name]
        np.testing.assert_allclose(coarse, finer_still, rtol=0.03, err_msg=name)
        assert np.median(np.abs(coarse[:, -1] / finer_still[:, -1] - 1)) < 0.005, name
    np.testing.assert_allclose(cells.pain_driver[:, -1], fine.pain_driver[:, -1], rtol=0.005)
    np.testing.assert_allclose(cells.outcomes["live_fraction"][:, -1], fine.outcomes["live_fraction"][:, -1], atol=0.01)


def test_a_gel_lifts_and_fades(start: Start) -> None:
    gel = follow(start, disc_action(load("bm_msc_hydrogel")), (0.0, 1.0, 24.0))
    saline = follow(start, disc_action(load("saline")), (0.0, 1.0, 24.0))
    gained = gel.outcomes["height_mm"] / saline.outcomes["height_mm"] - 1
    assert np.median(gained[:, 1]) > 0
    assert np.median(gained[:, 2]) < np.median(gained[:, 1])
    # No more than all of the volume that is injected, spread over the disc.
    assert np.max(gained[:, 1]) < 0.5


def test_fusion_spares_its_disc_and_loads_the_neighbour(start: Start) -> None:
    alone = follow(start, NOTHING, (0.0, 1.0))
    beside = follow(start, neighbour_action(load("fusion")), (0.0, 1.0))
    fused = follow(start, disc_action(load("fusion")), (0.0, 1.0))
    stress = [course.outcomes["annulus_stress_MPa"][:, 1] for course in (fused, alone, beside)]
    assert np.all(stress[0] <= stress[1] + 1e-9)
    assert np.all(stress[1] <= stress[2] + 1e-9)


def test_a_discectomy_takes_tissue_and_height(start: Start, natural: Course) -> None:
    after = follow(start, disc_action(load("discectomy")), (0.0, 1.0, 12.0, 24.0))
    for name in ("gag_relative", "native_cells_1e6_mL", "height_mm"):
        assert np.all(after.outcomes[name][:, 1] < natural.outcomes[name][:, 1]), name


def test_a_steroid_quiets_the_disc_at_one_month_and_not_at_twelve(start: Start) -> None:
    steroid = follow(start, disc_action(load("intradiscal_steroid")), (0.0, 1.0, 12.0))
    saline = follow(start, disc_action(load("saline")), (0.0, 1.0, 12.0))
    ratio = steroid.outcomes["catabolic_index"] / saline.outcomes["catabolic_index"]
    assert np.median(ratio[:, 1]) < 0.97
    np.testing.assert_allclose(ratio[:, 2], 1, atol=0.02)


def test_platelets_raise_the_anabolic_factor_for_weeks(start: Start) -> None:
    plasma = follow(start, disc_action(load("prp")), (0.0, 1.0, 12.0))
    assert np.all(plasma.outcomes["anabolic_factor"][:, 1] >= 1)
    np.testing.assert_allclose(plasma.outcomes["anabolic_factor"][:, 2], 1, atol=1e-3)


def test_many_doses_in_one_batch_are_the_course_of_each(start: Start) -> None:
    """The batched dose response against the full course at the dose that the procedure left in the disc."""
    done = perform(start, disc_action(load("bm_msc").with_dose(30.0)))
    retained = 2 * np.sum(np.asarray(done.state.injected_1e6_mL) * start.nucleus_mm3, axis=(1, 2)) / MM3_PER_ML
    course = follow(start, disc_action(load("bm_msc").with_dose(30.0)), (0.0, 1.0, 12.0))
    doses = np.sort(retained)
    (found,) = dose_responses([start], doses, volume_mL=2.0, months=(1.0, 12.0))
    for draw in range(DRAWS):
        mine = found.outcomes["live_fraction"][np.argsort(np.argsort(retained))[draw], draw]
        np.testing.assert_allclose(mine, course.outcomes["live_fraction"][draw, 1:], atol=0.03)


def test_discs_in_one_batch_do_not_touch_each_other(start: Start) -> None:
    doses = np.array([1.0, 30.0])
    (alone,) = dose_responses([start], doses, volume_mL=2.0, months=(1.0,))
    first, second = dose_responses([start, start], doses, volume_mL=2.0, months=(1.0,))
    for name in alone.outcomes:
        np.testing.assert_allclose(first.outcomes[name], second.outcomes[name], rtol=1e-9, atol=1e-12, err_msg=name)
        np.testing.assert_allclose(first.outcomes[name], alone.outcomes[name], rtol=1e-6, atol=1e-9, err_msg=name)


def test_more_cells_starve_sooner_and_cost_the_disc_more(start: Start) -> None:
    (found,) = dose_responses([start], np.array([0.1, 10.0, 300.0]), volume_mL=2.0, months=(1.0, 12.0))
    # A few cells may help each other (growth factors); a crowd starves.
    assert np.all(found.outcomes["live_fraction"][2] < found.outcomes["live_fraction"][0])
    assert np.all(np.diff(found.outcomes["lowest_glucose_mM"][:, :, 0], axis=0) <= 1e-6)
    assert np.all(np.diff(found.outcomes["native_loss"][:, :, 0], axis=0) >= -1e-6)
    capacity = largest_dose_1e6(found, "native_loss", 0.05, 12.0)
    assert np.all((capacity >= 0) & (capacity <= 300))
