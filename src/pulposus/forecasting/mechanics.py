"""What a disc of a case does under load, and what a damage or another grade changes, on the 3-D disc.

Central parameters, no draws. The annulus is the one that was calibrated on moment curves, anchored in bone
(``mechanics.hexa.annulus``, ``disc.anchored``): the library's own is too soft in bending (docs/mechanics3d.md).
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np

from pulposus.disc.anchored import ANCHORED
from pulposus.disc.composition import central_regions
from pulposus.disc.hexmesh import HexMesh, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.quality import check
from pulposus.disc.reduced import Region
from pulposus.errors import InputError, RunError
from pulposus.forecasting.case import Case
from pulposus.forecasting.damage_kinds import ChosenDamage
from pulposus.forecasting.mechanics_numbers import BENT, Numbers, StateMechanics
from pulposus.forecasting.one_disc import one_disc
from pulposus.library import value
from pulposus.mechanics.day.parameters import FlowParameters
from pulposus.mechanics.hexa.annulus import Annulus
from pulposus.mechanics.hexa.disc import ANNULUS
from pulposus.mechanics.hexa.measures import bulge
from pulposus.mechanics.hexa.model import Curve
from pulposus.mechanics.hexa.outputs import Outputs, outputs
from pulposus.mechanics.hexa.profile import StressProfile
from pulposus.mechanics.hexa.programmes import (
    SEALED,
    AxialCurve,
    Discectomy,
    MomentCurve,
    Rest,
    axial,
    discectomy,
    follow,
    moment_curve,
    prestress,
    swelling,
)  # fmt: skip
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.units import HOURS_PER_DAY, SECONDS_PER_DAY

T = TypeVar("T")
DAY, CREEP, CUT = "day's load", "creep", "right after the cut"
FACT_TOPICS = ("composition", "damage", "geometry", "loading", "mechanics", "validation")


@dataclass(frozen=True, eq=False)
class MechanicsStudy:
    """A disc intact, and (where asked for) damaged and at another grade. ``failures`` are sentences."""

    level: str
    elements: int
    day_load_MPa: float
    supine_MPa: float
    area_mm2: float
    creep_N: float
    creep_h: float
    states: tuple[StateMechanics, ...]
    loaded: tuple[tuple[Rest, State], ...]
    """Of each state the disc and where it stands under the day's load; at rest where that was not reached."""
    failures: tuple[str, ...]
    seconds: float
    cut: Discectomy | None = None
    """Where nucleus is removed: the disc right after the cut against the intact one, under the force of the creep."""


