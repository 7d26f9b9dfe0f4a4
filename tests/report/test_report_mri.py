"""The table of what an MRI would say: whole people out of 100, the untreated first, no promise."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import fake
import jinja2
import numpy as np
import pytest

from pulposus.course.reading.reader import SAME_READER, draw_errors, limits
from pulposus.course.reading.readings import first_image, follow_up
from pulposus.forecasting.result import Forecast
from pulposus.report import mri
from pulposus.report.figures import style
from pulposus.report.words import PROMISES
from pulposus.symptoms.chances import from_probabilities


def read(base: Forecast, grade: int | None = 4) -> Forecast:
    """The same forecast with the readings of its discs: all stay as they are but under cells, which get brighter."""
    n, months = base.draws, base.months
    image = first_image(
        grade=grade,
        true_grade=np.full(n, 4),
        age_y=45.0,
        height_mm=np.full(n, 9.0),
        given=None,
        errors=draw_errors(SAME_READER, n, base.seed),
        seed=base.seed,
    )
    treatments = []
    for treatment in base.treatments:
        wetter = 0.02 * (treatment.group == "cells") * np.linspace(0, 1, len(months))
        water = np.full((n, len(months)), 0.72) + wetter
        found = follow_up(image, months, water, np.full((n, len(months)), 9.0), limits(SAME_READER))
        chances = {name: from_probabilities(values) for name, values in found.chances.items()}
        treatments.append(replace(treatment, mri_chances=dict.fromkeys(base.levels, chances)))
    return replace(base, treatments=tuple(treatments))


def rendered(forecast: Forecast) -> str:
    """The partial alone."""
    folder = files("pulposus.report") / "template"
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    tables = mri.tables(forecast, style.looks(forecast))
    return environment.get_template("mri.html.j2").render(mri_tables=tables, treatment_count=len(forecast.treatments))


def test_a_forecast_without_readings_has_no_table() -> None:
    base = fake.forecast()
    assert mri.tables(base, style.looks(base)) == ()
    assert rendered(base).strip() == ""


def test_each_row_is_a_hundred_people_and_the_untreated_improve_too() -> None:
    forecast = read(fake.forecast(arms=fake.MANY))
    (table,) = mri.tables(forecast, style.looks(forecast))
    rows = [row for _, block in table.blocks for row in block]
    assert len(rows) == len(forecast.treatments)
    assert all(row.better + row.same + row.worse == 100 for row in rows)
    assert table.natural is not None
    assert table.natural.better > 10
    assert next(row for row in rows if row.name == "Opioid").better == table.natural.better
    assert next(row for row in rows if row.name == "Marrow-derived cells in saline").better > table.natural.better
    assert table.month == "12"


def test_limits_are_those_of_the_library() -> None:
    forecast = read(fake.forecast())
    (table,) = mri.tables(forecast, style.looks(forecast))
    assert (table.height_limit, table.T2_limit) == ("1.6", "22")


@pytest.mark.parametrize("arms", [fake.ARMS, fake.MANY])
def test_the_partial_says_what_a_reading_is_worth_and_promises_nothing(arms: dict[str, fake.Arm]) -> None:
    text = re.sub(r"<[^>]+>", " ", rendered(read(fake.forecast(levels=("L4/5", "L5/S1"), arms=arms))))
    assert "does not mean less pain" in text
    assert "the same happens without treatment" in text
    assert "What an MRI a year later would say" in text
    assert not PROMISES.search(text)


def test_a_given_grade_and_chances_of_grades_are_told_apart() -> None:
    drawn = read(fake.forecast(), grade=None)
    given = replace(drawn, disc_inputs={"L4/5": {"grade_probabilities": (0.0, 0.0, 0.0, 1.0, 0.0)}})
    assert "grade that was given" in rendered(given)
    assert "drawn from the chances of grades" in rendered(drawn)
