"""The discs of a case, each as a shape with grade probabilities, from numbers, from an image, or from both."""

from __future__ import annotations

from dataclasses import dataclass

from pulposus.disc.shape import DiscShape, from_measurement, from_parameters
from pulposus.errors import InputError
from pulposus.forecasting.case import Case, worst_level
from pulposus.forecasting.case_blocks import DiscInput
from pulposus.imaging.measurement import DISC_QUANTITIES, DiscMeasurement, SpineMeasurement
from pulposus.levels import LUMBAR_DISCS
from pulposus.units import MM3_PER_CM3

Grades = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class CaseDisc:
    """One disc ready to be drawn, and what the report says about where its numbers come from."""

    level: str
    shape: DiscShape
    grade_probabilities: Grades
    inputs: dict[str, object]


def case_discs(case: Case, spine: SpineMeasurement | None) -> tuple[CaseDisc, ...]:
    """All discs to forecast: those the case lists, else every measured lumbar disc that has a height.

    Raises:
        InputError: a listed level was not measured, or a disc has no grade.
    """
    levels = [disc.level for disc in case.discs]
    if not levels:
        assert spine is not None  # the case file refuses neither discs nor image
        levels = [d.level for d in spine.discs if d.level in LUMBAR_DISCS and d.value("mean_height_mm") is not None]
        if not levels:
            raise InputError("The image holds no lumbar disc that can be measured; choose another or list discs.")
    return tuple(_disc(case, case.disc(level), spine) for level in levels)


def treated_levels(case: Case, discs: tuple[CaseDisc, ...]) -> tuple[str, ...]:
    """Levels to treat: those the case names, else the disc with the worst expected grade."""
    known = [disc.level for disc in discs]
    for level in case.treat:
        if level not in known:
            raise InputError(f"Field 'treat' names {level}, which is not among the discs: {', '.join(known)}.")
    return case.treat or worst_level({disc.level: _expected(disc.grade_probabilities) for disc in discs})


def _expected(grades: Grades) -> float:
    return sum(grade * p for grade, p in enumerate(grades, start=1))


def _disc(case: Case, given: DiscInput, spine: SpineMeasurement | None) -> CaseDisc:
    measured = _measured(given.level, spine)
    numbers = {name: getattr(given, name) for name in DISC_QUANTITIES if getattr(given, name) is not None}
    known = {name: q.value for name, q in measured.quantities.items() if q.value is not None} if measured else {}
    known |= numbers  # what the case says goes before what was measured
    grades = _grades(given, measured)
    sex = {"female": "F", "male": "M"}[case.patient.sex]
    mode = max(range(1, 6), key=lambda grade: grades[grade - 1])
    if {"middle_height_mm", "mean_height_mm"} & set(known):
        shape = from_measurement(known, age_y=case.patient.age_y, sex=sex, level=given.level, grade=mode)  # type: ignore[arg-type]
    else:
        shape = from_parameters(given.level, age_y=case.patient.age_y, sex=sex, grade=mode)  # type: ignore[arg-type]
    inputs: dict[str, object] = {name: _input(name, known, numbers, measured, shape) for name in DISC_QUANTITIES}
    inputs["grade_probabilities"] = grades
    return CaseDisc(given.level, shape, grades, inputs)


def _measured(level: str, spine: SpineMeasurement | None) -> DiscMeasurement | None:
    if spine is None:
        return None
    try:
        return spine.disc(level)
    except KeyError:
        found = ", ".join(disc.level for disc in spine.discs)
        raise InputError(f"Disc {level} was not measured in the image; it holds {found}.") from None


def _grades(given: DiscInput, measured: DiscMeasurement | None) -> Grades:
    if given.grade_probabilities is not None:
        return given.grade_probabilities
    if given.grade is not None:
        return tuple(float(grade == given.grade) for grade in range(1, 6))  # type: ignore[return-value]
    if measured is not None and measured.grade_probabilities is not None:
        return measured.grade_probabilities
    raise InputError(
        f"Disc {given.level} has no Pfirrmann grade and the image gives none; add 'grade' (1 to 5) to the case file."
    )


def _input(
    name: str, known: dict[str, float], numbers: dict[str, float], measured: DiscMeasurement | None, shape: DiscShape
) -> dict[str, object]:
    """One number of the disc as the report shows it: given, measured, flagged, assumed or not covered."""
    if name in numbers:
        return {"value": numbers[name], "status": "given", "note": ""}
    note = measured.quantities[name].note if measured else ""
    if name in known and measured:
        return {"value": known[name], "status": measured.quantities[name].status, "note": note}
    if name in shape.assumed:
        return {"value": getattr(shape, name), "status": "assumed", "note": note}
    if name == "volume_cm3" and "volume_mm3" in shape.assumed:
        return {"value": shape.volume_mm3 / MM3_PER_CM3, "status": "assumed", "note": note}
    return {"value": None, "status": "not covered", "note": note}
