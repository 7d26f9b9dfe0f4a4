"""BV5: labelled cells in rabbit discs are fewer at six and eight weeks than before (Tao 2016)."""

from __future__ import annotations

import numpy as np

from pulposus.progress import Progress
from pulposus.treatment import load
from pulposus.validation.case import Case
from pulposus.validation.patients import VISITS, WEEKS, good, treated
from pulposus.validation.row import Row
from pulposus.validation.target import row, target

LATE_FROM = 6  # weeks


def run(_progress: Progress) -> tuple[Row, ...]:
    """Cells alive in the typical disc at the weeks of the rabbits: the later ones over the earlier ones."""
    course = treated(load("bm_msc"))
    alive = course.outcomes["live_fraction"][:, [VISITS.index(v) for v in VISITS[1 : 1 + len(WEEKS)]]]
    late = np.array(WEEKS) >= LATE_FROM
    ratio = good(alive[:, late].mean(axis=1) / alive[:, ~late].mean(axis=1), course)
    most = target("bv5_most")
    return (
        row(
            "BV5", "added cells alive at 6 and 8 weeks over 1 to 4 weeks", "bv5_live_ratio", ratio,
            ((0.0, most), f"at most {most:g}: fewer, as 15 rabbits showed"), "prediction",
        ),
    )  # fmt: skip


CASE = Case("BV5", "cells lost over weeks", run, 1)