def disc_mechanics(
    case: Case,
    level: str | None = None,
    *,
    damage: ChosenDamage | None = None,
    grade: int | None = None,
    elements: str = "coarse",
    progress: Progress = silent,
) -> MechanicsStudy:
    """Load one disc of a case: pressure, height, bulge, stiffness, motion, creep, stress profile, stretch, water.

    Args:
        level: disc of the case; the one to treat when None.
        damage: of a further column, on the same disc.
        grade: Pfirrmann grade of a further column: the same lying shape, filled with tissue of that grade.
        elements: "coarse" (576), "middle" (1,008) or "small" (1,620).

    Raises:
        InputError: a level that the case does not have, its own grade, or a damage that the mesh cannot hold.
        RunError: nothing of it could be solved.
    """
    begun = time.perf_counter()
    if elements not in ANCHORED:
        raise InputError(f"--mesh: found '{elements}', expected one of {', '.join(ANCHORED)}; give one of them.")
    found = one_disc(case, level)
    own = found.shape.grade
    assert own is not None
    if grade == own:
        raise InputError(f"--grade: found {grade}, which is the grade of the disc itself; give another to compare.")
    mesh = lay(ANCHORED[elements], surfaces_of(found.shape), found.shape)
    check(mesh, found.level)
    if damage is not None:
        damage.on(mesh)  # refuses what the mesh cannot hold before anything is solved
    run = _Run(mesh, case.patient.age_y, value("loading", "supine_load_MPa"), [])
    progress("the shape at rest, lying", 0.0)
    with _pool() as pool:
        rests = [pool.submit(run.rest, "intact", own)]
        if grade is not None:
            rests.append(pool.submit(run.rest, f"grade {grade}", grade))
        intact = rests[0].result()
        columns = [("intact", own, intact)]
        if damage is not None and intact is not None:
            columns.append((damage.words, own, run.torn(intact, damage)))
        if grade is not None:
            columns.append((f"grade {grade}", grade, rests[1].result()))
        found_at_rest = [(name, at, rest) for name, at, rest in columns if rest is not None]
        if not found_at_rest:
            raise RunError(f"Nothing of the disc {found.level} could be solved: {run.failures[0]}")
        jobs: dict[Future[object], tuple[int, str]] = {}
        for k, (name, _, rest) in enumerate(found_at_rest):
            for key, solve in programmes(rest).items():
                jobs[pool.submit(run.tried, f"{name}, {key.replace('_', ' ')}", solve)] = (k, key)
        if damage is not None and damage.key == "nucleus_removal" and intact is not None:
            jobs[pool.submit(run.tried, CUT, partial(_cut, intact, damage))] = (0, CUT)
        for done, job in enumerate(as_completed(jobs), start=1):
            k, key = jobs[job]
            share = settings.MECHANICS_REST_SHARE
            progress(f"{found_at_rest[k][0]}: {key.replace('_', ' ')}", share + (1 - share) * done / len(jobs))
    solved: list[dict[str, object]] = [{} for _ in found_at_rest]
    for job, (k, key) in jobs.items():
        solved[k][key] = job.result()
    reference = intact or found_at_rest[0][2]
    states, loaded = zip(
        *(_state(*column, reference, one) for column, one in zip(found_at_rest, solved, strict=True)), strict=True
    )
    return MechanicsStudy(
        found.level, len(mesh.elements), value("loading", "active_load_MPa"), run.supine_MPa,
        reference.disc.area_mm2, value("validation", "vt8_load_N"), value("validation", "vt8_creep_h"),
        states, loaded, tuple(run.failures), time.perf_counter() - begun, _cut_of(solved[0]),
    )  # fmt: skip


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Threads for programmes that do not need each other; what waits is dropped when the run is stopped."""
    pool = ThreadPoolExecutor(min(settings.MECHANICS_THREADS, os.cpu_count() or 1))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True)
class _Run:
    """One mesh, what everything on it is solved with, and what could not be solved."""

    mesh: HexMesh
    age_y: float
    supine_MPa: float
    failures: list[str]

    def tried(self, what: str, solve: Callable[[], T]) -> T | None:
        """What ``solve`` gives, None with a sentence where it found no solution."""
        try:
            return solve()
        except RunError as error:
            self.failures.append(f"{what}: {error}")
            return None

    def rest(self, name: str, grade: int) -> Rest | None:
        """The measured shape at rest lying, with tissue of a grade."""
        parameters = Annulus.calibrated().of(MechanicsParameters.central())
        flow = FlowParameters.central(
            1, "grade3" if grade >= value("validation", "degenerate_from_grade") else "healthy"
        )
        tissue = central_regions(grade, self.age_y)
        found = self.tried(f"{name}, at rest", lambda: prestress(self.mesh, *tissue, parameters, self.supine_MPa, flow))
        if found is not None and not found.converged:
            self.failures.append(f"{name}, at rest: {found.reason}")
        return None if found is None else found.rest

    def torn(self, intact: Rest, damage: ChosenDamage) -> Rest | None:
        """The same disc damaged, at rest lying."""
        disc = intact.disc.damaged(damage.on(intact.disc.mesh))
        return self.tried(f"{damage.words}, at rest", lambda: swelling(disc, self.supine_MPa, start=intact.state))


def programmes(rest: Rest) -> dict[str, Callable[[], object]]:
    """What is done to every disc, by name, each from its rest."""
    force = (value("loading", "active_load_MPa") - rest.load_MPa) * rest.disc.area_mm2
    seconds, looks = settings.MECHANICS_SECONDS, settings.MECHANICS_LOOKS
    bends: dict[str, Callable[[], object]] = {way: partial(moment_curve, rest, way) for way in BENT}
    return {
        **bends,
        CREEP: partial(_creep_mm, rest),
        DAY: partial(axial, rest, force_N=force, seconds=seconds, looks=looks, edges=SEALED),
    }


def _state(
    name: str, grade: int, rest: Rest, intact: Rest, solved: Mapping[str, object]
) -> tuple[StateMechanics, tuple[Rest, State]]:
    """What was found for one disc, and where it stands under the day's load."""
    numbers, day, end = _lying(rest, intact), None, rest.state
    pressed, crept = solved[DAY], solved[CREEP]
    if isinstance(pressed, AxialCurve):
        day, end = pressed.trace.outputs[-1], pressed.trace.states[-1]
        numbers = _pressed(numbers, day, rest, float(pressed.stiffness_N_mm[-1]))
    curves = {way: curve for way in BENT if isinstance(curve := solved[way], MomentCurve)}
    bent = {BENT[way]: float(curve.rotation_deg[-1]) for way, curve in curves.items()}
    stretch = [max(curve.trace.outputs[-1].fibre_stretch.values()) for curve in curves.values()]
    numbers = replace(
        numbers,
        **bent,
        fibre_stretch_bent=max(stretch, default=numbers.fibre_stretch_bent),
        creep_mm=crept if isinstance(crept, float) else numbers.creep_mm,
    )
    return StateMechanics(name, grade, numbers, day, curves), (rest, end)


