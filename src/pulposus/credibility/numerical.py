"""How far mesh, time steps and tolerances move the numbers that a use reads, in the disc that it asks about.

The demo's disc with its cells in saline, the same draws each time: as it is, on a mesh twice as fine, with every
interval in time and every threshold halved, and with the tolerances of the solvers a tenth of what they are. A change
is told beside the middle 90 % of the draws: what is small beside that cannot be seen.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import disc_action
from pulposus.course.follow import follow
from pulposus.course.start import settle
from pulposus.course.world import World, disc_seed
from pulposus.credibility.results import Moved
from pulposus.disc import reduced
from pulposus.disc.composition import sample_tissue
from pulposus.disc.reduced import ReducedTopology
from pulposus.disc.shape import reduced_inputs
from pulposus.forecasting.demo import demo_case
from pulposus.forecasting.discs import CaseDisc
from pulposus.forecasting.one_disc import one_disc, world_of
from pulposus.numerics import settings
from pulposus.numerics.backend import jax
from pulposus.progress import Progress, silent
from pulposus.treatment import load

Float = NDArray[np.float64]
CELLS, CONTROL = "bm_msc", "saline"
SEED, MONTHS = 0, (0.0, 1.0, 12.0)
UNITS = {
    "added cells alive": "share",
    "own cells lost": "share",
    "lowest glucose": "mM",
    "inflammation": "beside saline",
    "what the disc sends to its nerves": "beside saline",
}


def study(draws: int = 16, progress: Progress = silent) -> tuple[Moved, ...]:
    """How far each quantity moves under each refinement, quantity by quantity.

    Draws that find no equilibrium in one of the two runs are left out of their comparison.
    """
    case = demo_case()
    disc = one_disc(case, None)
    world = world_of(case, disc, draws, SEED)
    progress("the disc as it is", 0.0)
    plain = outcomes(world)
    found: dict[str, dict[str, Float]] = {}
    progress("mesh twice as fine", 0.15)
    found["mesh"] = outcomes(on_finer_mesh(world, disc, case.patient.age_y))
    progress("steps and thresholds halved", 0.6)
    with changed(halved_marks()):
        found["steps"] = outcomes(world)
    progress("tolerances a tenth", 0.85)
    with changed({name: getattr(settings, name) / 10 for name in TOLERANCES}):
        found["tolerances"] = outcomes(world)
    progress("done", 1.0)
    return tuple(
        line(quantity, refined, plain[quantity], fine[quantity])
        for quantity in UNITS
        for refined, fine in found.items()
    )


def outcomes(world: World) -> dict[str, Float]:
    """The quantities of ``UNITS`` at 12 months (cells at one month), (draws,) each; NaN where a draw failed."""
    start = settle(world)
    cells, control = (follow(start, disc_action(load(key)), MONTHS) for key in (CELLS, CONTROL))
    own = [course.outcomes["native_cells_1e6_mL"][:, -1] for course in (cells, control)]
    index = [course.outcomes["catabolic_index"][:, -1] for course in (cells, control)]
    found = {
        "added cells alive": cells.outcomes["live_fraction"][:, 1],
        "own cells lost": 1 - own[0] / own[1],
        "lowest glucose": cells.outcomes["glucose_min_mM"][:, 1],
        "inflammation": index[0] / index[1],
        "what the disc sends to its nerves": cells.pain_driver[:, -1] / control.pain_driver[:, -1],
    }
    good = cells.converged & control.converged
    return {name: np.where(good, values, np.nan) for name, values in found.items()}


def line(quantity: str, refined: str, plain: Float, fine: Float) -> Moved:
    """One line from draws (draws,) before and after a refinement: what moves of the numbers that a reader sees, which
    are the median and the two ends of the band."""
    both = np.isfinite(plain) & np.isfinite(fine)
    low, high = settings.VALIDATE_BAND
    before, after = (np.quantile(draws[both], [low, 0.5, high]) for draws in (plain, fine))
    return Moved(
        quantity=quantity,
        unit=UNITS[quantity],
        refined=refined,
        moved=float(np.max(np.abs(after - before))),
        largest=float(np.max(np.abs(fine - plain)[both])),
        band=float(before[2] - before[0]),
    )


def on_finer_mesh(world: World, disc: CaseDisc, age_y: float) -> World:
    """The same draws on a mesh with twice the elements each way."""
    usual = ReducedTopology()
    fine = ReducedTopology(*(2 * getattr(usual, name) for name in ("nucleus", "inner", "outer", "disc", "endplate")))
    own = disc_seed(world.seed, disc.shape.level)
    mesh = reduced.build(fine, **reduced_inputs(disc.shape, world.draws, own))
    tissue = sample_tissue(mesh, grade=world.grade, age_y=age_y, n=world.draws, seed=own)
    return replace(world, measured_mesh=mesh, measured_tissue=tissue)


TOLERANCES = ("TRANSPORT_CHANGE", "MECHANICS_RESIDUAL")


def halved_marks() -> dict[str, object]:
    """Settings of the course with every interval in two and every threshold at half."""
    return {
        "COURSE_EARLY_DAYS": _halved(settings.COURSE_EARLY_DAYS),
        "COURSE_LATE_MONTHS": _halved(settings.COURSE_LATE_MONTHS),
        "COURSE_LONGEST_STEP_DAYS": settings.COURSE_LONGEST_STEP_DAYS / 2,
        "COURSE_CELLS_MOVED": settings.COURSE_CELLS_MOVED / 2,
        "COURSE_VISIT_CELLS_MOVED": settings.COURSE_VISIT_CELLS_MOVED / 2,
        "COURSE_CHARGE_MOVED": settings.COURSE_CHARGE_MOVED / 2,
    }


def _halved(marks: tuple[float, ...]) -> tuple[float, ...]:
    points = np.array([0.0, *marks])
    return tuple(sorted({*marks, *(float(mark) for mark in (points[1:] + points[:-1]) / 2)}))


@contextmanager
def changed(marks: dict[str, object]) -> Iterator[None]:
    """Numerical settings changed within the block. Compiled functions hold settings, so they are made anew.

    Not for use beside other solves in the same process.
    """
    before = {name: getattr(settings, name) for name in marks}
    try:
        _set(marks)
        yield
    finally:
        _set(before)


def _set(marks: dict[str, object]) -> None:
    for name, value in marks.items():
        setattr(settings, name, value)
    jax.clear_caches()
