"""The image of a disc over its life: what counts as healthy at 20, what as collapsed, and who reads it."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.course.lifetime import observe
from pulposus.course.lifetime.lives import Lives
from pulposus.course.reading.t2 import water_per_grade
from pulposus.disc.composition import porosity_from_water_mass


def test_healthy_young_discs_read_as_grade_one_or_two() -> None:
    first = observe.first_score(400, 5, 0)
    assert np.max(first) < 2.5
    shares = np.mean(np.rint(first) <= 1)
    assert 0.3 < shares < 0.6


def lives(lost_grades: float, height_ratio: float) -> Lives:
    """Four thousand people with one disc at two ages, which lose water and height from the first to the second."""
    n = 4000
    water = porosity_from_water_mass(0.745 - water_per_grade() * np.array([0.0, lost_grades]) * np.ones((n, 1, 1)))
    ratio = np.array([1.0, height_ratio]) * np.ones((n, 1, 1))
    other = {name: np.zeros((n, 1, 2)) for name in Lives.__annotations__}
    other |= {"ages_y": np.array([20.0, 21.0]), "converged": np.ones(n, bool)}
    own = {"undamaged_water_fraction": water[:, 0, 0], "water_fraction": water, "height_ratio": ratio}
    return Lives(**other | own | {"height_mm": 10 * ratio})


def test_a_grade_of_water_lost_is_a_grade_and_a_collapsed_disc_is_grade_five() -> None:
    dried = observe.see(lives(1.0, 1.0), 0)
    first, later = dried.grade[..., 0], dried.grade[..., 1]
    assert set(first.ravel()) == {1, 2}
    assert np.all(later[first == 2] == 3)
    assert np.all(later >= first)
    assert np.all(dried.T2_ms[..., 1] < dried.T2_ms[..., 0])
    assert np.all(observe.see(lives(0.0, 0.6), 0).grade[..., 1] == 5)
    assert observe.collapsed_below() == pytest.approx(np.sqrt(0.5))


def test_better_readers_differ_less_from_the_truth() -> None:
    wrong = [
        np.mean(seen.grade_read != seen.grade)
        for seen in (observe.see(lives(1.0, 1.0), 0, kappa=kappa) for kappa in (0.9, None, 0.5))
    ]
    assert 0 < wrong[0] < wrong[1] < wrong[2]
