"""What a case says about the entry to a trial: its answers, and nothing that nobody gave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.eligibility.answers import Answer, Answers
from pulposus.forecasting.case_blocks import DiscInput
from pulposus.forecasting.screening import DiscScreening, Screening

if TYPE_CHECKING:
    from pulposus.forecasting.case import Case

_FROM_PATIENT = ("age_y", "bmi_kg_m2", "pain_0_100", "odi_0_100", "duration_months")
_THROUGH_THE_ANNULUS = 5  # modified Dallas grade of a tear that contrast leaves the disc through


def answers_of(case: Case) -> Answers:
    """The answers that a case holds, about the person and the discs to be treated.

    What the case marks as assumed is no answer. A Pfirrmann grade of 1 to 5 is never turned into a modified one of
    1 to 8.

    Raises:
        InputError: when two answers contradict each other.
    """
    screening = case.screening or Screening()
    patient = case.patient
    given = {name: getattr(patient, name) for name in type(patient).model_fields if name not in patient.assumed}
    person: dict[str, Answer] = {name: given.get(name) for name in _FROM_PATIENT}
    person["radiculopathy"] = given.get("root_compression")
    person |= screening.model_dump(exclude={"red_flags", "discs"})
    if person["severe_depression"] is None and given.get("low_mood") is False:
        person["severe_depression"] = False
    if person["pregnancy"] is None and given.get("sex") == "male":
        person["pregnancy"] = False
    levels = case.treated_levels or tuple(disc.level for disc in screening.discs)
    return Answers(
        person=person,
        discs=tuple(_disc(case.disc(level), screening.disc(level)) for level in levels),
        red_flags=screening.red_flags.model_dump(),
    )


def _disc(disc: DiscInput, asked: DiscScreening) -> dict[str, Answer]:
    answers: dict[str, Answer] = asked.model_dump()
    answers["pfirrmann"] = _one_grade(disc)
    answers["modic"] = disc.modic
    tear = answers["annular_tear_dallas"] = disc.annular_tear_dallas
    if tear is not None:
        if answers["full_thickness_tear"] is None:
            answers["full_thickness_tear"] = tear >= _THROUGH_THE_ANNULUS
        if answers["annular_tear"] is None and tear == 0:
            answers["annular_tear"] = False
    return answers


def _one_grade(disc: DiscInput) -> int | None:
    """The grade, also where all probability lies on one; None where readers disagree."""
    if disc.grade_probabilities is not None:
        best = max(disc.grade_probabilities)
        return disc.grade_probabilities.index(best) + 1 if best == 1 else None
    return disc.grade
