"""T18: supply below which cells starve, by path (Zhu 2016, a model)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pulposus.progress import Progress
from pulposus.transport import Boundary
from pulposus.validation.case import Case
from pulposus.validation.row import Row
from pulposus.validation.supply import scaled, starving_from
from pulposus.validation.target import row, target

PATHS: dict[str, Callable[[NDArray[np.float64]], Boundary]] = {
    "endplate_only": lambda supply: scaled(supply, np.ones_like(supply)),
    "annulus_only": lambda supply: scaled(np.ones_like(supply), supply),
    "both": lambda supply: scaled(supply, supply),
}


def run(progress: Progress) -> tuple[Row, ...]:
    """Lower oxygen and glucose at one boundary, at the other, at both, and look at the lowest glucose anywhere."""
    points = target("supply_tolerance")
    rows = []
    for k, (path, boundary) in enumerate(PATHS.items()):
        name = path.replace("_", " ")
        progress(name, k / len(PATHS))
        found, at = starving_from(boundary), target(f"t18_{path}")
        rows.append(
            row(
                "T18", f"critical supply, {name}", f"t18_{path}", found[1:],
                ((at - points, at + points), f"+-{100 * points:.0f} points"), "model beside model",
                centre=float(found[0]),
            )
        )  # fmt: skip
    return tuple(rows)


CASE = Case("T18", "supply by path", run, 8)
