"""Weighted kappa against a worked table, SAS's own example and simulated readers; errors against published kappa."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from pulposus.course.reading import kappa
from pulposus.course.reading.scale import SIGNAL, Scale, modified_pfirrmann, pfirrmann


def counted(first: np.ndarray, second: np.ndarray) -> float:
    """Linearly weighted kappa by its definition: mean distance over that of randomly paired readings."""
    by_chance = np.abs(first - np.random.default_rng(5).permutation(second)).mean()
    return float(1 - np.abs(first - second).mean() / by_chance)


def test_scales_have_their_published_number_of_grades() -> None:
    assert (pfirrmann().highest, modified_pfirrmann().highest, SIGNAL.highest) == (5, 8, 4)
    assert list(pfirrmann().read(np.array([-3.0, 1.4, 2.6, 9.0]))) == [1, 1, 3, 5]
    assert list(modified_pfirrmann().read(np.array([-3.0, 6.6, 9.0]))) == [1, 7, 8]


def test_the_example_of_the_software_that_the_source_used() -> None:
    # SAS/STAT, PROC FREQ, agreement of two dermatologists (88 patients); the same table in R, with weights
    # 1 - abs(i - j) / 3, gives 0.5081601. Unweighted, as a check that weights matter: 0.3448753.
    table = np.array([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]]) / 88
    assert kappa.kappa_of(table) == pytest.approx(0.5081601, abs=1e-6)
    expected = np.sum(table.sum(axis=1) * table.sum(axis=0))
    assert (np.trace(table) - expected) / (1 - expected) == pytest.approx(0.3448753, abs=1e-6)


def test_kappa_of_a_table_worked_by_hand() -> None:
    # Readings 1 and 2 half and half; two of four pairs agree, as many as by chance.
    assert kappa.kappa_of(np.array([[1, 1], [1, 1]]) / 4) == pytest.approx(0.0)
    # Three of four pairs agree: observed 1/4 apart, by chance 1/2.
    assert kappa.kappa_of(np.array([[1, 1], [0, 2]]) / 4) == pytest.approx(0.5)
    assert kappa.kappa_of(np.array([[2, 0], [0, 2]]) / 4) == 1.0


def test_two_readings_are_cells_of_a_bivariate_normal() -> None:
    mean, sd, share, scale = 3.2, 0.8, 0.7, pfirrmann()
    x = np.linspace(-6, 6, 2001)
    weight = np.exp(-(x**2) / 2)
    joint = kappa.reread(mean + sd * np.sqrt(share) * x, weight / weight.sum(), sd * np.sqrt(1 - share), scale)
    both = multivariate_normal([mean, mean], sd**2 * np.array([[1, share], [share, 1]]))
    assert joint[2, 3] == pytest.approx(both.cdf([3.5, 4.5], lower_limit=[2.5, 3.5]), abs=1e-6)
    assert joint[3, 4] == pytest.approx(both.cdf([4.5, 20], lower_limit=[3.5, 4.5]), abs=1e-6)
    assert joint.sum() == pytest.approx(1)


@pytest.mark.parametrize(("scale", "wanted"), [(SIGNAL, 0.67), (pfirrmann(), 0.67), (pfirrmann(), 0.43)])
def test_a_reader_repeats_himself_to_the_kappa_asked_for(scale: Scale, wanted: float) -> None:
    # Counted on simulated pairs of readings of discs drawn from the poster's T2, 15 collapsed ones a grade beyond IV.
    rng = np.random.default_rng(1)
    n = 400_000
    means, sds = np.array([210.14, 128.99, 84.1, 51.2]), np.array([32.19, 18.64, 10.34, 9.29])
    counts = np.array([70, 130, 134, 145, 15 if scale.highest == 5 else 0])
    grade = rng.choice(5, size=n, p=counts / counts.sum())
    signal = np.minimum(grade, 3)
    log_T2 = np.log(means[signal]) + sds[signal] / means[signal] * rng.standard_normal(n)
    k = np.clip(np.searchsorted(-np.log(means), -log_T2) - 1, 0, 2)
    true = k + 1 + (np.log(means[k]) - log_T2) / np.log(means[k] / means[k + 1]) + (grade == 4)
    sd = kappa.error_sd(wanted, scale)
    one, two = (scale.read(true + sd * rng.standard_normal(n)) for _ in range(2))
    assert counted(one, two) == pytest.approx(wanted, abs=0.01)
    assert kappa.error_sds(np.array([wanted]), scale) == pytest.approx([sd], abs=1e-3)


def test_better_readers_err_less() -> None:
    errors = kappa.error_sds(np.array([0.9, 0.7, 0.5]), pfirrmann())
    assert np.all(np.diff(errors) > 0)


@pytest.mark.parametrize(("mean", "sd", "scale"), [(3.415, 0.65, pfirrmann()), (5.8, 0.9, modified_pfirrmann())])
def test_severity_in_common_gives_the_kappa_asked_for(mean: float, sd: float, scale: Scale) -> None:
    shared = float(kappa.shared_share(np.array([0.6]), mean, sd, scale)[0])
    own, one, two = np.random.default_rng(99).normal(size=(3, 200_000))
    reads = [scale.read(mean + sd * (np.sqrt(shared) * own + np.sqrt(1 - shared) * e)) for e in (one, two)]
    assert counted(*reads) == pytest.approx(0.6, abs=0.01)
    assert kappa.shared_share(np.array([0.0, 1.0]), mean, sd, scale) == pytest.approx([0.0, 1.0], abs=1e-6)
