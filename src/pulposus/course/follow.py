"""Follow one settled disc through one treatment to the last visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.step import Surroundings, advance, nucleus_mean
from pulposus.course import clock, nutrient_clock
from pulposus.course.outcomes import Look, disc_outcomes, driver_over_visits
from pulposus.course.procedure import DiscAction, perform
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
    state, shape, nutrients = start.state, start.shapes, start.nutrients
    fed_cells, fed_gag = nutrient_clock.densities(state), np.asarray(state.gag)
    converged = start.unloaded.converged & shape.converged & np.asarray(nutrients.converged)
    looks = [Look(0.0, state, shape, nutrients)]
    nutrient_solves = mechanics_solves = 0

    def feed(cells: Float) -> None:
        nonlocal nutrients, fed_cells, converged, nutrient_solves
        nutrients = nutrient_clock.solve(world, shape, cells, nutrients)
        converged = converged & np.asarray(nutrients.converged)
        fed_cells = cells
        nutrient_solves += 1

    def around() -> Surroundings:
        return Surroundings(
            glucose_mM=nutrient_clock.at_elements(np.asarray(nutrients.glucose_mM)),
            start_glucose_mM=start_glucose,
            hazard_per_day=nutrient_clock.hazard_per_day(world, nutrients),
            start_native_1e6_mL=start.state.native_1e6_mL,
            reference_native_1e6_mL=world.measured_tissue.native_cells_1e6_mL,
            structural_loss_per_year=start.structural_loss_per_year,
            nucleus_mm3=start.nucleus_mm3,
        )

    days = clock.knots_days(visits_months)
    visit_days = {round(month * DAYS_PER_MONTH, settings.COURSE_DAY_DECIMALS): month for month in visits_months}
    start_glucose = nutrient_clock.at_elements(np.asarray(start.nutrients.glucose_mM))
    state = perform(start, action)
    for since, until in pairwise(days):
        whole = float(until - since)
        cells = nutrient_clock.densities(state)
        if nutrient_clock.moved(cells, fed_cells):
            feed(cells)
        # Midpoint rule: what the cells eat half-way decides the whole interval, where they change at all.
        half_way = advance(state, around(), parameters, whole / 2, clock.biology_steps(whole / 2))
        cells = nutrient_clock.densities(half_way)
        if nutrient_clock.moved(cells, fed_cells):
            feed(cells)
        state = advance(state, around(), parameters, whole, clock.biology_steps(whole))
        month = visit_days.get(round(float(until), settings.COURSE_DAY_DECIMALS))
        if month is not None:
            # A failed draw keeps its start, so that it neither drives nor stops the batch.
            gag = np.where(converged[:, None, None], np.asarray(state.gag), 1.0)
            cells = nutrient_clock.densities(state)
            charge_moved = np.abs(nucleus_mean(gag - fed_gag, start.nucleus_mm3))
            reshaped = bool(np.max(charge_moved) > settings.COURSE_CHARGE_MOVED)
            if reshaped:
                shape = shapes(world, start.unloaded, gag, shape)
                converged = converged & shape.converged
                fed_gag = gag
                mechanics_solves += 1
            if reshaped or nutrient_clock.moved(cells, fed_cells):
                feed(cells)
            looks.append(Look(month, state, shape, nutrients))
        if tick:
            tick(float(until / days[-1]))
    return Course(
        visits_months=visits_months,
        outcomes=disc_outcomes(start, looks),
        pain_driver=driver_over_visits(start, looks),
        converged=converged,
        looks=tuple(looks),
        nutrient_solves=nutrient_solves,
        mechanics_solves=mechanics_solves,
    )
