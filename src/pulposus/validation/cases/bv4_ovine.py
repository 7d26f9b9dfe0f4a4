"""BV4: a low and a high dose in sheep end at the same height, the high one earlier (Ghosh 2012).

Doses are carried to the human disc by the volume of the nucleus; the speed of a sheep's matrix is not carried over.
"""

from __future__ import annotations

from pulposus.progress import Progress
from pulposus.treatment import load
from pulposus.validation.case import Case
from pulposus.validation.patients import at, good, treated
from pulposus.validation.row import Row
from pulposus.validation.target import row, target

EARLY, LATE = 3.0, 6.0


def run(progress: Progress) -> tuple[Row, ...]:
    """Both doses in hyaluronan in the typical disc, the high over the low."""
    product, scale = load("bm_msc_hyaluronan"), target("bv4_nucleus_ratio")
    low = treated(product.with_dose(scale * target("bv4_low_dose_1e6")))
    progress("the high dose", 0.5)
    high = treated(product.with_dose(scale * target("bv4_high_dose_1e6")))
    least, reader = target("least_difference"), target("reader_height_error")
    rows = []
    for name, fact, outcome, month, accept in (
        ("height at 6 months", "height", "height_mm", LATE, ((1 - reader, 1 + reader), "the error of a reader")),
        ("inflammation at 3 months", "catabolic", "catabolic_index", EARLY, ((0.0, 1 - least), "less")),
        ("GAG at 3 months", "gag", "gag_relative", EARLY, ((1 + least, float("inf")), f"more, by {least:g}")),
    ):
        ratio = good(at(high, outcome, month) / at(low, outcome, month), high, low)
        rows.append(row("BV4", f"{name}, high over low dose", f"bv4_{fact}_ratio", ratio, accept, "prediction"))
    return tuple(rows)


CASE = Case("BV4", "a low and a high dose", run, 9)
