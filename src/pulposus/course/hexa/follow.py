"""Follow one settled 3-D disc through one procedure: nutrients when cells moved, biology between, shapes at visits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State
from pulposus.biology.step import advance
from pulposus.biology.surroundings import Surroundings
from pulposus.course import clock
from pulposus.course.follow import Course
from pulposus.course.hexa.carried import Stretch, stretch_between
from pulposus.course.hexa.inject import Laid
from pulposus.course.hexa.nutrients import eating, feed, hazard_per_day, moved
from pulposus.course.hexa.outcomes import OUTCOMES_3D, Look3D, outcomes
from pulposus.course.hexa.start import Settled
from pulposus.course.start import Start
from pulposus.numerics import settings
from pulposus.units import DAYS_PER_MONTH

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Clock:
    """When a course looks at its disc; the reduced course's when left alone."""

    early_days: tuple[float, ...] | None = None
    late_months: tuple[float, ...] | None = None
    longest_step_days: float | None = None
    cells_moved: float = settings.COURSE_CELLS_MOVED


@dataclass(frozen=True, eq=False)
class Mechanics:
    """What the mechanics say at each visit (v,): the living shape, and the peak annulus stress over its start."""

    living: tuple[Stretch | None, ...]
    stress_ratio: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Course3D:
    """One 3-D disc over its visits: outcomes (v,) by name, the looks, and how well supply and use of solutes agreed."""

    visits_months: tuple[float, ...]
    outcomes: dict[str, Float]
    looks: tuple[Look3D, ...]
    nutrient_solves: int
    flux_balance: float
    """Worst of all solves, relative."""


def mechanics_of(start: Start, course: Course, row: int) -> Mechanics:
    """Living shapes and stresses of one draw of a reduced course.

    Where the procedure itself changes the shape (a gel, a fused neighbour), the first visit's counts from the start.
    """
    own = np.asarray(start.shapes.drained.annulus_peak_stress_MPa)[row]
    shapes = [look.shapes for look in course.looks]
    if course.procedure.gel is not None or np.any(np.asarray(course.procedure.load_factor) != 1):
        shapes[0] = shapes[1]
    living = tuple(stretch_between(start.world.measured_mesh, shape.nodes_mm, row) for shape in shapes)
    stress = tuple(float(np.asarray(shape.drained.annulus_peak_stress_MPa)[row] / own) for shape in shapes)
    return Mechanics(living, stress)


def follow(
    settled: Settled,
    laid: Laid,
    visits_months: tuple[float, ...],
    *,
    mechanics: Mechanics | None = None,
    times: Clock | None = None,
    tick: Callable[[float], None] | None = None,
) -> Course3D:
    """Integrate the course.

    Args:
        visits_months: rising from 0.
        mechanics: of the same visits (``mechanics_of``); the shape stays as it is when None.
        times: when to look.
        tick: hears the share done.

    Raises:
        RunError: nutrients that do not converge.
    """
    times = times or Clock()
    disc, state, fed = settled.disc, laid.state, settled.nutrients
    fed_cells, hazard = eating(disc, settled.state), hazard_per_day(disc, fed)
    solves, balance, stress = 0, fed.flux_balance, 1.0
    start_glucose, start_ph = (fed.at_elements(field)[None] for field in (fed.glucose_mM, fed.ph))
    parameters = disc.numbers.biology.asdict()

    def renew(now: State, *, always: bool = False) -> None:
        nonlocal fed, fed_cells, hazard, solves, balance
        cells = eating(disc, now)
        if not always and moved(cells, fed_cells) <= times.cells_moved:
            return
        fed = feed(disc, cells, fed)
        fed_cells, hazard = cells, hazard_per_day(disc, fed)
        solves, balance = solves + 1, max(balance, fed.flux_balance)

    def reshape(visit: int) -> bool:
        """Take the shape of a visit; says whether it is another one."""
        nonlocal disc, stress
        if mechanics is None or disc.living.nodes_mm is disc.mesh.nodes_mm:
            return False
        stress = mechanics.stress_ratio[visit]
        other = disc.shaped(mechanics.living[visit])
        if np.array_equal(other.living.nodes_mm, disc.living.nodes_mm):
            return False
        disc = other
        return True

    def around() -> Surroundings:
        return Surroundings(
            glucose_mM=fed.at_elements(fed.glucose_mM)[None],
            start_glucose_mM=start_glucose,
            ph=fed.at_elements(fed.ph)[None],
            start_ph=start_ph,
            hazard_per_day=hazard,
            start_native_1e6_mL=np.asarray(settled.state.native_1e6_mL),
            reference_native_1e6_mL=disc.native_cells_1e6_mL[None],
            structural_loss_per_year=disc.numbers.structural_loss_per_year,
            stress_ratio=np.full(1, stress),
            element_mm3=disc.element_mm3,
            nucleus_mm3=disc.nucleus_mm3,
        )

    def run(now: State, days: float) -> State:
        return advance(
            now, around(), laid.support, parameters, days, clock.biology_steps(days, times.longest_step_days)
        )

    days = clock.knots_days(visits_months, times.early_days, times.late_months)
    visit_days = {round(m * DAYS_PER_MONTH, settings.COURSE_DAY_DECIMALS): k for k, m in enumerate(visits_months)}
    looks = [Look3D(0.0, disc, settled.state, settled.nutrients, laid.deposited_1e6)]
    if reshape(0):
        renew(state, always=True)
    for since, until in pairwise(days):
        whole = float(until - since)
        renew(state)
        renew(run(state, whole / 2))  # what the cells eat half-way decides the whole interval
        state = run(state, whole)
        visit = visit_days.get(round(float(until), settings.COURSE_DAY_DECIMALS))
        if visit is not None:
            reshape(visit)
            renew(state, always=True)
            looks.append(Look3D(visits_months[visit], disc, state, fed, laid.deposited_1e6))
        if tick:
            tick(float(until / days[-1]))
    read = [outcomes(look) for look in looks]
    found = {name: np.array([one[name] for one in read]) for name in OUTCOMES_3D}
    return Course3D(visits_months, found, tuple(looks), solves, balance)
