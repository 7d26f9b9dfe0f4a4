"""Run a case: every disc as draws, every treatment as a course, every symptom as paired draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import NOTHING, DiscAction, disc_action, disc_part, neighbour_action, signal_actions
from pulposus.course.follow import Course, follow
from pulposus.course.reading.reader import SAME_READER, Reader
from pulposus.course.reading.readings import FirstImage
from pulposus.course.start import Start, settle
from pulposus.course.world import FACT_TOPICS
from pulposus.errors import InputError, RunError
from pulposus.forecasting.answers import answers_of
from pulposus.forecasting.case import Case
from pulposus.forecasting.case_blocks import TreatmentInput
from pulposus.forecasting.discs import CaseDisc, case_discs, treated_levels
from pulposus.forecasting.image import measure_case
from pulposus.forecasting.mri import after, before
from pulposus.forecasting.one_disc import world_of
from pulposus.forecasting.result import DISC_OUTCOMES, Forecast, TreatmentForecast, band
from pulposus.forecasting.sections import section
from pulposus.forecasting.unknowns import unknowns
from pulposus.forecasting.visits import extrapolation, visits
from pulposus.imaging.measurement import SpineMeasurement
from pulposus.levels import DISCS
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.symptoms import (
    SymptomDraws,
    SymptomPatient,
    adherence,
    chances,
    draw_unknowns,
    product_of,
    relief_notes,
    simulate,
)
from pulposus.treatment import Treatment, combine, load, names
from pulposus.treatment.harvest import load_source
from pulposus.treatment.injection import check_dose, check_volume
from pulposus.treatment.schema import CONTROL_OF, GROUPS

Float = NDArray[np.float64]
# Control arms stand beside every treatment, asked for or not: a single-arm change is never an effect.
CONTROLS = ("natural", "sham", "saline")
SHAM = "sham"


@dataclass(frozen=True)
class DiscCourses:
    """One disc: its settled start, its first image, and its course under each distinct action."""

    disc: CaseDisc
    start: Start
    courses: dict[DiscAction, Course]
    image: FirstImage


def forecast(
    case: Case,
    *,
    treatments: tuple[str, ...] | None = None,
    months: float = 24.0,
    draws: int = 64,
    seed: int = 0,
    progress: Progress = silent,
    spine: SpineMeasurement | None = None,
    reader: Reader = SAME_READER,
) -> Forecast:
    """Forecast a case.

    Args:
        case: from ``load_case`` or ``demo_case``.
        treatments: keys to compare instead of the case's; control arms are always added.
        months: last visit, 1 to 120; beyond 24 it is extrapolation, and said to be.
        draws: possible patients, at least 8.
        seed: of all random streams; the same seed gives the same numbers.
        progress: hears the stage and the share done.
        spine: the measurement of the case's image, where it was already made.
        reader: who reads the MRIs that the forecast holds, and whether they are made at one time of day.

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
    _check(chosen, [disc for disc in discs if disc.level in treated], case)
    done = _courses(case, discs, treated, chosen, months_of_visits, draws, seed, reader, progress)

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
    results = tuple(_treatment(treatment, done, treated, symptoms, keep, reader) for treatment in chosen)
    progress("done", 1.0)
    return Forecast(
        patient=case.patient.model_dump(exclude_none=True, exclude={"assumed"}),
        assumed=case.patient.assumed,
        months=months_of_visits,
        levels=tuple(disc.level for disc in discs),
        treated_levels=treated,
        disc_inputs={disc.level: disc.inputs for disc in discs},
        treatments=results,
        unknowns=(
            *(said for said in (extrapolation(months),) if said),
            *unknowns(
                carriers=tuple(dict.fromkeys(t.injection.carrier for t in chosen if t.injection and t.cells)),
                treated=treated,
                assumed=case.patient.assumed,
                assumed_shape={disc.level: _assumed(disc) for disc in discs},
            ),
        ),
        failures=failures,
        seed=seed,
        draws=len(keep),
        facts_used=tuple(sorted({*FACT_TOPICS, "imaging_measures", "modifiers", "mri_reading", "relief", "symptoms"})),
        shapes={disc.level: disc.shape for disc in discs},
        attribution=case.attribution,
        answers=answers_of(case),
        reader=reader,
    )


