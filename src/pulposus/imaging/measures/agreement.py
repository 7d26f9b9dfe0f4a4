"""How well the measures agree with radiologists: rank correlation of grades, and separation of narrowed discs."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.levels import DISCS
from pulposus.numerics import settings


@dataclass(frozen=True)
class Grading:
    """What a radiologist said about one disc of one patient."""

    patient: int
    level: str
    pfirrmann: int
    narrowed: bool


@dataclass(frozen=True)
class Agreement:
    """A statistic with its 95 % bootstrap interval, over ``n`` discs of ``patients`` patients.

    ``low`` and ``high`` resample discs; ``low_patients`` and ``high_patients`` resample whole patients, which is
    wider because discs of one patient resemble each other.
    """

    name: str
    value: float
    low: float
    high: float
    low_patients: float
    high_patients: float
    n: int
    patients: int

    def __str__(self) -> str:
        return (
            f"{self.name} {self.value:.3f} (95 % interval {self.low:.3f} to {self.high:.3f} over {self.n} discs; "
            f"{self.low_patients:.3f} to {self.high_patients:.3f} over {self.patients} patients)"
        )


def read_gradings(path: Path) -> tuple[Grading, ...]:
    """Gradings from a table laid out as SPIDER's radiological_gradings.csv (disc 1 is L5/S1, counted upward).

    Raises:
        InputError: when a column is missing. Source: doi:10.1038/s41597-024-03090-w.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    try:
        return tuple(
            Grading(
                int(row["Patient"]),
                DISCS[int(row["IVD label"]) - 1],
                int(row["Pfirrman grade"]),
                row["Disc narrowing"].strip() == "1",
            )
            for row in rows
        )
    except KeyError as error:
        raise InputError(
            f"The table {path.name} has no column {error}; it should be laid out as SPIDER's radiological_gradings.csv."
        ) from None


def spearman(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """Spearman rank correlation of (n,) and (n,), ties sharing their mean rank; nan when one is constant."""
    from scipy.stats import rankdata

    a, b = rankdata(x), rankdata(y)
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else float("nan")


def area_under_curve(score: NDArray[np.float64], positive: NDArray[np.float64]) -> float:
    """Chance that a positive disc scores above a negative one, ties counting half; nan without both kinds."""
    from scipy.stats import rankdata

    mask = positive > 0
    n, m = int(mask.sum()), int((~mask).sum())
    if not n or not m:
        return float("nan")
    return float((rankdata(score)[mask].sum() - n * (n + 1) / 2) / (n * m))


def _with_intervals(
    name: str,
    statistic: Callable[[NDArray[np.float64], NDArray[np.float64]], float],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    patients: NDArray[np.int64],
    seed: int,
) -> Agreement:
    rng = np.random.default_rng(seed)
    people = np.unique(patients)
    groups = {p: np.nonzero(patients == p)[0] for p in people}
    by_disc, by_patient = [], []
    for _ in range(settings.AGREEMENT_RESAMPLES):
        pick = rng.integers(len(x), size=len(x))
        by_disc.append(statistic(x[pick], y[pick]))
        pick = np.concatenate([groups[p] for p in rng.choice(people, size=len(people))])
        by_patient.append(statistic(x[pick], y[pick]))
    low, high = np.nanpercentile(by_disc, [2.5, 97.5])
    low_p, high_p = np.nanpercentile(by_patient, [2.5, 97.5])
    value = statistic(x, y)
    return Agreement(name, value, float(low), float(high), float(low_p), float(high_p), len(x), len(people))


def grade_agreement(
    expected_grade: Sequence[float], graded: Sequence[int], patients: Sequence[int], seed: int = 1
) -> Agreement:
    """Spearman correlation of expected and radiologists' Pfirrmann grade, one entry a disc."""
    return _with_intervals(
        "Spearman correlation of expected and read Pfirrmann grade",
        spearman,
        np.asarray(expected_grade, float),
        np.asarray(graded, float),
        np.asarray(patients, np.int64),
        seed,
    )


def level_adjusted(
    height: Sequence[float], patients: Sequence[int], levels: Sequence[str], own_discs: bool
) -> NDArray[np.float64]:
    """Height of each disc over what its level should have, (n,).

    The level's height is its median over all other patients (leave one patient out), since healthy discs grow from
    L1/2 to L4/5. With ``own_discs`` it is also scaled by the patient: by the median of that ratio over the patient's
    other discs, as a reader compares a disc with its neighbours. No reading of any disc is used.
    """
    values, people, names = np.asarray(height, float), np.asarray(patients, np.int64), np.asarray(levels)
    usual = np.array([np.median(values[(names == n) & (people != p)]) for n, p in zip(names, people, strict=True)])
    ratio = values / usual
    if not own_discs:
        return ratio
    order = np.arange(len(ratio))
    own = [np.median(ratio[(people == p) & (order != i)]) for i, p in enumerate(people)]
    return np.asarray(ratio / np.array(own))


def narrowing_agreement(
    height: Sequence[float] | NDArray[np.float64],
    narrowed: Sequence[bool],
    patients: Sequence[int],
    seed: int = 1,
    name: str = "AUC of narrowing",
) -> Agreement:
    """Area under the curve of low ``height`` (an index, or a height from ``level_adjusted``) for narrowed discs."""
    values, people = np.asarray(height, float), np.asarray(patients, np.int64)
    return _with_intervals(name, area_under_curve, -values, np.asarray(narrowed, float), people, seed)


def graded(gradings: Iterable[Grading], levels: Sequence[str]) -> dict[tuple[int, str], Grading]:
    """Gradings of the given levels by (patient, level)."""
    return {(g.patient, g.level): g for g in gradings if g.level in levels}
