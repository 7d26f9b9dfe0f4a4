"""Agreement with the radiologists of SPIDER (doi:10.1038/s41597-024-03090-w). Figures of the issue, never tuned on."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from pulposus.levels import DISCS, LUMBAR_DISCS

pytestmark = pytest.mark.slow
Float = NDArray[np.float64]
RESAMPLES = 1000  # the ends of a 95 % interval are steady to about 0.02


class Grading(NamedTuple):
    """What a radiologist said about one disc of one patient."""

    patient: int
    level: str
    pfirrmann: int
    narrowed: bool


def lumbar(discs: dict[tuple[int, str], Any], data: Path) -> tuple[list[Any], list[Grading]]:
    with (data / "spider" / "radiological_gradings.csv").open(encoding="utf-8", newline="") as file:
        gradings = [
            Grading(
                int(row["Patient"]),
                DISCS[int(row["IVD label"]) - 1],  # 1 is L5/S1
                int(row["Pfirrman grade"]),
                row["Disc narrowing"].strip() == "1",
            )
            for row in csv.DictReader(file)
        ]
    read = {(g.patient, g.level): g for g in gradings if g.level in LUMBAR_DISCS}
    keys = sorted(key for key in discs if key in read)
    return [discs[key] for key in keys], [read[key] for key in keys]


def spearman(x: Float, y: Float) -> float:
    return float(stats.spearmanr(x, y).statistic)


def area_under_curve(height: Float, narrowed: Float) -> float:
    """Chance that a narrowed disc is lower than another, ties counting half."""
    apart = np.subtract.outer(height[narrowed > 0], height[narrowed == 0])
    return float(np.mean((apart < 0) + (apart == 0) / 2))


class Agreement(NamedTuple):
    """A statistic with its 95 % bootstrap intervals: over discs, and over patients, whose discs resemble each other."""

    value: float
    over_discs: tuple[float, float]
    over_patients: tuple[float, float]


def agreement(statistic: Callable[[Float, Float], float], x: Float, y: Float, patients: NDArray[np.int64]) -> Agreement:
    rng = np.random.default_rng(1)
    people = np.unique(patients)
    discs_of = {p: np.nonzero(patients == p)[0] for p in people}
    picks = [
        (rng.integers(len(x), size=len(x)), np.concatenate([discs_of[p] for p in rng.choice(people, size=len(people))]))
        for _ in range(RESAMPLES)
    ]
    found = np.array([[statistic(x[pick], y[pick]) for pick in both] for both in picks])
    low, high = np.nanpercentile(found, [2.5, 97.5], axis=0)
    return Agreement(statistic(x, y), *zip(low.tolist(), high.tolist(), strict=True))


def level_adjusted(height: Float, patients: NDArray[np.int64], levels: NDArray[np.str_], own_discs: bool) -> Float:
    """Height of each disc over its level's median in all other patients, since healthy discs grow from L1/2 to L4/5.

    With ``own_discs`` also over the median of that ratio over the patient's other discs, as a reader compares a disc
    with its neighbours. No reading of any disc is used.
    """
    each = list(zip(patients, levels, strict=True))
    ratio = height / np.array([np.median(height[(levels == n) & (patients != p)]) for p, n in each])
    if not own_discs:
        return ratio
    order = np.arange(len(ratio))
    return ratio / np.array([np.median(ratio[(patients == p) & (order != i)]) for i, p in enumerate(patients)])


@pytest.mark.filterwarnings("ignore::scipy.stats.ConstantInputWarning")  # a resampled patient of one grade
def test_grades_rank_like_the_radiologists(spider_discs: Any, data: Path) -> None:
    """Spearman at least 0.6 over the 20 lumbar discs that have an image."""
    measured, read = lumbar(spider_discs, data)
    pairs = [(m, r) for m, r in zip(measured, read, strict=True) if m.grade_probabilities is not None]
    assert len(pairs) == 20
    expected = np.array([m.expected_grade for m, _ in pairs])
    grades = np.array([float(r.pfirrmann) for _, r in pairs])
    found = agreement(spearman, expected, grades, np.array([r.patient for _, r in pairs]))
    assert found.value >= 0.6, found
    assert found.over_discs[0] > 0, found


def test_narrowed_discs_are_lower(spider_discs: Any, data: Path) -> None:
    """AUC at least 0.8 over the 70 lumbar discs (all of them graded) of 14 patients, leave one patient out."""
    measured, read = lumbar(spider_discs, data)
    assert len(measured) == 70
    patients, levels = np.array([r.patient for r in read]), np.array([r.level for r in read])
    narrowed = np.array([float(r.narrowed) for r in read])
    found = {}
    for name in ("mean_height_mm", "disc_height_index"):
        raw = np.array([m.value(name) for m in measured])
        adjusted = {
            "raw": raw,
            "level": level_adjusted(raw, patients, levels, False),
            "level and own discs": level_adjusted(raw, patients, levels, True),
        }
        for kind, height in adjusted.items():
            found[f"{name}, {kind}"] = agreement(area_under_curve, height, narrowed, patients)
    told = "; ".join(f"{name}: {value}" for name, value in found.items())
    assert found["mean_height_mm, level and own discs"].value >= 0.8, told
    assert found["disc_height_index, level and own discs"].value >= 0.8, told
    # Adjusted for the level alone it stays just below 0.8: said in docs/measures.md, kept here so that it is seen.
    assert found["mean_height_mm, level"].value >= 0.77, told


def test_every_disc_of_spider_tells_its_heights(spider_discs: Any) -> None:
    for (patient, level), disc in spider_discs.items():
        for name in ("anterior_height_mm", "middle_height_mm", "posterior_height_mm"):
            quantity = disc.quantities[name]
            assert quantity.value is None or 0.5 < quantity.value < 20, (patient, level, name, quantity)
        assert disc.quantities["volume_cm3"].status == "not covered", (patient, level)