def _lying(rest: Rest, intact: Rest) -> Numbers:
    """What stands at rest."""
    found = outputs(rest.disc, rest.state)
    now, was = (one.disc.nodes_mm + one.state.displacement_mm for one in (rest, intact))
    _, beyond = bulge(intact.disc, now, was)
    return Numbers(
        pressure_lying_MPa=found.nucleus_pressure_MPa,
        height_lying_mm=found.mean_height_mm,
        out_of_line_mm=max(beyond, 0.0),
        water_nucleus=found.water_share[Region.NUCLEUS],
        water_annulus=float(np.mean([found.water_share[region] for region in ANNULUS])),
    )


def _pressed(numbers: Numbers, found: Outputs, rest: Rest, stiffness_N_mm: float) -> Numbers:
    """What stands under the day's load."""
    topology = rest.disc.mesh.topology
    rings = topology.inner_rings + topology.outer_rings
    back, middle, front = profile_parts(found.profile, rings)
    return replace(
        numbers,
        pressure_day_MPa=found.nucleus_pressure_MPa,
        height_change_day_mm=found.mean_height_change_mm,
        bulge_front_mm=found.bulge_mm.anterior,
        bulge_back_mm=found.bulge_mm.posterior,
        bulge_largest_mm=found.largest_bulge_mm,
        stiffness_N_mm=stiffness_N_mm,
        stress_nucleus_MPa=middle,
        stress_back_MPa=back,
        stress_front_MPa=front,
        fibre_stretch_day=max(found.fibre_stretch.values()),
    )


def profile_parts(profile: StressProfile, annulus_rings: int) -> tuple[float, float, float]:
    """Peak of the annulus behind, mean of the nucleus, peak of the annulus before: vertical stress, MPa."""
    stress = profile.vertical_MPa
    n = annulus_rings
    return float(stress[:n].max()), float(stress[n:-n].mean()), float(stress[-n:].max())


def _cut(intact: Rest, damage: ChosenDamage) -> Discectomy:
    """Nucleus cut out of the lying disc, which is then pressed before it can drink."""
    return discectomy(intact, damage.size, force_N=value("validation", "vt8_load_N"))


def _cut_of(solved: Mapping[str, object]) -> Discectomy | None:
    found = solved.get(CUT)
    return found if isinstance(found, Discectomy) else None


def _creep_mm(rest: Rest) -> float:
    """Height lost from the end of the ramp to the end of the creep test, drained."""
    ramp = settings.DAY_RAMP_s
    end = value("validation", "vt8_creep_h") * SECONDS_PER_DAY / HOURS_PER_DAY
    force = value("validation", "vt8_load_N") - rest.load_MPa * rest.disc.area_mm2
    trace = follow(
        rest, [ramp, end], load={"z": Curve((0.0, ramp, end), (0.0, -force, -force))},
        tolerance=settings.MECHANICS_CREEP_TOLERANCE,
    )  # fmt: skip
    height = trace.of("mean_height_mm")
    return float(height[1] - height[2])
