"""Follow one settled disc through one treatment to the last visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import inflammation
from pulposus.biology.state import State
from pulposus.biology.step import Surroundings, advance, nucleus_mean
from pulposus.course import clock, nutrient_clock
from pulposus.course.procedure import DiscAction, perform
from pulposus.course.shape_clock import Shapes, shapes
from pulposus.course.start import Start
from pulposus.numerics import settings
from pulposus.transport import Nutrients
from pulposus.units import DAYS_PER_MONTH, MM3_PER_ML

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Look:
    """The whole disc at one visit: enough for every outcome and every picture."""

    month: float
    state: State
    shapes: Shapes
    nutrients: Nutrients


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
    converged = shape.converged & np.asarray(nutrients.converged)
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
            reference_native_1e6_mL=world.measured_tissue.native_cells_1e6_mL,
            start_senescent_1e6_mL=start_senescent,
            nucleus_mm3=start.nucleus_mm3,
        )

    days = clock.knots_days(visits_months)
    visit_days = {round(month * DAYS_PER_MONTH, settings.COURSE_DAY_DECIMALS): month for month in visits_months}
    start_glucose = nutrient_clock.at_elements(np.asarray(start.nutrients.glucose_mM))
    start_senescent = nucleus_mean(state.senescent_1e6_mL, start.nucleus_mm3)
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
            gag, cells = np.asarray(state.gag), nutrient_clock.densities(state)
            charge_moved = np.max(np.abs(nucleus_mean(gag - fed_gag, start.nucleus_mm3)))
            reshaped = bool(charge_moved > settings.COURSE_CHARGE_MOVED)
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
        outcomes=_outcomes(start, looks),
        pain_driver=_pain_driver(start, looks),
        converged=converged,
        looks=tuple(looks),
        nutrient_solves=nutrient_solves,
        mechanics_solves=mechanics_solves,
    )


def _over_visits(values: list[Float]) -> Float:
    return np.stack([np.asarray(value) for value in values], axis=1)


def _outcomes(start: Start, looks: list[Look]) -> dict[str, Float]:
    """Disc outcomes by the names of forecast.parquet, each (draws, visits)."""

    def nucleus(field: object) -> Float:
        return np.asarray(nucleus_mean(np.asarray(field), start.nucleus_mm3))

    def lowest(field: object) -> Float:
        return np.min(np.asarray(field), axis=(1, 2))

    def whole(field: object) -> Float:
        return 2 * np.sum(np.asarray(field) * start.element_mm3, axis=(1, 2)) / MM3_PER_ML

    by_look: dict[str, Callable[[Look], Float]] = {
        "height_mm": lambda k: np.asarray(k.shapes.lying.mean_height_mm) * (1 - np.asarray(k.state.structural_loss)),
        "water_fraction": lambda k: nucleus(k.shapes.lying.porosity),
        "native_cells_1e6_mL": lambda k: nucleus(k.state.native_1e6_mL),
        "injected_cells_1e6": lambda k: whole(k.state.injected_1e6_mL),
        "glucose_min_mM": lambda k: lowest(k.nutrients.glucose_mM),
        "ph_min": lambda k: lowest(k.nutrients.ph),
        "oxygen_min_kPa": lambda k: lowest(k.nutrients.oxygen_kPa),
        "catabolic_index": lambda k: np.asarray(k.state.catabolic),
        "gag_relative": lambda k: nucleus(k.state.gag),
        "pressure_MPa": lambda k: np.asarray(k.shapes.day.nucleus_pressure_MPa),
    }
    return {name: _over_visits([take(look) for look in looks]) for name, take in by_look.items()}


def _pain_driver(start: Start, looks: list[Look]) -> Float:
    stress = np.asarray(start.shapes.day.annulus_peak_stress_MPa)
    return _over_visits(
        [
            np.asarray(
                inflammation.pain_driver(
                    look.state.innervation,
                    look.state.catabolic,
                    np.asarray(look.shapes.day.annulus_peak_stress_MPa) / stress,
                    start.world.biology.pain_driver_inflammation_weight,
                )
            )
            for look in looks
        ]
    )