def _check(chosen: tuple[Treatment, ...], treated: list[CaseDisc], case: Case) -> None:
    """Refuse, before anything is computed, a volume that a disc cannot take and cells that do not fit into it."""
    for treatment in chosen:
        if treatment.volume_mL is None:
            continue
        for disc in treated:
            likely = [grade for grade, p in enumerate(disc.grade_probabilities, start=1) if p > 0]
            try:
                check_volume(treatment.volume_mL, np.array(likely), case.disc(disc.level).annular_tear_dallas)
                if treatment.dose_1e6 is not None and treatment.cells is not None:
                    fresh = load_source(treatment.cells.source).fresh
                    check_dose(treatment.dose_1e6, treatment.volume_mL, fresh=fresh)
            except InputError as error:
                raise InputError(f"Treatment '{treatment.key}' at {disc.level}: {error}") from None


def _assumed(disc: CaseDisc) -> tuple[str, ...]:
    """Sizes of a disc that were filled from published proportions."""
    entries = {name: entry for name, entry in disc.inputs.items() if isinstance(entry, dict)}
    return tuple(name for name, entry in entries.items() if entry.get("status") == "assumed")


def _chosen(case: Case, keys: tuple[str, ...] | None) -> tuple[Treatment, ...]:
    """Treatments to run in library order, the user's own and combined ones last; control arms are always among them."""
    wanted = {treatment.key: treatment for treatment in map(_given, case.treatments or ())}
    if keys:
        wanted = {key: wanted.get(key, load(key)) for key in keys}
    elif not wanted:
        wanted = {key: load(key) for key in names()}
    controls = dict.fromkeys((*CONTROLS, *(CONTROL_OF[treatment.context] for treatment in wanted.values())))
    every = {t.key: t for t in (*(load(key) for key in controls), *wanted.values())}
    return tuple(sorted(every.values(), key=_order))


def _order(treatment: Treatment) -> tuple[int, int]:
    known = names()
    place = known.index(treatment.key) if treatment.key in known else len(known)
    return GROUPS.index(treatment.group), place


def _given(given: TreatmentInput) -> Treatment:
    treatment = load(given.key)
    if given.dose_1e6 is not None:
        treatment = treatment.with_dose(given.dose_1e6)
    if given.volume_mL is not None:
        treatment = treatment.with_volume(given.volume_mL)
    return combine([treatment, *(load(key) for key in given.with_)])


def _courses(
    case: Case,
    discs: tuple[CaseDisc, ...],
    treated: tuple[str, ...],
    chosen: tuple[Treatment, ...],
    months: tuple[float, ...],
    draws: int,
    seed: int,
    reader: Reader,
    progress: Progress,
) -> list[DiscCourses]:
    """Each disc under each distinct action; an untreated disc takes its natural course, or that beside a fusion."""
    actions = {disc.level: _actions(disc.level, treated, chosen) for disc in discs}
    work = sum(1 + len(actions[disc.level]) for disc in discs)
    finished = 0.0
    done = []
    for disc in discs:
        stage = f"disc {disc.level}: shape, load and supply"
        progress(stage, settings.FORECAST_SYMPTOMS_AT * finished / work)
        followed = adherence(case.patient.adherence_percent, draws, seed)
        start = settle(world_of(case, disc, draws, seed, followed))
        finished += 1
        courses = {}
        for action in actions[disc.level]:
            stage = f"disc {disc.level}: {action.words}"

            def tick(share: float, stage: str = stage, before: float = finished) -> None:
                progress(stage, settings.FORECAST_SYMPTOMS_AT * (before + share) / work)

            courses[action] = follow(start, action, months, tick)
            finished += 1
        done.append(DiscCourses(disc, start, courses, before(case, disc, start, courses[NOTHING], reader)))
    return done


def _action(level: str, treated: tuple[str, ...], treatment: Treatment) -> DiscAction:
    """What a treatment does to the disc of a level."""
    if level in treated:
        return disc_action(treatment)
    beside = any(abs(DISCS.index(level) - DISCS.index(other)) == 1 for other in treated)
    return neighbour_action(treatment) if beside else NOTHING


def _actions(level: str, treated: tuple[str, ...], chosen: tuple[Treatment, ...]) -> tuple[DiscAction, ...]:
    """Distinct actions on a disc, natural course first, with those that the signals of combined treatments need."""
    parts = [part for t in chosen for part in (t, disc_part(t))]
    return tuple(dict.fromkeys([NOTHING, *(_action(level, treated, part) for part in parts)]))


