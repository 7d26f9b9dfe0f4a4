"""What the report says about each disc: its measures with their standing, its grade, its pictures."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from pulposus.forecasting.result import Forecast
from pulposus.imaging.measurement import Quantity
from pulposus.listing import listing
from pulposus.report.figures import course, section
from pulposus.report.patient import is_assumed
from pulposus.report.picture import Picture
from pulposus.report.words import lower_first, number, people_of_100

# Allowed names, how they read, unit and decimals; any other entry of a disc is left out.
MEASURES: Mapping[str, tuple[str, str, int]] = {
    "anterior_height_mm": ("Height in front", "mm", 1),
    "middle_height_mm": ("Height in the middle", "mm", 1),
    "posterior_height_mm": ("Height behind", "mm", 1),
    "mean_height_mm": ("Mean height", "mm", 1),
    "disc_height_index": ("Disc height index", "", 2),
    "depth_mm": ("Depth, front to back", "mm", 1),
    "width_mm": ("Width, side to side", "mm", 1),
    "wedge_deg": ("Wedge angle", "°", 1),
    "mid_sagittal_area_mm2": ("Area of the middle slice", "mm²", 0),
    "axial_area_mm2": ("Area from above", "mm²", 0),
    "volume_cm3": ("Volume", "cm³", 1),
    "anterior_bulge_mm": ("Bulge in front", "mm", 1),
    "posterior_bulge_mm": ("Bulge behind", "mm", 1),
    "nucleus_signal": ("Nucleus signal", "", 2),
    "disc_csf_ratio": ("Signal against spinal fluid", "", 2),
    "pfirrmann": ("Pfirrmann grade", "", 1),
    "pfirrmann_grade": ("Pfirrmann grade", "", 1),
    "grade": ("Pfirrmann grade", "", 1),
    "modic": ("Modic type", "", 0),
}
GRADES = ("I", "II", "III", "IV", "V")
_STANDINGS = ("measured", "flagged", "not covered", "assumed", "given")


@dataclass(frozen=True)
class Measure:
    """One line of the table of measures. ``standing`` is one of measured, flagged, not covered, assumed, given."""

    label: str
    text: str
    standing: str
    note: str = ""


@dataclass(frozen=True)
class Course:
    """One quantity over time: a picture for each group of treatments that moves it."""

    title: str
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class DiscView:
    """One disc as the template needs it."""

    level: str
    anchor: str
    treated: bool
    measures: tuple[Measure, ...]
    notes: tuple[str, ...]  # each once; a measure carries the number of its note
    grades: tuple[tuple[str, int], ...]  # grade, people of 100
    expected_grade: str
    sections: tuple[Picture, ...]
    section_month: str
    courses: tuple[Course, ...]
    more_courses: tuple[Course, ...]
    unmoved: str  # treatments under which the disc takes its natural course


def measure(name: str, entry: object, *, assumed: bool) -> Measure | None:
    """One measure from a number, a Quantity or a mapping with value, status and note; None if not showable."""
    label, unit, digits = MEASURES[name]
    value, standing, note = entry, "given", ""
    if isinstance(entry, Quantity):
        value, standing, note = entry.value, entry.status, entry.note
    elif isinstance(entry, Mapping):
        value = entry.get("value")
        standing, note = str(entry.get("status", "given")), str(entry.get("note") or "")
    if value is None:
        return Measure(label, "–", "not covered", note)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    standing = "assumed" if assumed else standing if standing in _STANDINGS else "given"
    digits = 0 if digits == 1 and name.startswith(("pfirrmann", "grade")) and float(value).is_integer() else digits
    gap = "" if unit in ("", "°") else " "
    return Measure(label, f"{number(float(value), digits)}{gap}{unit}", standing, note)


def measures(forecast: Forecast, level: str) -> tuple[Measure, ...]:
    """Table of measures of one disc, in a fixed order."""
    inputs = forecast.disc_inputs.get(level, {})
    found = (
        measure(name, inputs[name], assumed=is_assumed(name, forecast.assumed, level=level))
        for name in MEASURES
        if name in inputs
    )
    return tuple(m for m in found if m is not None)


def grade_people(forecast: Forecast, level: str) -> tuple[tuple[str, int], ...]:
    """Pfirrmann probabilities as whole people of 100; empty when there are none."""
    raw = forecast.disc_inputs.get(level, {}).get("grade_probabilities")
    if not isinstance(raw, list | tuple) or len(raw) != len(GRADES):
        return ()
    shares = [float(p) for p in raw]
    if not math.isclose(sum(shares), 1, abs_tol=0.01) or min(shares) < 0:
        return ()
    total = sum(shares)
    return tuple(zip(GRADES, people_of_100([p / total for p in shares]), strict=True))


def _expected(grades: tuple[tuple[str, int], ...]) -> str:
    if not grades:
        return ""
    return number(sum(n * people for n, (_, people) in enumerate(grades, start=1)) / 100, 1)


def view(forecast: Forecast, level: str) -> DiscView:
    """Everything about one disc, pictures included."""
    groups = section.groups(forecast, level)
    treated = level in forecast.treated_levels
    grades, found = grade_people(forecast, level), measures(forecast, level)

    main = course.available(forecast, level, course.MAIN)
    same = course.unmoved(forecast, level, course.available(forecast, level, tuple(course.TITLES))) if main else ()

    return DiscView(
        level=level,
        anchor=f"disc-{level.lower().replace('/', '-')}",
        treated=treated,
        measures=found,
        notes=tuple(dict.fromkeys(m.note for m in found if m.note)),
        grades=grades,
        expected_grade=_expected(grades),
        sections=tuple(
            Picture.of_svg(section.panel(forecast, level, group), section.alternative(forecast, level, group))
            for group in groups
        ),
        section_month=f"{groups[0][0].sections[level].month:g}" if groups else "",
        courses=_courses(forecast, level, main),
        more_courses=_courses(forecast, level, course.available(forecast, level, course.MORE)) if treated else (),
        unmoved=listing([lower_first(name) for name in same]),
    )


def _courses(forecast: Forecast, level: str, names: tuple[str, ...]) -> tuple[Course, ...]:
    return tuple(
        Course(
            course.TITLES[name].name,
            tuple(
                Picture.of_svg(course.panel(forecast, level, name, g), course.alternative(forecast, level, name, g))
                for g in course.moved(forecast, level, name)
            ),
        )
        for name in names
    )
