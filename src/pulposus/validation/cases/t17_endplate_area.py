"""T17: share of the endplate open to exchange below which cells of the nucleus starve (Shirazi-Adl 2010, a model)."""

from __future__ import annotations

from dataclasses import replace

from pulposus.disc.reduced import Region
from pulposus.progress import Progress
from pulposus.transport import published_boundary
from pulposus.validation.case import Case
from pulposus.validation.row import Row
from pulposus.validation.supply import starving_from
from pulposus.validation.target import row, target


def run(_progress: Progress) -> tuple[Row, ...]:
    """Close the endplate evenly, look at the lowest glucose of the nucleus."""
    found = starving_from(
        lambda share: replace(published_boundary(len(share)), endplate_exchange=share), Region.NUCLEUS
    )
    at, points = target("t17_open_share"), target("supply_tolerance")
    return (
        row(
            "T17", "open endplate below which nucleus cells starve", "t17_open_share", found[1:],
            ((at - points, at + points), f"+-{100 * points:.0f} points"), "model beside model",
            centre=float(found[0]),
        ),
    )  # fmt: skip


CASE = Case("T17", "endplate open to exchange", run, 8)
