"""How far the emulated response of the disc lies from the full model: an error that every number of a run carries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.trial.answers.tables import Tables


@dataclass(frozen=True)
class Emulated:
    """One arm at one visit on discs that the emulator has not seen.

    ``full`` is the mean response in full (1: that of the reference signal), ``bias`` the mean error with its standard
    error, ``rmse`` the error of a single disc, ``r2`` the share of the spread that is foreseen; the spread in full and
    how much that of the emulator differs; the largest error of a grade in units of that spread. ``points`` is the bias
    in points of pain, by the gain of the product in the middle world. ``outside``: beyond what was stated.
    """

    arm: str
    month: float
    discs: int
    full: float
    bias: float
    se: float
    rmse: float
    r2: float
    full_sd: float
    sd_difference: float
    grade_bias: float
    worst_grade: int
    points: float
    outside: bool


def emulated(tables: Tables) -> tuple[Emulated, ...]:
    """Every line of the check; empty for a run whose discs were all solved in full."""
    if not tables.has("emulator"):
        return ()
    found = tables.read("SELECT * FROM emulator ORDER BY arm, month")
    names = ("month", "full", "bias", "se", "rmse", "r2", "full_sd", "sd_difference", "grade_bias", "points")
    return tuple(
        Emulated(
            arm=str(found["arm"][i]), discs=int(found["discs"][i]), worst_grade=int(found["worst_grade"][i]),
            outside=bool(found["outside"][i]), **{name: float(found[name][i]) for name in names},
        )
        for i in range(len(found["arm"]))
    )  # fmt: skip


def worst_points(rows: tuple[Emulated, ...]) -> float | None:
    """The largest mean error in points of pain; None where no line tells one."""
    known = [abs(row.points) for row in rows if not np.isnan(row.points)]
    return max(known) if known else None
