"""Whether the parts of a design fit each other: endpoints, people, events, what is explored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.errors import InputError
from pulposus.forecasting.case_blocks import refuse
from pulposus.trial.design import fits_arms, fits_testing
from pulposus.trial.design.events import EVENTS
from pulposus.trial.design.limits import (
    FEWEST_IN_ARM,
    MOST_ENDPOINTS,
    MOST_ROWS,
)  # fmt: skip
from pulposus.trial.design.names import few, once, unknown

if TYPE_CHECKING:
    from pulposus.trial.design.design import Design


def check(design: Design) -> None:
    """Refuse the first thing that does not fit.

    Raises:
        PydanticCustomError: one sentence with the field.
    """
    fits_arms.check(design)
    _endpoints(design)
    _people(design)
    _events(design)
    _imagined(design)
    fits_testing.check(design)
    _exploring(design)
    _again(design)


def enough(design: Design, patients: int) -> bool:
    """Whether every analysis can be done with so many people."""
    return not _lacking(design, patients)


def _endpoints(design: Design) -> None:
    keys = [one.key for one in design.endpoints]
    once(keys, "endpoints", "rename one")
    few(keys, MOST_ENDPOINTS, "endpoints", "each is analysed in every replicate")
    if not design.endpoints:
        raise refuse("found none, expected at least one; add it", "endpoints")
    if not design.primary:
        raise refuse("found no primary endpoint, expected at least one; add its key", "primary")
    once(design.primary, "primary")
    for place, key in enumerate(design.primary):
        if key not in keys:
            raise refuse(unknown(key, keys), f"primary.{place}")
    happens = {name: getattr(design.events, name) is not None for name in EVENTS}
    for place, one in enumerate(design.endpoints):
        if one.month is not None and one.month not in design.visits_months:
            visits = ", ".join(f"{month:g}" for month in design.visits_months)
            raise refuse(
                f"found month {one.month:g}, at which no arm is measured, expected a visit ({visits}); "
                "change it or add the visit",
                f"endpoints.{place}.month",
            )
        if one.kind == "time" and not happens[str(one.measure)]:
            raise refuse(
                f"found {one.measure}, which no arm measures because events leaves it out; add it to events",
                f"endpoints.{place}.measure",
            )
        for event in one.without:
            if not happens[event]:
                raise refuse(
                    f"found {event}, which happens to nobody because events leaves it out; add it to events or "
                    "remove it here",
                    f"endpoints.{place}.without",
                )


def _imagined(design: Design) -> None:
    """What would have been without an event is modelled from the visits before it, which one value cannot do."""
    events, over = design.events, design.events.crossover
    for place, one in enumerate(design.endpoints):
        if one.kind != "change" or one.month is None:
            continue
        late = over is not None and over.month >= one.month
        gone = [name for name in events.taken_as("hypothetical") if not (late and name == "crossover")]
        alone = one.month == design.visits_months[0]
        if gone and (one.method == "ancova" or alone):
            what = "the first visit" if alone else "ancova"
            step = "take a later visit" if alone else "write mmrm"
            raise refuse(
                f"found {what}, which leaves out whoever met {gone[0]} in place of modelling what would have been "
                f"without (hypothetical); {step}, or another strategy for {gone[0]}",
                f"endpoints.{place}.{'month' if alone else 'analysis'}",
            )


def _modelled(design: Design) -> int:
    """Visits of the largest mixed model, whose covariance has as many rows; 0 without one."""
    at = [design.visits_months.index(one.month) for one in design.endpoints if one.method == "mmrm" and one.month]
    return 1 + max(at) if at else 0


def _lacking(design: Design, patients: int) -> str:
    """What is expected where so many people are too few; empty where they are enough."""
    for arm, people in zip(design.arms, design.people_of_arms(patients), strict=True):
        if people < FEWEST_IN_ARM:
            return f"at least {FEWEST_IN_ARM} people in each arm, where '{arm.key}' would have {people}"
    visits = _modelled(design)
    needed = len(design.arms) + visits + 1
    if visits and patients < needed:
        return f"at least {needed} for a mixed model of {visits} visits"
    return ""


def _people(design: Design) -> None:
    lacking = _lacking(design, design.patients)
    if lacking:
        raise refuse(f"found {design.patients}, expected {lacking}; raise it", "patients")
    if design.block > design.patients:
        raise refuse(f"found {design.block}, expected at most the {design.patients} patients; lower it", "block")
    if design.looks:
        first = round(design.looks.information[0] * design.patients)
        lacking = _lacking(design, first)
        if lacking:
            raise refuse(f"found a first look at {first} people, expected {lacking}; look later", "looks.information")
    if design.population.table is None and design.size.cohort < design.largest:
        raise refuse(
            f"found {design.size.cohort}, expected at least the {design.largest} people of the largest trial that is "
            "run; raise it, or lower patients or explore.patients",
            "size.cohort",
        )
    doses = design.explore.doses
    courses = len(design.arms) + (len(doses.doses_1e6) if doses else 0)
    rows = design.size.cohort * courses * (len(design.visits_months) + 1)
    if rows > MOST_ROWS:
        most = MOST_ROWS // (rows // design.size.cohort)
        raise refuse(
            f"found {design.size.cohort}, which makes {rows:,} rows of courses, expected at most {MOST_ROWS:,} so that "
            f"they fit in memory; lower it to {most} or drop arms, doses or visits",
            "size.cohort",
        )


def _events(design: Design) -> None:
    for arm in design.events.drop_out.arms:
        if arm not in design.arm_keys:
            raise refuse(unknown(arm, design.arm_keys), f"events.drop_out.arms.{arm}")
    if design.events.sensitivity and design.main.kind != "change":
        raise refuse(
            f"found analyses by imputation, which are made of a change alone, and the primary endpoint "
            f"'{design.main.key}' is of kind {design.main.kind}; remove them",
            "events.sensitivity",
        )
    over = design.events.crossover
    if over is None:
        return
    if over.to == design.control:
        others = " or ".join(design.active)
        raise refuse(
            f"found '{over.to}', the control arm itself, expected {others}; name one of these", "events.crossover.to"
        )
    if over.to not in design.active:
        raise refuse(unknown(over.to, design.active), "events.crossover.to")
    if over.month not in design.visits_months[:-1]:
        visits = ", ".join(f"{month:g}" for month in design.visits_months[:-1])
        raise refuse(
            f"found month {over.month:g}, expected a visit before the last ({visits or 'there is none'}); change it",
            "events.crossover.month",
        )


def _exploring(design: Design) -> None:
    for place, size in enumerate(design.explore.patients):
        lacking = _lacking(design, size)
        if lacking:
            raise refuse(f"found {size}, expected {lacking}; raise it", f"explore.patients.{place}")
    doses = design.explore.doses
    if doses is None:
        return
    if doses.arm not in design.arm_keys:
        raise refuse(unknown(doses.arm, design.arm_keys), "explore.doses.arm")
    treatment = design.arm(doses.arm).what()
    if treatment.cells is None:
        raise refuse(
            f"found '{doses.arm}', which gives no cells, expected an arm with cells; name one", "explore.doses.arm"
        )
    for place, dose in enumerate(doses.doses_1e6):
        try:
            treatment.with_dose(dose)
        except InputError as error:
            raise refuse(str(error).rstrip("."), f"explore.doses.doses_1e6.{place}") from None


def _again(design: Design) -> None:
    if design.without_trial is None:
        return
    from pulposus.evidence.load import studies

    known = [study.key for study in studies() if study.design in ("randomised", "controlled, not randomised")]
    if design.without_trial not in known:
        raise refuse(
            unknown(design.without_trial, known, what="a controlled trial of the evidence, one of "), "without_trial"
        )
