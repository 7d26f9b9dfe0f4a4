"""Run a case: every disc as draws, every treatment as a course, every symptom as paired draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.follow import Course, follow
from pulposus.course.procedure import NOTHING, DiscAction, disc_action
from pulposus.course.start import Start, settle
from pulposus.course.world import FACT_TOPICS, draw_world
from pulposus.errors import InputError, RunError
from pulposus.forecasting.case import Case
from pulposus.forecasting.discs import CaseDisc, case_discs, treated_levels
from pulposus.forecasting.image import measure_case
from pulposus.forecasting.result import DISC_OUTCOMES, Forecast, TreatmentForecast
from pulposus.forecasting.sections import section
from pulposus.forecasting.unknowns import unknowns
from pulposus.forecasting.visits import visits
from pulposus.imaging.measurement import SpineMeasurement
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.symptoms import SymptomDraws, SymptomPatient, chances, draw_unknowns, simulate
from pulposus.treatment import Treatment, load, names

Float = NDArray[np.float64]
# Control arms stand beside every treatment, asked for or not: a single-arm change is never an effect.
CONTROLS = ("natural", "sham", "saline")
SHAM = "sham"


@dataclass(frozen=True)
class DiscCourses:
    """One disc: its settled start and its course under each distinct action."""

    disc: CaseDisc
    start: Start
    courses: dict[DiscAction, Course]


def forecast(
    case: Case,
    *,
    treatments: tuple[str, ...] | None = None,
    months: float = 24.0,
    draws: int = 64,
    seed: int = 0,
    progress: Progress = silent,
    spine: SpineMeasurement | None = None,
) -> Forecast:
    """Forecast a case.

    Args:
        case: from ``load_case`` or ``demo_case``.
        treatments: keys to compare instead of the case's; control arms are always added.
        months: last visit, 1 to 24.
        draws: possible patients, at least 8.
        seed: of all random streams; the same seed gives the same numbers.
        progress: hears the stage and the share done.
        spine: the measurement of the case's image, where it was already made.

    Raises:
        InputError: the case, treatments, months or draws cannot be run as given.
        RunError: too many draws did not converge.
    """
    if not settings.FORECAST_DRAWS_LOWEST <= draws <= settings.FORECAST_DRAWS_HIGHEST:
        raise InputError(
            f"Draws is {draws}; give {settings.FORECAST_DRAWS_LOWEST} to {settings.FORECAST_DRAWS_HIGHEST}."
        )
    months_of_visits = visits(months)
    chosen = _chosen(case, treatments)
    if spine is None and case.image is not None:
        progress("measuring the image", 0.0)
        spine = measure_case(case)
    discs = case_discs(case, spine)
    treated = treated_levels(case, discs)
    done = _courses(case, discs, treated, chosen, months_of_visits, draws, seed, progress)

    converged = np.all([course.converged for one in done for course in one.courses.values()], axis=0)
    failures = _failures(done, draws)
    keep = np.flatnonzero(converged)
    if len(keep) < draws * (1 - settings.COURSE_FAILED_SHARE):
        raise RunError(
            f"{draws - len(keep)} of {draws} draws did not converge ({'; '.join(failures)}): "
            "check the heights and the grade of the disc, or report the case."
        )
    progress("symptoms", settings.FORECAST_SYMPTOMS_AT)
    symptoms = _symptoms(case, done, treated, chosen, months_of_visits, keep, draws, seed)
    results = tuple(_treatment(treatment, done, treated, symptoms, keep) for treatment in chosen)
    progress("done", 1.0)
    return Forecast(
        patient=case.patient.model_dump(exclude_none=True, exclude={"assumed"}),
        assumed=case.patient.assumed,
        months=months_of_visits,
        levels=tuple(disc.level for disc in discs),
        treated_levels=treated,
        disc_inputs={disc.level: disc.inputs for disc in discs},
        treatments=results,
        unknowns=unknowns(
            retentions=tuple(dict.fromkeys(t.cells.retention for t in chosen if t.cells)),
            treated=treated,
            assumed=case.patient.assumed,
            assumed_shape={disc.level: _assumed(disc) for disc in discs},
        ),
        failures=failures,
        seed=seed,
        draws=len(keep),
        facts_used=tuple(sorted({*FACT_TOPICS, "symptoms", *(("imaging_measures",) if spine else ())})),
        shapes={disc.level: disc.shape for disc in discs},
        attribution=case.attribution,
    )


def _assumed(disc: CaseDisc) -> tuple[str, ...]:
    """Sizes of a disc that were filled from published proportions."""
    entries = {name: entry for name, entry in disc.inputs.items() if isinstance(entry, dict)}
    return tuple(name for name, entry in entries.items() if entry.get("status") == "assumed")


def _chosen(case: Case, keys: tuple[str, ...] | None) -> tuple[Treatment, ...]:
    """Treatments to run in library order; control arms are always among them."""
    doses = {given.key: given.dose_1e6 for given in case.treatments or ()}
    wanted = keys or tuple(doses) or names()
    every = [load(key) for key in dict.fromkeys((*CONTROLS, *wanted))]
    every.sort(key=lambda treatment: names().index(treatment.key))
    return tuple(t.with_dose(doses[t.key]) if doses.get(t.key) is not None else t for t in every)  # type: ignore[arg-type]


def _courses(
    case: Case,
    discs: tuple[CaseDisc, ...],
    treated: tuple[str, ...],
    chosen: tuple[Treatment, ...],
    months: tuple[float, ...],
    draws: int,
    seed: int,
    progress: Progress,
) -> list[DiscCourses]:
    """Each disc under each distinct action; an untreated disc takes its natural course only."""
    actions = tuple(dict.fromkeys([NOTHING, *(disc_action(treatment) for treatment in chosen)]))
    work = sum(1 + (len(actions) if disc.level in treated else 1) for disc in discs)
    finished = 0.0
    done = []
    for disc in discs:
        stage = f"disc {disc.level}: shape, load and supply"
        progress(stage, settings.FORECAST_SYMPTOMS_AT * finished / work)
        world = draw_world(disc.shape, disc.grade_probabilities, age_y=case.patient.age_y, draws=draws, seed=seed)
        start = settle(world)
        finished += 1
        courses = {}
        for action in actions if disc.level in treated else (NOTHING,):
            stage = f"disc {disc.level}: {_in_words(action)}"

            def tick(share: float, stage: str = stage, before: float = finished) -> None:
                progress(stage, settings.FORECAST_SYMPTOMS_AT * (before + share) / work)

            courses[action] = follow(start, action, months, tick)
            finished += 1
        done.append(DiscCourses(disc, start, courses))
    return done


def _in_words(action: DiscAction) -> str:
    if action.dose_1e6 is not None:
        return f"{action.dose_1e6:g} million cells"
    return "needle and saline" if action.needle else "natural course"


def _failures(done: list[DiscCourses], draws: int) -> tuple[str, ...]:
    return tuple(
        f"disc {one.disc.level}, {_in_words(action)}: {draws - int(course.converged.sum())} of {draws} draws "
        "found no equilibrium or no nutrient field and were left out of every treatment"
        for one in done
        for action, course in one.courses.items()
        if not course.converged.all()
    )


def _driver(done: list[DiscCourses], treated: tuple[str, ...], action: DiscAction, keep: NDArray[np.int64]) -> Float:
    """Mean pain driver of the treated discs under an action, (kept, visits).

    The treated discs are taken as the source of the pain: which disc hurts is not known, and a driver averaged over all
    discs would shrink with every healthy disc that someone happens to list. The unknowns say so.
    """
    each = [one.courses[action].pain_driver[keep] for one in done if one.disc.level in treated]
    return np.mean(each, axis=0)


def _symptoms(
    case: Case,
    done: list[DiscCourses],
    treated: tuple[str, ...],
    chosen: tuple[Treatment, ...],
    months: tuple[float, ...],
    keep: NDArray[np.int64],
    draws: int,
    seed: int,
) -> SymptomDraws:
    """Pain and ODI; a treatment's signal is its driver against that of the control arm whose context it shares."""
    control = {load(key).context: disc_action(load(key)) for key in CONTROLS}
    signals = {}
    for treatment in chosen:
        mine, theirs = (
            _driver(done, treated, action, keep) for action in (disc_action(treatment), control[treatment.context])
        )
        signals[treatment.key] = 1 - mine / theirs
    patient = SymptomPatient(case.patient.pain_0_100, case.patient.odi_0_100, case.patient.duration_months)
    return simulate(
        patient,
        np.array(months),
        len(keep),
        seed,
        {t.key: t.context for t in chosen},
        signals,
        # drawn for all and then taken, so that a failed draw moves no other
        unknowns=draw_unknowns(draws, seed).take(keep),
    )


def _treatment(
    treatment: Treatment,
    done: list[DiscCourses],
    treated: tuple[str, ...],
    symptoms: SymptomDraws,
    keep: NDArray[np.int64],
) -> TreatmentForecast:
    discs, sections = {}, {}
    for one in done:
        action = disc_action(treatment) if one.disc.level in treated else NOTHING
        course = one.courses[action]
        discs[one.disc.level] = {name: course.outcomes[name][keep] for name in DISC_OUTCOMES}
        sections[one.disc.level] = section(one.start, course, keep, treatment.key)
    dose = treatment.dose_1e6
    notes = () if dose is None else (f"Dose: {dose:g} million cells per disc at {', '.join(treated)}.",)
    return TreatmentForecast(
        key=treatment.key,
        name=treatment.name,
        what=treatment.what,
        context=treatment.context,
        symptoms=symptoms.treatments[treatment.key].outcomes,
        discs=discs,
        chances=chances(symptoms, treatment.key, SHAM),
        notes=notes,
        sections=sections,
    )
