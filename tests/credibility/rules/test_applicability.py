"""Levels of applicability: the same quantity in people is direct, the same in rabbits is related."""

from __future__ import annotations

import made_results as made

from pulposus.credibility.results import Results, ValidatedRow

RABBITS = made.row("BV5", "added cells alive at 6 and 8 weeks")
GRADES = made.row("BV7", "change of grade without any effect")
ROTATION = made.row("VT4", "axial rotation at 5 N m")


def one(row: ValidatedRow) -> Results:
    return made.results(validation=(made.validated(row.case, row),))


def test_rabbits_are_related_to_a_person_s_disc_and_rotation_is_not() -> None:
    assert made.level(one(RABBITS), "dose_study", "quantities") == 1
    assert made.level(one(ROTATION), "dose_study", "quantities") == 0
    assert made.level(one(ROTATION), "dose_study", "activities") == 0


def test_a_grade_read_in_people_is_what_the_report_shows() -> None:
    assert made.level(one(GRADES), "reading_report", "quantities") == 2
    fitted = made.row("BV7", GRADES.name, role="calibrated on")
    assert made.level(one(fitted), "reading_report", "quantities") == 1


def test_one_comparison_must_cover_all_of_a_use() -> None:
    assert made.level(one(GRADES), "reading_report", "activities") == 1
    assert made.level(made.results(validation=()), "trial_arm", "activities", made.honesty()) == 2
    assert made.level(made.results(validation=()), "trial_arm", "activities", made.honesty(months=12.0)) == 1
