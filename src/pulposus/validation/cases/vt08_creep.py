"""VT8: creep under 1 kN for 4 h and recovery without load for 24 h (O'Connell 2011)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.day import creep_and_recovery
from pulposus.numerics.settings import VALIDATE_CREEP_LOOKS, VALIDATE_DRAWS
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.people import people
from pulposus.validation.row import Row
from pulposus.validation.target import row, target

Float = NDArray[np.float64]


def half_time_h(time_h: Float, height_mm: Float, end_mm: Float) -> Float:
    """Hours until half the way from the first height to the one at rest is gone, (b,); NaN where it is not in sight.

    ``height_mm`` (b, t) from its first look, ``end_mm`` (b,) at swelling equilibrium.
    """
    share = (height_mm - height_mm[:, :1]) / (end_mm[:, None] - height_mm[:, :1])
    reached = share >= 0.5
    found = np.full(len(height_mm), np.nan)
    for k, (rise, there) in enumerate(zip(share, reached, strict=True)):
        if there.any():
            j = int(np.argmax(there))
            found[k] = np.interp(0.5, rise[j - 1 : j + 1], time_h[j - 1 : j + 1]) if j else time_h[0]
    return found


def run(progress: Progress) -> tuple[Row, ...]:
    """Time to half of what the load takes in the end, and to half of what rest gives back."""
    discs = people("L4/5", 2, VALIDATE_DRAWS)
    free = discs.settle(0.0)
    force = target("vt8_load_N")
    settled = discs.settle(force / discs.bone_mm2)
    progress("creep and recovery", 0.2)
    creep_h = target("vt8_creep_h")
    found = creep_and_recovery(
        discs.mesh, discs.tissue, discs.parameters, discs.flow, force_N=force, creep_h=creep_h,
        recovery_h=target("vt8_recovery_h"), start_nodes_mm=free.nodes_mm, start_load_MPa=0.0,
        looks=VALIDATE_CREEP_LOOKS,
    )  # fmt: skip
    n, height = VALIDATE_CREEP_LOOKS, found.mean_height_mm
    down = half_time_h(found.time_h[1 : n + 1], height[:, 1 : n + 1], settled.mean_height_mm)
    up = half_time_h(found.time_h[n + 1 :] - creep_h, height[:, n + 1 :], free.mean_height_mm)
    span = (target("vt8_accept_least"), target("vt8_accept_most"))
    return (
        row(
            "VT8", "time to recover over time to creep (half way)", "vt8_recovery_ratio",
            discs.only(up / down, free.converged, settled.converged, found.converged),
            (span, f"{span[0]:g} to {span[1]:g}"), "prediction",
        ),
    )  # fmt: skip


CASE = Case("VT8", "creep and recovery", run, 30)
