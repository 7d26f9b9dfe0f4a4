"""The statistics of agreement against SciPy, and their intervals on data whose answer is known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from pulposus.errors import InputError
from pulposus.imaging.measures import agreement as module


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    return np.random.default_rng(11)


def test_spearman_is_scipys(rng: np.random.Generator) -> None:
    x, y = rng.normal(size=40), rng.integers(1, 6, size=40).astype(float)
    assert module.spearman(x, y) == pytest.approx(stats.spearmanr(x, y).statistic)


def test_area_under_curve_is_mann_whitney(rng: np.random.Generator) -> None:
    score, positive = rng.integers(0, 9, size=60).astype(float), rng.integers(0, 2, size=60).astype(float)
    u = stats.mannwhitneyu(score[positive > 0], score[positive == 0]).statistic
    n = positive.sum()
    assert module.area_under_curve(score, positive) == pytest.approx(u / (n * (60 - n)))


def test_undefined_statistics_are_nan() -> None:
    assert np.isnan(module.spearman(np.ones(5), np.arange(5.0)))
    assert np.isnan(module.area_under_curve(np.arange(5.0), np.ones(5)))


def test_perfect_and_seeded() -> None:
    grades = [1, 2, 3, 4, 5] * 4
    patients = [p for p in range(4) for _ in range(5)]
    first = module.grade_agreement([g + 0.1 for g in grades], grades, patients, seed=5)
    assert first.value == pytest.approx(1)
    assert (first.n, first.patients) == (20, 4)
    assert first == module.grade_agreement([g + 0.1 for g in grades], grades, patients, seed=5)


def test_interval_covers_a_known_correlation(rng: np.random.Generator) -> None:
    """Bivariate normal, rho 0.7: Spearman's population value is 6/pi asin(rho/2)."""
    truth = 6 / np.pi * np.arcsin(0.35)
    x = rng.normal(size=400)
    y = 0.7 * x + np.sqrt(1 - 0.49) * rng.normal(size=400)
    found = module._with_intervals("rho", module.spearman, x, y, np.repeat(np.arange(40), 10), 1)
    assert found.low < truth < found.high
    assert found.high - found.low < 0.15


def test_level_adjustment_uses_other_patients_only() -> None:
    patients, levels = [1, 1, 2, 2, 3, 3], ["L4/5", "L1/2"] * 3
    heights = [5.0, 6.0, 10.0, 8.0, 12.0, 8.0]
    plain = module.level_adjusted(heights, patients, levels, own_discs=False)
    assert plain == pytest.approx([5 / 11, 6 / 8, 10 / 8.5, 8 / 7, 12 / 7.5, 8 / 7])
    own = module.level_adjusted(heights, patients, levels, own_discs=True)
    assert own[0] == pytest.approx(plain[0] / plain[1])
    # A taller or smaller person changes nothing once the patient's own discs are the measure.
    bigger = [h * (1.3 if p == 1 else 1) for h, p in zip(heights, patients, strict=True)]
    assert module.level_adjusted(bigger, patients, levels, True)[:2] == pytest.approx(own[:2])


def test_gradings_are_named_from_the_sacrum(tmp_path: Path) -> None:
    table = tmp_path / "gradings.csv"
    table.write_text("Patient,IVD label,Disc narrowing,Pfirrman grade\n7,1,1,4\n7,5,0,2\n", encoding="utf-8")
    first, second = module.read_gradings(table)
    assert (first.level, first.pfirrmann, first.narrowed) == ("L5/S1", 4, True)
    assert (second.level, second.narrowed) == ("L1/2", False)
    table.write_text("Patient,Disc\n7,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column"):
        module.read_gradings(table)
