"""Readings of one disc at every visit: truth plus errors, the same errors under every treatment.

Height is on the reader's scale: the mean of the three mid-sagittal heights, which a course moves by its own ratio.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.reading import prior, severity
from pulposus.course.reading.reader import Errors, ErrorSize, Limits
from pulposus.course.reading.scale import pfirrmann
from pulposus.course.reading.streams import normals, over_visits, uniforms
from pulposus.course.reading.t2 import held_T2

Float = NDArray[np.float64]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class GivenHeight:
    """A height that was read, and what such discs measure: (mm, mean, SD)."""

    read_mm: float
    population_mm: float
    population_sd_mm: float


@dataclass(frozen=True)
class FirstImage:
    """One disc at its first image in every draw, (n,) each: the truth, the readings, and the errors to come."""

    severity: Float
    height_mm: Float
    read_grade: Float
    read_height_mm: Float
    read_T2_ms: Float
    errors: Errors
    seed: int
    """Of the streams of this disc."""


@dataclass(frozen=True)
class Readings:
    """One disc under one action, (n, visits) each; the first visit is the first image."""

    severity: Float
    """True, on the scale of Pfirrmann grades."""
    grade: Float
    height_mm: Float
    T2_ms: Float
    chances: dict[str, Float]
    """By name of ``CHANCES``: probability in each draw, with the error of the visit's reading integrated."""


CHANCES = (
    "grade read better",
    "grade read worse",
    "height read higher",
    "height read lower",
    "T2 read higher",
    "T2 read lower",
)
"""Changes since the first image: by a grade or more, or beyond the ``Limits`` of measurement."""


def first_image(
    *,
    grade: int | None,
    true_grade: Int,
    age_y: float,
    height_mm: Float,
    given: GivenHeight | None,
    errors: Errors,
    seed: int,
) -> FirstImage:
    """Draw truth and readings at the first image.

    Args:
        grade: the Pfirrmann grade that somebody read; severity is then what such a reading leaves open.
        true_grade: without a reading, the true grade of each draw (n,); a reading is drawn.
        age_y: of the person.
        height_mm: height of each draw (n,), used where none was read.
        given: the height that was read; the true one is then what that leaves open.
        errors: of the reader.
        seed: of the disc.
    """
    n = len(true_grade)
    rank, first = uniforms("severity", n, seed), _Reading(errors, "first reader", (0.0,), n, seed)
    if grade is None:
        true = prior.within_grade(true_grade, age_y, rank)
        read = pfirrmann().read(true + first.grade[:, 0])
    else:
        true = prior.given_reading(grade, errors.grade.whole, age_y, rank)
        read = np.full(n, float(grade))
    if given is None:
        height = height_mm
        read_height = height * first.time_of_day[:, 0] + first.height_mm[:, 0]
    else:
        height = _height_given(given, errors.height_mm.whole, normals("height", n, seed)) / first.time_of_day[:, 0]
        read_height = np.full(n, given.read_mm)
    return FirstImage(
        severity=true,
        height_mm=height,
        read_grade=read,
        read_height_mm=read_height,
        read_T2_ms=held_T2(true) * np.exp(first.log_T2[:, 0]),
        errors=errors,
        seed=seed,
    )


def follow_up(
    first: FirstImage, months: tuple[float, ...], water_fraction: Float, height_mm: Float, limits: Limits
) -> Readings:
    """Readings at visits ``months``, the first of which is the first image, of a course (n, visits)."""
    n, errors = len(first.severity), first.errors
    true = severity.over_visits(first.severity, water_fraction, height_mm)
    height = first.height_mm[:, None] * height_mm / height_mm[:, :1]
    T2 = held_T2(true)
    read = _Reading(errors, "later reader", months, n, first.seed)
    lying = height * read.time_of_day
    chances = _chances(first, true, lying, T2, limits)
    now = np.arange(len(months)) == 0
    return Readings(
        severity=true,
        grade=np.where(now, first.read_grade[:, None], pfirrmann().read(true + read.grade)),
        height_mm=np.where(now, first.read_height_mm[:, None], lying + read.height_mm),
        T2_ms=np.where(now, first.read_T2_ms[:, None], T2 * np.exp(read.log_T2)),
        chances={name: np.where(now, 0.0, chance) for name, chance in chances.items()},
    )


def _height_given(given: GivenHeight, error_mm: Float, z: Float) -> Float:
    """What a height that was read leaves open of the true one, (n,): normal prior, normal error."""
    trust = given.population_sd_mm**2 / (given.population_sd_mm**2 + error_mm**2)
    mean = given.population_mm + trust * (given.read_mm - given.population_mm)
    return np.asarray(mean + np.sqrt(trust) * error_mm * z)


def _chances(first: FirstImage, true: Float, height: Float, T2: Float, limits: Limits) -> dict[str, Float]:
    from scipy.special import ndtr

    worst, errors = pfirrmann().highest, first.errors
    grade, tall, bright = (size.whole[:, None] for size in (errors.grade, errors.height_mm, errors.log_T2))
    was, was_tall = first.read_grade[:, None], first.read_height_mm[:, None]
    brighter = np.log(T2 / first.read_T2_ms[:, None])
    beyond = np.log1p(limits.T2_share)
    found = (
        np.where(was > 1, ndtr((was - 1 / 2 - true) / grade), 0.0),
        np.where(was < worst, ndtr((true - was - 1 / 2) / grade), 0.0),
        ndtr((height - was_tall - limits.height_mm) / tall),
        ndtr((was_tall - height - limits.height_mm) / tall),
        ndtr((brighter - beyond) / bright),
        ndtr((-brighter - beyond) / bright),
    )
    return dict(zip(CHANCES, found, strict=True))


class _Reading:
    """Errors of one reader's readings at some months, each (n, visits), and the height left by the time of day."""

    def __init__(self, errors: Errors, who: str, months: tuple[float, ...], n: int, seed: int) -> None:
        def error(size: ErrorSize, what: str) -> Float:
            stays = size.lasting * normals(f"{what}/{who}", n, seed)
            return np.asarray(stays[:, None] + size.fresh[:, None] * over_visits(what, months, n, seed))

        self.grade = error(errors.grade, "grade")
        self.height_mm = error(errors.height_mm, "height")
        self.log_T2 = error(errors.log_T2, "T2")
        late = np.stack([uniforms(f"time of day/month {month:g}", n, seed) for month in months], axis=1)
        self.time_of_day = 1 + errors.diurnal_loss[:, None] * (1 / 2 - late)
