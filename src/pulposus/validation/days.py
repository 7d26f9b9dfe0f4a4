"""The day of drawn discs, solved once for all cases that look at it."""

from __future__ import annotations

from functools import cache

from pulposus.mechanics.day import Day, standard_day
from pulposus.numerics.settings import VALIDATE_DRAWS
from pulposus.validation.people import Discs, people
from pulposus.validation.target import target

SETTLED_H = 4.0  # hours awake at which a standing disc is looked at
LAIN_DOWN_H = 0.25  # and of lying, when the pressure of the night's beginning is read


@cache
def healthy_day() -> tuple[Discs, Day]:
    """Grade 2 discs of L4-L5 through days of 16 h awake and 8 h asleep, until these close."""
    discs = people("L4/5", 2, VALIDATE_DRAWS)
    day = standard_day(
        discs.mesh, discs.tissue, discs.parameters, discs.flow, start_nodes_mm=discs.lying.nodes_mm,
        start_load_MPa=discs.supine_MPa, cycles=2, day_looks_h=(SETTLED_H,),
        night_looks_h=(LAIN_DOWN_H, target("vt1_night_hours")),
    )  # fmt: skip
    return discs, day
