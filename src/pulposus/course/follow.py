"""Follow one settled disc through one treatment to the last visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.step import advance
from pulposus.biology.surroundings import Surroundings, nucleus_mean
from pulposus.course import clock, nutrient_clock
from pulposus.course.action import DiscAction
from pulposus.course.holding import changes_mechanics, gel_height, held
from pulposus.course.outcomes import Look, disc_outcomes, driver_over_visits, whole_1e6
from pulposus.course.procedure import Procedure, perform
from pulposus.course.shape_clock import shapes
from pulposus.course.start import Start
from pulposus.numerics import settings
from pulposus.units import DAYS_PER_MONTH

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Course:
    """One disc under one action: outcomes (draws, visits) by name, the pain driver, and the looks."""

    visits_months: tuple[float, ...]
    outcomes: dict[str, Float]
    pain_driver: Float
    """What the disc sends to its nerves over its value before treatment, (draws, visits)."""
    converged: NDArray[np.bool_]
    """Draws whose mechanics and nutrients converged at every look, (draws,)."""
    looks: tuple[Look, ...]
    procedure: Procedure
    nutrient_solves: int
    mechanics_solves: int


def follow(
    start: Start,
    action: DiscAction,
    visits_months: tuple[float, ...],
    tick: Callable[[float], None] | None = None,
) -> Course:
    """Integrate the course. ``visits_months`` rise from 0; ``tick`` hears the share done.

    Nutrients and mechanics keep their last solution until the state has moved by more than the settings say.
    """
    world = start.world
    parameters = world.biology.asdict()
    done = perform(start, action)
    state, shape, nutrients = start.state, start.shapes, start.nutrients
    fed_cells, fed_gag = nutrient_clock.densities(state, world.biology), np.asarray(state.gag)
    converged = start.unloaded.converged & shape.converged & np.asarray(nutrients.converged)
    deposited = whole_1e6(start.element_mm3, done.state.injected_1e6_mL)
    looks = [Look(0.0, state, shape, nutrients, np.zeros(world.draws), deposited)]
    hazard = nutrient_clock.hazard_per_day(world, nutrients)
    nobody = np.arange(0)
    nutrient_solves = mechanics_solves = 0

    def feed(cells: Float, also: NDArray[np.int64] = nobody) -> None:
        nonlocal nutrients, fed_cells, converged, nutrient_solves, hazard
        rows = np.union1d(nutrient_clock.moved(cells, fed_cells), also)
        if not len(rows):
            return
        nutrients = nutrient_clock.solve(world, shape, cells, nutrients, rows)
        hazard = nutrient_clock.hazard_per_day(world, nutrients)
        converged = converged & np.asarray(nutrients.converged)
        fed_cells = fed_cells.copy()
        fed_cells[rows] = cells[rows]
        nutrient_solves += len(rows)

    def reshape(gag: Float, rows: NDArray[np.int64]) -> None:
        nonlocal shape, converged, fed_gag, mechanics_solves
        shape = shapes(world, start.unloaded, gag, shape, held(start, done, state), rows)
        converged = converged & shape.converged
        fed_gag = fed_gag.copy()
        fed_gag[rows] = gag[rows]
        mechanics_solves += len(rows)

    def around() -> Surroundings:
        stress = np.asarray(shape.drained.annulus_peak_stress_MPa)
        own = np.asarray(start.shapes.drained.annulus_peak_stress_MPa)
        return Surroundings(
            glucose_mM=nutrient_clock.at_elements(np.asarray(nutrients.glucose_mM)),
            start_glucose_mM=start_glucose,
            ph=nutrient_clock.at_elements(np.asarray(nutrients.ph)),
            start_ph=start_ph,
            hazard_per_day=hazard,
            start_native_1e6_mL=start.state.native_1e6_mL,
            reference_native_1e6_mL=world.measured_tissue.native_cells_1e6_mL,
            structural_loss_per_year=start.structural_loss_per_year,
            stress_ratio=np.where(converged, stress / own, 1.0),
            element_mm3=start.element_mm3,
            nucleus_mm3=start.nucleus_mm3,
        )

    days = clock.knots_days(visits_months)
    visit_days = {round(month * DAYS_PER_MONTH, settings.COURSE_DAY_DECIMALS): month for month in visits_months}
    start_glucose = nutrient_clock.at_elements(np.asarray(start.nutrients.glucose_mM))
    start_ph = nutrient_clock.at_elements(np.asarray(start.nutrients.ph))
    state = done.state
    if changes_mechanics(start, done):
        reshape(np.where(converged[:, None, None], np.asarray(state.gag), 1.0), np.arange(world.draws))
    for since, until in pairwise(days):
        whole = float(until - since)
        feed(nutrient_clock.densities(state, world.biology))
        # Midpoint rule: what the cells eat half-way decides the whole interval, where they change at all.
        half_way = advance(state, around(), done.support, parameters, whole / 2, clock.biology_steps(whole / 2))
        feed(nutrient_clock.densities(half_way, world.biology))
        state = advance(state, around(), done.support, parameters, whole, clock.biology_steps(whole))
        month = visit_days.get(round(float(until), settings.COURSE_DAY_DECIMALS))
        if month is not None:
            # A failed draw keeps its start, so that it neither drives nor stops the batch.
            gag = np.where(converged[:, None, None], np.asarray(state.gag), 1.0)
            cells = nutrient_clock.densities(state, world.biology)
            charge_moved = np.abs(np.asarray(nucleus_mean(gag - fed_gag, start.nucleus_mm3)))
            fading = done.gel is not None
            rows = np.flatnonzero(fading | (charge_moved > settings.COURSE_CHARGE_MOVED))
            if len(rows):
                reshape(gag, rows)
            # What is read at a visit is solved for the cells of that visit.
            feed(cells, np.union1d(rows, nutrient_clock.moved(cells, fed_cells, settings.COURSE_VISIT_CELLS_MOVED)))
            looks.append(Look(month, state, shape, nutrients, gel_height(start, done, state), deposited))
        if tick:
            tick(float(until / days[-1]))
    return Course(
        visits_months=visits_months,
        outcomes=disc_outcomes(start, looks),
        pain_driver=driver_over_visits(start, looks),
        converged=converged,
        looks=tuple(looks),
        procedure=done,
        nutrient_solves=nutrient_solves,
        mechanics_solves=mechanics_solves,
    )
