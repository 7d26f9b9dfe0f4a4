"""BV7: grades that cross in a small trial (Noriega 2017), beside what graders and a baseline gap give by chance."""

from __future__ import annotations

import numpy as np

from pulposus.numerics.settings import VALIDATE_BAND, VALIDATE_PAIRS_OF_ARMS
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.graders import chance_changes
from pulposus.validation.row import Row
from pulposus.validation.target import row, target


def run(_progress: Progress) -> tuple[Row, ...]:
    """Two arms of twelve discs that stay as they are; agreement means that chance alone explains the crossing."""
    found = chance_changes(VALIDATE_PAIRS_OF_ARMS)
    low, middle, high = np.quantile(found, [VALIDATE_BAND[0], 0.5, VALIDATE_BAND[1]])
    published = target("bv7_change")
    # The published change lies within the band of chance just where chance's middle lies within this span.
    accept = (published - float(high - middle), published + float(middle - low))
    words = "the published change within the band of chance"
    return (
        row("BV7", "change of grade without any effect, cells less control", "bv7_change", found, (accept, words),
            "prediction"),
    )  # fmt: skip


CASE = Case("BV7", "grades that cross", run, 2)