def _failures(done: list[DiscCourses], draws: int) -> tuple[str, ...]:
    return tuple(
        f"disc {one.disc.level}, {action.words}: {draws - int(course.converged.sum())} of {draws} draws "
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
    signals = {}
    for treatment in chosen:
        mine, theirs = (_driver(done, treated, action, keep) for action in signal_actions(treatment))
        signals[treatment.key] = 1 - mine / theirs
    return simulate(
        symptom_patient(case, treated),
        np.array(months),
        len(keep),
        seed,
        {t.key: t.context for t in chosen},
        signals,
        {t.key: t.relief for t in chosen},
        {t.key: product_of(t) for t in chosen},
        # drawn for all and then taken, so that a failed draw moves no other
        unknowns=draw_unknowns(draws, seed).take(keep),
    )


def symptom_patient(case: Case, treated: tuple[str, ...]) -> SymptomPatient:
    """The case's patient as the symptom model needs her.

    Of several treated discs type 1 counts before types 2 and 3, since only it is known to change the course.
    """
    person = case.patient
    read = [case.disc(level).modic for level in treated]
    known = [modic for modic in read if modic is not None]
    return SymptomPatient(
        person.pain_0_100,
        person.odi_0_100,
        person.duration_months,
        age_y=person.age_y,
        female=person.sex == "female",
        bmi_kg_m2=person.bmi_kg_m2,
        smoker=person.smoker,
        diabetes=person.diabetes,
        heavy_work=person.heavy_work,
        low_mood=person.low_mood,
        root_compression=person.root_compression,
        modic=min(known, key=lambda modic: (modic == 0, modic)) if known else None,
        adherence_percent=person.adherence_percent,
    )


def _treatment(
    treatment: Treatment,
    done: list[DiscCourses],
    treated: tuple[str, ...],
    symptoms: SymptomDraws,
    keep: NDArray[np.int64],
    reader: Reader,
) -> TreatmentForecast:
    discs, sections, mri_chances = {}, {}, {}
    for one in done:
        action = _action(one.disc.level, treated, treatment)
        course = one.courses[action]
        mri = after(one.image, course, reader, keep)
        discs[one.disc.level] = {name: course.outcomes[name][keep] for name in DISC_OUTCOMES} | mri.columns
        mri_chances[one.disc.level] = mri.chances
        sections[one.disc.level] = section(one.start, course, keep, treatment.key)
    notes = (*_injection_notes(treatment, done, treated, keep), *relief_notes(treatment, symptoms.patient))
    return TreatmentForecast(
        key=treatment.key,
        name=treatment.name,
        what=treatment.what,
        group=treatment.group,
        context=treatment.context,
        symptoms=symptoms.treatments[treatment.key].outcomes,
        discs=discs,
        chances=chances(symptoms, treatment.key, SHAM),
        notes=notes,
        sections=sections,
        mri_chances=mri_chances,
    )


def _injection_notes(
    treatment: Treatment, done: list[DiscCourses], treated: tuple[str, ...], keep: NDArray[np.int64]
) -> tuple[str, ...]:
    """What the needle brings and what of it stays, at each treated disc."""
    notes = []
    for one in done:
        if one.disc.level not in treated or treatment.injection is None:
            continue
        made = one.courses[disc_action(treatment)].procedure
        assert made.injected is not None  # an injection has been made
        if made.injected.capped[keep].mean() > settings.FORECAST_CAP_SHARE:
            notes.append(
                f"{one.disc.level}: in {100 * made.injected.capped[keep].mean():.0f} % of draws the disc reaches the "
                f"pressure at which protocols stop, so that {np.median(made.injected.volume_in_mL[keep]):.1f} of "
                f"{treatment.volume_mL:g} mL go in."
            )
        if made.product is None:
            continue
        given = band(made.product.stromal_1e6[keep], 0.9)
        stay = band(one.courses[disc_action(treatment)].looks[0].deposited_1e6[keep], 0.9)
        amount = f"{given[1]:.3g} million stromal cells"
        if treatment.dose_1e6 is None:
            amount += (
                f" ({given[0]:.2g} to {given[2]:.2g}) among {np.median(made.product.nucleated_1e6[keep]):.0f} million"
            )
        notes.append(
            f"{one.disc.level}: {amount} in the syringe; alive in the disc at first: {stay[1]:.2g} million "
            f"({stay[0]:.2g} to {stay[2]:.2g})."
        )
    return tuple(notes)
