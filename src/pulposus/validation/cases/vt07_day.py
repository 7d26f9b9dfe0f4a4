"""VT7: height and volume lost from morning to evening (Martin 2022)."""

from __future__ import annotations

from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.days import healthy_day
from pulposus.validation.row import Row
from pulposus.validation.target import row, target


def run(_progress: Progress) -> tuple[Row, ...]:
    """Evening against morning of the standard day, healthy L4-L5."""
    discs, day = healthy_day()
    span = (target("vt7_accept_least"), target("vt7_accept_most"))
    words = f"{100 * span[0]:.0f} to {100 * span[1]:.0f} %, the widest confidence interval"
    return tuple(
        row(
            "VT7", f"{what} from morning to evening", f"vt7_{what}_change", discs.only(values, day.history.converged),
            (span, words), "prediction",
        )
        for what, values in (("height", day.height_change), ("volume", day.volume_change))
    )  # fmt: skip


CASE = Case("VT7", "height and volume over a day", run, 2)
