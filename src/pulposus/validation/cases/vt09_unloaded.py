"""VT9: pressure in the nucleus of a disc without load in saline (Schroeder 2006, a model near experiments)."""

from __future__ import annotations

from pulposus.numerics.settings import VALIDATE_DRAWS
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.people import people
from pulposus.validation.row import Row
from pulposus.validation.target import row, target


def run(_progress: Progress) -> tuple[Row, ...]:
    """Swelling equilibrium of healthy L4-L5 discs with nothing on them."""
    discs = people("L4/5", 2, VALIDATE_DRAWS)
    free = discs.settle(0.0)
    accept = (target("vt9_accept_least_MPa"), target("vt9_accept_most_MPa"))
    return (
        row(
            "VT9", "nucleus pressure without load", "vt9_unloaded_pressure_MPa",
            discs.only(free.nucleus_pressure_MPa, free.converged),
            (accept, f"{accept[0]:g} to {accept[1]:g} MPa"), "model beside model",
        ),
    )  # fmt: skip


CASE = Case("VT9", "a disc without load in saline", run, 4)
