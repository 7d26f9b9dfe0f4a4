"""One treatment of one disc on both meshes: a central draw on the 3-D disc, beside the same draw of the reduced one."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import Place, disc_action
from pulposus.course.follow import Course
from pulposus.course.follow import follow as follow_reduced
from pulposus.course.hexa import (
    OUTCOMES_3D,
    PLACES_3D,
    Course3D,
    Place3D,
    central_row,
    disc_3d,
    follow,
    inject,
    mechanics_of,
    mesh_of_draw,
    numbers_of,
    settle,
)
from pulposus.course.hexa.disc import Shape
from pulposus.course.start import settle as settle_reduced
from pulposus.disc.damage import Damage, radial_fissure
from pulposus.disc.hexmesh import SIZES, HexMesh
from pulposus.disc.vtu import write_vtu
from pulposus.errors import InputError
from pulposus.forecasting.case import Case
from pulposus.forecasting.one_disc import one_disc, world_of
from pulposus.forecasting.visits import visits
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.treatment import Treatment, load

Float = NDArray[np.float64]
MakeDamage = Callable[[HexMesh], Damage]


@dataclass(frozen=True, eq=False)
class Study3D:
    """Both courses of one draw: outcomes (visits,) by name on each mesh."""

    level: str
    treatment: str
    place: Place3D
    damage: str
    draw: int
    draws: int
    seed: int
    course: Course3D
    reduced: dict[str, Float]
    reduced_place: Place
    elements: int
    deposit_mm3: float
    densest_1e6_mL: float
    seconds: dict[str, float]

    @property
    def months(self) -> tuple[float, ...]:
        return self.course.visits_months


def course_3d(
    case: Case,
    *,
    treatment: str,
    level: str | None = None,
    place: Place3D = "centre",
    damage: MakeDamage | None = None,
    months: float = 12.0,
    draws: int = 8,
    seed: int = 0,
    size: str = "medium",
    shape: Shape = "carried",
    progress: Progress = silent,
) -> Study3D:
    """Follow one treatment on the 3-D disc with the numbers of the draw nearest to the middle of ``draws``.

    Args:
        level: disc of the case; the one to treat when None.
        place: where cells come to lie. The reduced disc has no fissure; its cells then lie in the centre.
        damage: makes a damage on the mesh; for "fissure" a radial fissure, back and left, when None.
        size: of the mesh, "small" or "medium"; ``shape`` as ``course.hexa.disc_3d`` takes it.

    Raises:
        InputError: the case, level, treatment, place or months cannot be run as given.
        RunError: no draw, or the 3-D disc, found no solution.
    """
    if place not in PLACES_3D:
        raise InputError(f"--place: found '{place}', expected one of {', '.join(PLACES_3D)}.")
    if size not in SIZES:
        raise InputError(f"--mesh: found '{size}', expected one of {', '.join(SIZES)}.")
    given = _treatment(case, treatment)
    disc = one_disc(case, level)
    at, clock = visits(months), _Stopwatch()
    progress(f"disc {disc.level}: shape, load and supply", 0.0)
    world = world_of(case, disc, draws, seed)
    start = settle_reduced(world)
    clock.lap("reduced start")
    reduced_place: Place = "centre" if place == "fissure" else place
    stage, before = "reduced disc", settings.COURSE_3D_PROGRESS[0]
    last = settings.COURSE_3D_PROGRESS[1]
    progress(stage, before)
    action = replace(disc_action(given), place=reduced_place)
    flat = follow_reduced(start, action, at, lambda share: progress(stage, before + (last - before) * share))
    row = central_row(flat)
    clock.lap("reduced course")
    progress("3-D disc: mesh, supply", last)
    mesh = mesh_of_draw(disc.shape, world, row, size)
    if damage is None and place == "fissure":
        damage = radial_fissure
    settled = settle(disc_3d(mesh, numbers_of(start, row), damage=damage(mesh) if damage else None, shape=shape))
    laid = inject(settled, start, flat.procedure, place)
    clock.lap("3-D start")
    course = follow(
        settled, laid, at, mechanics=mechanics_of(start, flat, row),
        tick=lambda share: progress("3-D disc: nutrients and cells", last + (1 - last) * share),
    )  # fmt: skip
    clock.lap("3-D course")
    return Study3D(
        disc.level, given.key, place, settled.disc.damage.name, row, draws, seed, course, _row(flat, row),
        reduced_place, len(mesh.elements), float(laid.share @ settled.disc.element_mm3[0]),
        float(np.max(np.asarray(laid.state.injected_1e6_mL))), clock.laps,
    )  # fmt: skip


class _Stopwatch:
    """Seconds of each part."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self._last = now - self._last, now


def _treatment(case: Case, key: str) -> Treatment:
    """A treatment of the library with the dose and volume that the case gives it."""
    found = load(key)
    for given in case.treatments or ():
        if given.key == key and given.dose_1e6 is not None:
            found = found.with_dose(given.dose_1e6)
    return found


def _row(course: Course, row: int) -> dict[str, Float]:
    return {name: np.asarray(course.outcomes[name][row]) for name in OUTCOMES_3D}


def rows(study: Study3D) -> list[dict[str, float]]:
    """One row a visit: each outcome on the 3-D and on the reduced disc."""
    return [
        {"month": month}
        | {f"{name}_3d": float(study.course.outcomes[name][k]) for name in OUTCOMES_3D}
        | {f"{name}_reduced": float(study.reduced[name][k]) for name in OUTCOMES_3D}
        for k, month in enumerate(study.months)
    ]


def facts(study: Study3D) -> dict[str, object]:
    """What was run, for run.json and for a program."""
    return {
        "level": study.level,
        "treatment": study.treatment,
        "place": study.place,
        "place_reduced": study.reduced_place,
        "damage": study.damage,
        "draw": study.draw,
        "draws": study.draws,
        "seed": study.seed,
        "elements": study.elements,
        "nutrient_solves": study.course.nutrient_solves,
        "flux_balance": study.course.flux_balance,
        "deposited_1e6": study.course.looks[-1].deposited_1e6,
        "deposit_mm3": study.deposit_mm3,
        "densest_deposit_1e6_mL": study.densest_1e6_mL,
        "seconds": study.seconds,
    }


def write_study(study: Study3D, folder: Path) -> None:
    """Write outcomes.csv and one VTU per visit (visit_00.vtu ...) into an existing folder.

    Raises:
        RunError: the folder cannot be written.
    """
    table = rows(study)
    with (folder / "outcomes.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        out.writeheader()
        for row in table:
            out.writerow({name: f"{found:.6g}" for name, found in row.items()})
    for k, look in enumerate(study.course.looks):
        points, cells = look.fields()
        write_vtu(folder / f"visit_{k:02}.vtu", look.disc.mesh, points=points, cells=cells)
