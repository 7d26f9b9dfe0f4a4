"""BV3: experiments in which nothing was gained (goats, dogs, ten people): the model must give them a fair chance."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.follow import Course
from pulposus.library import value
from pulposus.numerics.settings import VALIDATE_COURSE_DRAWS
from pulposus.progress import Progress
from pulposus.symptoms.model import simulate
from pulposus.symptoms.patient import SymptomPatient
from pulposus.treatment import load
from pulposus.validation.case import Case
from pulposus.validation.patients import at, share, treated
from pulposus.validation.people import SEED
from pulposus.validation.row import Row
from pulposus.validation.target import row, target

MONTH, LATE_MONTH = 6.0, 12.0


def run(progress: Progress) -> tuple[Row, ...]:
    """Share of draws of the typical disc, beside the same draw with saline, that look like each null."""
    progress("cells and saline", 0.1)
    saline, cells = treated(load("saline")), treated(load("bm_msc"))
    progress("a growth factor", 0.5)
    factor = treated(load("prp"))
    progress("ten people", 0.7)
    goat = (_gag(cells, saline) > 0) & unchanged(cells, saline)
    dog = (np.abs(_gag(factor, saline)) < target("bv3_gag_change")) & unchanged(factor, saline)
    animals, people = target("bv3_animal_share"), target("bv3_human_share")
    return (
        _row("more GAG by cells, same height and water", "bv3_goat_null", share(goat, cells, saline), animals),
        _row("no regeneration by a growth factor", "bv3_canine_null", share(dog, factor, saline), animals),
        _row("no change of pain through the disc", "bv3_human_null", flat_pain(), people),
    )


def _row(name: str, fact: str, found: float, least: float) -> Row:
    words = f"at least {100 * least:.0f} % of draws"
    return row("BV3", f"{name}, share of draws", fact, [found], ((least, 1.0), words), "prediction")


def _gag(course: Course, control: Course) -> NDArray[np.float64]:
    return np.asarray(at(course, "gag_relative", MONTH) / at(control, "gag_relative", MONTH) - 1)


def unchanged(course: Course, control: Course) -> NDArray[np.bool_]:
    """Draws whose height and water an MRI reader cannot tell from those of the control, (draws,)."""
    height = np.abs(at(course, "height_mm", MONTH) / at(control, "height_mm", MONTH) - 1)
    water = np.abs(at(course, "water_fraction", MONTH) - at(control, "water_fraction", MONTH))
    return np.asarray((height < target("reader_height_error")) & (water < target("bv3_water_points")))


def flat_pain() -> float:
    """Share of draws in which a million cells in a millilitre move pain through the disc by less than a point."""
    volume, ends = target("bv3_volume_mL"), (0.0, LATE_MONTH)
    cells = treated(load("bm_msc").with_dose(target("bv3_cells_1e6")).with_volume(volume), ends)
    control = treated(load("saline").with_volume(volume), ends)
    good = cells.converged & control.converged
    signal = np.where(good, 1 - cells.pain_driver[:, -1] / control.pain_driver[:, -1], 0.0)
    pain, odi, duration = (value("symptoms", f"typical_{name}") for name in ("pain", "odi", "duration"))
    drawn = simulate(
        SymptomPatient(pain, odi, duration), np.array([0.0, LATE_MONTH]), VALIDATE_COURSE_DRAWS, SEED,
        {"cells": "intradiscal saline"}, {"cells": np.stack([0 * signal, signal], axis=1)},
    )  # fmt: skip
    through_disc = drawn.treatments["cells"].outcomes["pain_through_disc"][:, -1]
    return share(np.abs(through_disc) < target("bv3_pain_points"), cells, control)


CASE = Case("BV3", "nulls", run, 18)
