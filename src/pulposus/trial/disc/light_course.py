"""The course of light discs under one action: what ``course.follow`` does, on the light mesh."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.biology import inflammation
from pulposus.biology.state import State
from pulposus.biology.step import advance
from pulposus.biology.surroundings import Surroundings, nucleus_mean
from pulposus.course import clock, nutrient_clock
from pulposus.course.action import DiscAction
from pulposus.course.holding import changes_mechanics, gel_height, held
from pulposus.course.outcomes import whole_1e6
from pulposus.course.shape_clock import shapes
from pulposus.numerics import settings
from pulposus.trial.disc.light import LightStart, arrays, solve
from pulposus.trial.disc.needle import performed
from pulposus.units import DAYS_PER_MONTH

Float = NDArray[np.float64]
CELLS_MOVED = 0.01  # share of its cells that a disc may win or lose before it is fed anew
LONGEST_STEP_DAYS = 8.0  # of the biology
MIDPOINT_DAYS = 30.0  # until then the midpoint rule, after it nutrients of the start of an interval


@dataclass(frozen=True)
class LightCourse:
    """One course of every light disc, arrays (n, visits)."""

    pain_driver: Float
    """What the disc sends to its nerves over its value before treatment."""
    gag: Float
    """Of the nucleus, over its start."""
    native: Float
    """Living native cells of the nucleus over the settled ones."""
    injected_1e6: Float
    structural: Float
    """Height over the first one as structural loss, a gel and an operation leave it."""
    deposited_1e6: Float
    """Living cells that the injection left in the disc, (n,)."""
    converged: NDArray[np.bool_]
    """(n,)."""


def follow(light: LightStart, action: DiscAction, visits_months: tuple[float, ...], dallas: Float) -> LightCourse:
    """Integrate the course of light discs; visits rise from 0, ``dallas`` (n,) is NaN where nobody looked."""
    start, world = light.start, light.start.world
    parameters = world.biology.asdict()
    done = performed(start, action, dallas)
    state, fields = arrays(done.state), start.nutrients
    fed = nutrient_clock.densities(start.state, world.biology)
    hazard = nutrient_clock.hazard(world.death, fields)
    converged = np.array(fields.converged)
    stress, lying = done.load_factor, np.ones(world.draws)
    shape = start.shapes
    solves = light.mechanical and changes_mechanics(start, done)
    glucose, ph = (nutrient_clock.at_elements(field) for field in (fields.glucose_mM, fields.ph))

    def feed(cells: Float) -> None:
        nonlocal fields, hazard, converged
        rows = nutrient_clock.moved(cells, fed, CELLS_MOVED)
        if not len(rows):
            return
        fields = solve(light.posed, cells, fields, rows)
        hazard = nutrient_clock.hazard(world.death, fields)
        converged = converged & np.asarray(fields.converged)
        fed[rows] = cells[rows]

    def reshape(now: State) -> None:
        """What the procedure does to stress and lying height; what the course of the matrix does is learned."""
        nonlocal shape, stress, lying, converged
        shape = shapes(world, start.unloaded, at_first, shape, held(start, done, now))
        converged = converged & shape.converged & start.unloaded.converged
        own = start.shapes.drained.annulus_peak_stress_MPa
        ratios = (
            (shape.drained.annulus_peak_stress_MPa, own),
            (shape.lying.mean_height_mm, start.shapes.lying.mean_height_mm),
        )
        stress, lying = (np.where(converged, np.asarray(a) / np.asarray(b), 1.0) for a, b in ratios)

    def around() -> Surroundings:
        return Surroundings(
            glucose_mM=nutrient_clock.at_elements(fields.glucose_mM),
            start_glucose_mM=glucose,
            ph=nutrient_clock.at_elements(fields.ph),
            start_ph=ph,
            hazard_per_day=hazard,
            start_native_1e6_mL=start.state.native_1e6_mL,
            reference_native_1e6_mL=world.measured_tissue.native_cells_1e6_mL,
            structural_loss_per_year=start.structural_loss_per_year,
            stress_ratio=stress,
            element_mm3=start.element_mm3,
            nucleus_mm3=start.nucleus_mm3,
        )

    def read(now: State) -> tuple[Float, ...]:
        driver = inflammation.pain_driver(
            now.innervation / start.state.innervation,
            now.catabolic,
            stress,
            world.biology.pain_driver_inflammation_weight,
        )
        gag, native = (np.asarray(nucleus_mean(x, start.nucleus_mm3)) for x in (now.gag, now.native_1e6_mL))
        height = lying * (1 - np.asarray(now.structural_loss)) * (1 + gel_height(start, done, now))
        return np.asarray(driver), gag, native, whole_1e6(start.element_mm3, now.injected_1e6_mL), height

    deposited = whole_1e6(start.element_mm3, state.injected_1e6_mL)
    seen = [read(arrays(start.state))]  # before the procedure, as a course's first look
    seen[0] = (np.ones(world.draws), *seen[0][1:3], deposited, np.ones(world.draws))
    at_first = np.asarray(state.gag)
    if solves:
        reshape(state)
    days = clock.knots_days(visits_months, settings.DOSE_EARLY_DAYS, settings.DOSE_LATE_MONTHS)
    visit_days = {round(month * DAYS_PER_MONTH, settings.COURSE_DAY_DECIMALS) for month in visits_months}
    for since, until in pairwise(days):
        whole, half = float(until - since), float(until - since) / 2
        feed(nutrient_clock.densities(state, world.biology))
        if since < MIDPOINT_DAYS:
            half_way = advance(state, around(), done.support, parameters, half, _steps(half))
            feed(nutrient_clock.densities(half_way, world.biology))
        state = arrays(advance(state, around(), done.support, parameters, whole, _steps(whole)))
        if round(float(until), settings.COURSE_DAY_DECIMALS) in visit_days:
            if solves:
                reshape(state)
            seen.append(read(state))
    driver, gag, native, injected, height = (np.stack(part, axis=1) for part in zip(*seen, strict=True))
    return LightCourse(driver, gag, native / native[:, :1], injected, height, deposited, converged)


def _steps(days: float) -> int:
    return clock.biology_steps(days, LONGEST_STEP_DAYS)
