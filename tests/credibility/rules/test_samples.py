"""Levels of samples and conditions follow the numbers behind predictions, never those behind fits and models."""

from __future__ import annotations

import made_results as made

from pulposus.credibility.results import Results, ValidatedRow


def only(*rows: ValidatedRow) -> Results:
    return made.results(validation=tuple(made.validated(row.case, row) for row in rows))


RABBITS = made.row("BV5", "added cells alive at 6 and 8 weeks")
GOATS = made.row("BV3", "more GAG by cells, same height and water, share of draws")
SHEEP = made.row("BV4", "height at 6 months, high over low dose")


def test_a_number_that_nobody_read_stays_at_one() -> None:
    assert made.level(only(RABBITS), "dose_study", "test_samples") == 2  # fifteen
    assert made.level(only(RABBITS, GOATS), "dose_study", "test_samples") == 1


def test_fits_and_models_bring_no_samples() -> None:
    fits = only(made.row("BC1", "dead", role="calibrated on"), made.row("T17", "open", role="model beside model"))
    assert made.level(fits, "dose_study", "test_samples") == 0
    assert made.level(fits, "dose_study", "test_conditions") == 0


def test_nine_hundred_people_are_enough_for_a_trial() -> None:
    assert made.level(only(), "trial_arm", "test_samples") == 0
    assert made.level(only(), "trial_arm", "test_samples", made.honesty()) == 3
    assert made.level(only(), "trial_arm", "test_samples", made.honesty(people=20)) == 2


def test_conditions_are_counted_up_to_the_horizon() -> None:
    assert made.level(only(GOATS), "dose_study", "test_conditions") == 1
    assert made.level(only(SHEEP), "dose_study", "test_conditions") == 2
    assert made.level(only(RABBITS, SHEEP), "dose_study", "test_conditions") == 2  # seven, but none for twelve months
    assert made.level(only(), "trial_arm", "test_conditions", made.honesty()) == 3
    assert made.level(only(), "trial_arm", "test_conditions", made.honesty(months=12.0)) == 2
