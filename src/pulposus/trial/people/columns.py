"""The columns of a population: name, unit, kind, and which values each can hold."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from pulposus.disc.plausible import bounds
from pulposus.levels import LUMBAR_DISCS
from pulposus.library import facts

Kind = Literal["number", "whole number", "yes or no", "choice"]
HERNIATIONS = ("none", "bulge", "protrusion", "extrusion", "sequestration")
"""Kinds of herniation, from none to worst."""


class Column(NamedTuple):
    """One column. ``range_of`` names the fact (topic, name) that holds its lowest and highest value."""

    name: str
    unit: str
    kind: Kind
    words: str
    range_of: tuple[str, str] | None = None
    options: tuple[str, ...] = ()
    margin: float = 0.0
    """How far beyond the range a value may lie."""

    @property
    def limits(self) -> tuple[float, float]:
        """Lowest and highest value that is accepted from a table."""
        if self.range_of is None:
            return 0.0, 1.0
        topic, name = self.range_of
        if topic == "geometry":
            found = bounds(name)
            assert found is not None
            return found
        spread = facts(topic)[name].spread
        assert isinstance(spread, tuple)
        return spread[0] - self.margin, spread[1] + self.margin


def _number(name: str, unit: str, words: str, topic: str = "case_ranges", fact: str = "") -> Column:
    return Column(name, unit, "number", words, (topic, fact or name))


def _grade(name: str, unit: str, words: str, fact: str = "") -> Column:
    return Column(name, unit, "whole number", words, ("case_ranges", fact or name))


def _yes(name: str, words: str) -> Column:
    return Column(name, "", "yes or no", words)


COLUMNS = (
    # The person
    _number("age_y", "years", "age"),
    _yes("female", "woman"),
    _number("bmi_kg_m2", "kg/m2", "body mass index"),
    _yes("smoker", "smokes now"),
    _yes("diabetes", "diabetes"),
    _yes("heavy_work", "heavy physical work"),
    _yes("low_mood", "low mood or depression"),
    _yes("severe_depression", "severe depression"),
    # The pain
    _number("pain_0_100", "points of 100", "low back pain at screening"),
    _number("odi_0_100", "points of 100", "disability (ODI) at screening"),
    _number("duration_months", "months", "duration of the pain"),
    _number("failed_care_months", "months", "treatment without an operation that did not help"),
    _yes("supervised_therapy", "supervised physiotherapy tried"),
    _grade("symptomatic_levels", "discs", "number of painful discs"),
    _number("leg_pain_percent", "% of back pain", "leg pain beside back pain"),
    _yes("radiculopathy", "leg pain from a compressed nerve root"),
    _yes("facet_pain", "pain mainly from the facet joints"),
    _yes("sacroiliac_pain", "pain mainly from the sacroiliac joint"),
    _number("opioid_MME_per_day", "mg of morphine a day", "opioid use, 0 for none"),
    # The disc
    Column("level", "", "choice", "level of the painful disc", None, LUMBAR_DISCS),
    _number("severity", "grade of 1 to 5", "degeneration behind both gradings", "case_ranges", "grade")._replace(
        margin=1 / 2
    ),
    _grade("pfirrmann", "grade of 1 to 5", "Pfirrmann grade as read", "grade"),
    _grade("modified_pfirrmann", "grade of 1 to 8", "modified Pfirrmann grade as read"),
    _number("middle_height_mm", "mm", "middle height of the disc", "geometry"),
    _number("height_kept_percent", "% of normal", "disc height that is left"),
    _number("T2_ms", "ms", "T2 of the nucleus", "study_ranges", "t2_ms"),
    _grade("modic", "Modic type", "Modic change, 0 for none"),
    _grade("annular_tear_dallas", "Dallas grade", "annular tear"),
    Column("herniation", "", "choice", "herniation", None, HERNIATIONS),
    _number("protrusion_mm", "mm", "size of the protrusion, 0 for none"),
    # What trials exclude
    _yes("spondylolysis", "a gap in the vertebral arch"),
    _grade("listhesis_grade", "Meyerding grade", "spondylolisthesis, 0 for none"),
    _yes("transitional_vertebra", "transitional vertebra"),
    _yes("instability", "instability of the segment"),
    _yes("canal_stenosis", "severe narrowing of the spinal canal"),
    _yes("scoliosis", "scoliosis"),
    _yes("osteoporosis", "osteoporosis"),
    _yes("prior_lumbar_surgery", "earlier operation on the lumbar spine"),
    _yes("prior_disc_injection", "earlier injection into the disc"),
)
NAMES = tuple(column.name for column in COLUMNS)


@cache
def column(name: str) -> Column:
    """A column by its name."""
    return next(one for one in COLUMNS if one.name == name)
