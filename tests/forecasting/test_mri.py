"""Readings of a forecast's discs: what the case gives was read, the errors are the draw's, the truth the course's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from pulposus.course.follow import Course
from pulposus.course.reading.reader import SAME_READER, Reader
from pulposus.course.reading.readings import CHANCES
from pulposus.course.start import Start
from pulposus.forecasting.case import Case, case_from
from pulposus.forecasting.discs import CaseDisc, case_discs
from pulposus.forecasting.mri import after, before
from pulposus.forecasting.result import READ_OUTCOMES

N, MONTHS = 64, (0.0, 6.0, 12.0)
PATIENT = {"age_y": 52, "sex": "male", "pain_0_100": 70, "odi_0_100": 44, "duration_months": 60}


def one(**disc: object) -> tuple[Case, CaseDisc]:
    case = case_from({"patient": PATIENT, "discs": [{"level": "L4/5", **disc}]}, "test case")
    return case, case_discs(case, None)[0]


def start(seed: int = 3) -> Start:
    return cast(Start, SimpleNamespace(world=SimpleNamespace(grade=np.full(N, 3), age_y=52.0, draws=N, seed=seed)))


def course(water_end: float = 0.75, height_end: float = 9.0) -> Course:
    way = np.array([0.0, 0.5, 1.0]) * np.ones((N, 1))
    outcomes = {"water_fraction": 0.75 + (water_end - 0.75) * way, "height_mm": 9.0 + (height_end - 9.0) * way}
    return cast(Course, SimpleNamespace(visits_months=MONTHS, outcomes=outcomes))


def test_a_grade_and_a_height_of_the_case_are_the_first_readings_of_every_draw() -> None:
    case, disc = one(grade=4, mean_height_mm=8.0)
    found = after(before(case, disc, start(), course(), SAME_READER), course(), SAME_READER, np.arange(N))
    assert set(found.columns) == set(READ_OUTCOMES)
    assert set(found.chances) == set(CHANCES)
    assert np.all(found.columns["read_pfirrmann"][:, 0] == 4)
    assert np.all(found.columns["read_height_mm"][:, 0] == pytest.approx(8.0))
    assert found.columns["severity"][:, 0].std() > 0.2
    assert all(values.shape == (N, 3) for values in found.columns.values())


def test_without_a_reading_one_is_drawn_about_the_grade_and_height_of_the_draw() -> None:
    case, disc = one(grade_probabilities=[0, 0, 1, 0, 0])
    found = after(before(case, disc, start(), course(), SAME_READER), course(), SAME_READER, np.arange(N))
    assert np.all(np.rint(found.columns["severity"][:, 0]) == 3)
    assert len(set(found.columns["read_pfirrmann"][:, 0])) > 1
    assert found.columns["read_height_mm"][:, 0].mean() == pytest.approx(9.0, abs=0.1)


def test_draws_that_are_left_out_leave_the_others_as_they_are() -> None:
    case, disc = one(grade=3)
    first, keep = before(case, disc, start(), course(), SAME_READER), np.arange(1, N, 2)
    every, some = (after(first, course(), SAME_READER, rows) for rows in (np.arange(N), keep))
    for name in READ_OUTCOMES:
        np.testing.assert_array_equal(some.columns[name], every.columns[name][keep])
    assert some.chances["grade read better"][-1].draws == len(keep)


def test_a_disc_that_gains_water_or_height_reads_better_more_often_and_the_untreated_reads_better_too() -> None:
    case, disc = one(grade=4)
    first = before(case, disc, start(), course(), SAME_READER)
    still, wetter, higher = (
        after(first, c, SAME_READER, np.arange(N)).chances for c in (course(), course(0.77), course(0.75, 11.0))
    )
    better = "grade read better"
    assert 0.1 < still[better][-1].value < wetter[better][-1].value
    assert still["T2 read higher"][-1].value < wetter["T2 read higher"][-1].value
    assert still["height read higher"][-1].value < 0.1 < higher["height read higher"][-1].value
    assert still[better][0].value == 0


def test_the_same_seed_gives_the_same_readings_and_another_reader_other_ones() -> None:
    case, disc = one(grade=4)

    def read(reader: Reader, seed: int = 3) -> np.ndarray:
        first = before(case, disc, start(seed), course(), reader)
        return after(first, course(), reader, np.arange(N)).columns["read_height_mm"]

    np.testing.assert_array_equal(read(SAME_READER), read(SAME_READER))
    assert not np.array_equal(read(SAME_READER), read(SAME_READER, seed=4))
    assert np.std(read(Reader(same=False))[:, 2]) > np.std(read(SAME_READER)[:, 2])
