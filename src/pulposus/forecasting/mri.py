"""What an MRI would say of each disc at every visit under every treatment, the natural course among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.follow import Course
from pulposus.course.reading.reader import Reader, draw_errors, limits
from pulposus.course.reading.readings import FirstImage, GivenHeight, first_image, follow_up
from pulposus.course.start import Start
from pulposus.course.world import disc_seed
from pulposus.disc.shape import DiscShape, from_parameters
from pulposus.forecasting.case import Case
from pulposus.forecasting.discs import CaseDisc
from pulposus.symptoms.chance import Chance
from pulposus.symptoms.chances import from_probabilities

Float = NDArray[np.float64]
_HEIGHTS = {"middle_height_mm", "mean_height_mm"}


@dataclass(frozen=True)
class DiscMri:
    """One disc under one action: columns of forecast.parquet (kept, visits), and chances by month."""

    columns: dict[str, Float]
    """By the names of ``result.READ_OUTCOMES``."""
    chances: dict[str, tuple[Chance, ...]]
    """By the names of ``course.reading.readings.CHANCES``."""


def before(case: Case, disc: CaseDisc, start: Start, natural: Course, reader: Reader) -> FirstImage:
    """The first image of a disc, which all treatments share: what the case gives is what was read."""
    world = start.world
    # A person keeps one reader for all discs, so the sizes of errors are the person's; the errors are the disc's.
    return first_image(
        grade=case.disc(disc.level).grade,
        true_grade=world.grade,
        age_y=case.patient.age_y,
        height_mm=natural.outcomes["height_mm"][:, 0],
        given=_given(disc.shape, case.patient.age_y),
        errors=draw_errors(reader, world.draws, world.seed),
        seed=disc_seed(world.seed, disc.level),
    )


def after(first: FirstImage, course: Course, reader: Reader, keep: NDArray[np.int64]) -> DiscMri:
    """Readings of a course, with the same errors whatever the course."""
    found = follow_up(
        first, course.visits_months, course.outcomes["water_fraction"], course.outcomes["height_mm"], limits(reader)
    )
    columns = {
        "severity": found.severity,
        "read_pfirrmann": found.grade,
        "read_height_mm": found.height_mm,
        "read_t2_ms": found.T2_ms,
    }
    return DiscMri(
        {name: values[keep] for name, values in columns.items()},
        {name: from_probabilities(values[keep]) for name, values in found.chances.items()},
    )


def _given(shape: DiscShape, age_y: float) -> GivenHeight | None:
    """The mean height that was read, beside that of discs like it; None where no height was."""
    if not _HEIGHTS & set(shape.known):
        return None
    others = from_parameters(shape.level, age_y=age_y, sex=shape.sex, grade=shape.grade)
    return GivenHeight(shape.mean_height_mm, others.mean_height_mm, others.spread["mean_height_mm"])
