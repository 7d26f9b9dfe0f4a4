"""Who is enrolled, beside the people of the published trial whose criteria are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulposus.trial.answers.tables import Tables
from pulposus.trial.design import Design

# Column, what it is, unit, decimals.
NUMBERS = (
    ("age_y", "Age", "years", 0),
    ("bmi_kg_m2", "Body-mass index", "kg/m²", 1),
    ("pain_0_100", "Low back pain", "points of 100", 0),
    ("odi_0_100", "ODI", "points of 100", 0),
    ("duration_months", "Duration of pain", "months", 0),
    ("middle_height_mm", "Disc height", "mm", 1),
    ("T2_ms", "T2 of the nucleus", "ms", 0),
)
CLASSES = (
    ("level", "Treated disc"),
    ("pfirrmann", "Pfirrmann grade"),
    ("modified_pfirrmann", "Modified Pfirrmann grade"),
    ("modic", "Modic type"),
)


@dataclass(frozen=True)
class Number:
    """Mean and spread of a number of those who may enrol, and the published mean where there is one."""

    column: str
    words: str
    unit: str
    digits: int
    mean: float
    sd: float
    published: float | None


@dataclass(frozen=True)
class Class:
    """Shares of the values of a class among those who may enrol."""

    words: str
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Baseline:
    """Those who may enrol; ``study`` is the published one, empty where none is known. ``female``: share, and the
    published one."""

    people: int
    female: tuple[float, float | None]
    numbers: tuple[Number, ...]
    classes: tuple[Class, ...]
    study: str
    study_text: str


def baseline(tables: Tables, design: Design) -> Baseline:
    """The people of the run who pass every rule; nothing is told of a column that the run lacks."""
    have = set(tables.names("people"))
    study, text, published = _published(design)
    count = tables.read("SELECT count(*) AS n, avg(female::INT) AS female FROM people WHERE failed = 0")
    numbers = []
    for column, words, unit, digits in NUMBERS:
        if column in have:
            row = tables.read(
                f"SELECT avg(x) AS mean, coalesce(stddev_samp(x), 0) AS sd FROM (SELECT {column}::DOUBLE AS x FROM "
                "people WHERE failed = 0) WHERE NOT isnan(x)"
            )
            mean, sd = float(row["mean"][0]), float(row["sd"][0])
            numbers.append(Number(column, words, unit, digits, mean, sd, published.get(column)))
    classes = tuple(_class(tables, column, words) for column, words in CLASSES if column in have)
    female = float(count["female"][0]), published.get("female")
    return Baseline(int(count["n"][0]), female, tuple(numbers), classes, study, text)


def _class(tables: Tables, column: str, words: str) -> Class:
    row = tables.read(
        f"SELECT {column}::VARCHAR AS name, count(*) AS n FROM people WHERE failed = 0 GROUP BY name ORDER BY name"
    )
    whole = float(row["n"].sum())
    return Class(words, tuple((str(name), float(n) / whole) for name, n in zip(row["name"], row["n"], strict=True)))


def _published(design: Design) -> tuple[str, str, Mapping[str, Any]]:
    """The study of the evidence base registered under the criteria's number: key, reference, its people."""
    from pulposus.eligibility.load import trials
    from pulposus.evidence.load import studies

    wanted = next((one.registry for one in trials() if one.key == design.population.criteria), None)
    for study in studies() if wanted else ():
        if wanted in study.registry and study.same_people_as is None:
            who = study.population
            pairs = {"age_y": who.age_y, "female": who.female_share, "duration_months": who.duration_months,
                     "pain_0_100": who.pain_0_100, "odi_0_100": who.odi_0_100}  # fmt: skip
            return study.key, study.reference.text, {name: x for name, x in pairs.items() if x is not None}
    return "", "", {}
