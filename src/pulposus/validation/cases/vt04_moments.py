"""VT4 and VT5: rotation and rise of pressure of isolated L4-L5 discs under pure moments (Heuer 2007).

Flexion and extension are what the annulus and the neutral position were calibrated on. Lateral bending, axial rotation
and all pressures are predicted.
"""

from __future__ import annotations

import numpy as np

from pulposus.mechanics.hexa.annulus import Annulus
from pulposus.mechanics.hexa.programmes import Direction, MomentCurve, moment_curve
from pulposus.progress import Progress
from pulposus.validation.calibrate import MOMENTS
from pulposus.validation.case import Case
from pulposus.validation.row import Role, Row
from pulposus.validation.specimen import specimen_at_rest
from pulposus.validation.target import row, scatter, target, within

DIRECTIONS: dict[str, tuple[Direction, int, Role]] = {
    "flexion": ("flexion", 1, "calibrated on"),
    "extension": ("extension", -1, "calibrated on"),
    "lateral_bending": ("lateral_right", 0, "prediction"),
    "axial_rotation": ("axial_left", 0, "prediction"),
}
"""Programme, sign with which the neutral offset enters, and what the rows are."""


def run(progress: Progress) -> tuple[Row, ...]:
    """Let the specimen come to rest in its bath, then bend and twist it within seconds."""
    progress("rest", 0.0)
    rest = specimen_at_rest(Annulus.calibrated())
    rows: list[Row] = []
    for k, (name, (way, sign, role)) in enumerate(DIRECTIONS.items()):
        progress(name.replace("_", " "), (k + 2) / (len(DIRECTIONS) + 2))
        rows += _rows(name, moment_curve(rest, way), sign * target("calibrated_offset_deg"), role)
    return tuple(rows)


def _rows(name: str, curve: MomentCurve, offset_deg: float, role: Role) -> list[Row]:
    said, share = name.replace("_", " "), target("vt4_tolerance")
    rows = [
        row(
            "VT4", f"{said} at {moment.replace('Nm', ' N m')}", f"vt4_{name}_deg_{moment}",
            np.array([angle + offset_deg]), within(f"vt4_{name}_deg_{moment}", share), role,
        )
        for moment, angle in zip(MOMENTS, curve.rotation_deg[1:], strict=True)
    ]  # fmt: skip
    fact = f"vt5_{name}_MPa"
    span = scatter(fact)
    assert span is not None
    (low, high), _ = within(fact, share)
    rise = curve.nucleus_pressure_MPa[-1] - curve.nucleus_pressure_MPa[0]
    rows.append(
        row(
            "VT5", f"rise of pressure, {said} at 7.5 N m", fact, np.array([rise]),
            ((min(low, span[0]), max(high, span[1])), f"+-{100 * share:.0f} % of the median or within the scatter"),
            "prediction",
        )
    )  # fmt: skip
    return rows


CASE = Case("VT4", "moments on the isolated disc (VT4, VT5)", run, 45)
