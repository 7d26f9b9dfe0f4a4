"""Pain and function by visit and arm: the spread between people apart from the spread between worlds."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.answers.tables import Columns, Tables
from pulposus.trial.design import Design

Floats = NDArray[np.float64]
SCORES = {"pain_0_100": "Pain", "odi_0_100": "ODI"}
# Half the width of a band of 90 of 100 in standard deviations.
WIDE = NormalDist().inv_cdf(0.95)


@dataclass(frozen=True)
class Course:
    """One score of one arm by month, arrays (months,).

    The mean; the band of 90 of 100 people of one world; and the band in which 90 of 100 worlds have their mean, with
    the error of counting few people in each world taken off; NaN where that leaves nothing, because too few people of
    each world were followed to tell worlds apart.
    """

    score: str
    arm: str
    months: Floats
    mean: Floats
    people_low: Floats
    people_high: Floats
    worlds_low: Floats
    worlds_high: Floats


def courses(tables: Tables, design: Design) -> tuple[Course, ...]:
    """Every score under every arm."""
    return tuple(_course(tables, score, arm) for score in SCORES for arm in design.arm_keys)


@dataclass(frozen=True)
class Gap:
    """Expected gain of one arm over the control by month, arrays (months,): mean and band of 90 of 100 worlds, NaN
    where too few people of each world were followed to tell worlds apart."""

    score: str
    arm: str
    months: Floats
    mean: Floats
    low: Floats
    high: Floats


def gaps(tables: Tables, design: Design) -> tuple[Gap, ...]:
    """Every score and active arm: the same people under both arms, so that only what the arm does is left."""
    found = []
    for score in SCORES:
        for arm in design.active:
            row = tables.read(
                f"SELECT a.month AS month, a.world AS world, count(*) AS n, avg(b.{score} - a.{score}) AS m, "
                f"var_samp(b.{score} - a.{score}) AS v FROM courses a JOIN courses b ON a.person = "
                "b.person AND a.month = b.month AND a.world = b.world WHERE a.arm = ? AND b.arm = ? "
                "GROUP BY a.month, a.world ORDER BY a.month, a.world",
                arm,
                design.control,
            )
            months, mean, sd = _over_worlds(row)
            found.append(Gap(score, arm, months, mean, mean - WIDE * sd, mean + WIDE * sd))
    return tuple(found)


def _course(tables: Tables, score: str, arm: str) -> Course:
    row = tables.read(
        f"SELECT month, world, count(*) AS n, avg({score}) AS m, var_samp({score}) AS v FROM courses "
        "WHERE arm = ? GROUP BY month, world ORDER BY month, world",
        arm,
    )
    months, mean, sd = _over_worlds(row)
    off = tables.read(
        f"SELECT month, quantile_cont(d, 0.05) AS low, quantile_cont(d, 0.95) AS high FROM (SELECT month, {score} - "
        f"avg({score}) OVER (PARTITION BY month, world) AS d FROM courses WHERE arm = ?) GROUP BY month ORDER BY month",
        arm,
    )
    ends = [np.clip(mean + np.asarray(off[name], dtype=np.float64), 0, 100) for name in ("low", "high")]
    worlds = [np.clip(mean + side * WIDE * sd, 0, 100) for side in (-1, 1)]
    return Course(score, arm, months, mean, ends[0], ends[1], worlds[0], worlds[1])


def _over_worlds(row: Columns) -> tuple[Floats, Floats, Floats]:
    """Months, mean over worlds, and spread of worlds' means beyond what counting few people in each makes of it."""
    months = np.unique(np.asarray(row["month"], dtype=np.float64))
    mean, sd = np.empty(len(months)), np.empty(len(months))
    for k, month in enumerate(months):
        here = row["month"] == month
        n, m, v = (np.asarray(row[name][here], dtype=np.float64) for name in ("n", "m", "v"))
        mean[k] = np.average(m, weights=n)
        sd[k] = _spread(n, m, v)
    return months, mean, sd


def _spread(n: Floats, m: Floats, v: Floats) -> float:
    """Standard deviation between worlds from people, means and variances of each, (worlds,); NaN where nothing is told.

    A spread of means that is no more than what counting makes of it does not say that worlds agree, so it is no 0. A
    variance is NaN in a world with one person, which is given that of the others.
    """
    if len(m) < 2:
        return float("nan")
    known = v[~np.isnan(v)]
    between = float(np.var(m, ddof=1))
    if between == 0 and not known.any():
        return 0.0  # nobody differs from anybody, such as the gain at the start
    counting = float(np.mean(np.where(np.isnan(v), known.mean(), v) / n)) if len(known) else float("inf")
    return float(np.sqrt(between - counting)) if between > counting else float("nan")
