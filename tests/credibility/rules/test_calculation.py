"""Levels of mesh, step and tolerance follow how far numbers move beside the band of the draws."""

from __future__ import annotations

import made_results as made
import pytest

from pulposus.credibility.rules.calculation import told


@pytest.mark.parametrize(("share", "expected"), [(0.0, 2), (0.099, 2), (0.1, 1), (0.5, 1)])
def test_a_tenth_of_the_band_is_the_limit(share: float, expected: int) -> None:
    results = made.results(numerics=made.moved(share))
    assert made.level(results, "dose_study", "discretisation") == expected
    assert made.level(results, "dose_study", "solver_error") == expected


def test_what_was_not_looked_at_is_not_shown() -> None:
    no_mesh = made.results(numerics=made.moved(refined=("steps", "tolerances")))
    assert made.level(no_mesh, "dose_study", "discretisation") == 0
    assert made.level(no_mesh, "dose_study", "solver_error") == 2
    assert made.level(made.results(numerics=()), "dose_study", "solver_error") == 1


def test_a_number_without_any_spread_may_not_move() -> None:
    still = tuple(line.model_copy(update={"band": 0.0, "moved": 0.0}) for line in made.moved())
    assert made.level(made.results(numerics=still), "dose_study", "discretisation") == 2
    moved = tuple(line.model_copy(update={"band": 0.0}) for line in made.moved())
    assert made.level(made.results(numerics=moved), "dose_study", "discretisation") == 1


def test_the_worst_is_told_first() -> None:
    lines = (made.moved(0.01)[0], made.moved(0.3)[3])
    assert told(lines).startswith(lines[1].quantity)


def test_use_error_stays_at_one_until_somebody_else_looked() -> None:
    assert made.level(made.results(), "dose_study", "use_error") == 1
