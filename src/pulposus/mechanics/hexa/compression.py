"""Compression along the axis: in seconds for a stiffness, for hours as creep with recovery."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.mechanics.day.system import Edges
from pulposus.mechanics.hexa.disc import GUIDED
from pulposus.mechanics.hexa.follow import Trace, follow
from pulposus.mechanics.hexa.model import Curve
from pulposus.mechanics.hexa.rest import Rest
from pulposus.numerics import settings
from pulposus.units import HOURS_PER_DAY, SECONDS_PER_DAY

Float = NDArray[np.float64]
SECONDS_PER_HOUR = SECONDS_PER_DAY / HOURS_PER_DAY


@dataclass(frozen=True, eq=False)
class AxialCurve:
    """Force (N, compression positive) and shortening (mm) against the rest, each (k,) with the rest first."""

    force_N: Float
    shortening_mm: Float
    nucleus_pressure_MPa: Float
    stiffness_N_mm: Float
    """Slope between neighbouring points, (k - 1,)."""
    trace: Trace


def axial(
    rest: Rest,
    *,
    force_N: float | None = None,
    shortening_mm: float | None = None,
    seconds: float,
    looks: int = 4,
    edges: Edges | None = None,
    free: bool = False,
) -> AxialCurve:
    """Compress a disc along its axis by a force or a displacement that rises evenly over some seconds.

    Args:
        looks: evenly spaced points of the curve.
        edges: where water crosses; ``SEALED`` for an undrained test, the disc's own when None.
        free: let the plate tilt and shift instead of guiding it.

    Raises:
        InputError: both or neither of force and shortening, or a time that is not above zero.
    """
    if (force_N is None) == (shortening_mm is None):
        raise InputError("Axial loading takes either force_N or shortening_mm: give one of them.")
    if not seconds > 0 or looks < 1:
        raise InputError(
            f"Axial loading lasts {seconds} s with {looks} looks; give a time above zero and looks from 1."
        )
    end = -(force_N if force_N is not None else shortening_mm or 0.0)
    curve = {"z": Curve((0.0, seconds), (0.0, end))}
    times = [float(t) for t in seconds * np.arange(1, looks + 1) / looks]
    held = () if free else GUIDED
    if force_N is not None:
        trace = follow(rest, times, load=curve, held=held, edges=edges)
    else:
        trace = follow(rest, times, prescribed=curve, held=held, edges=edges)
    force, short = -trace.load[:, 2], -trace.of("mean_height_change_mm")
    return AxialCurve(force, short, trace.of("nucleus_pressure_MPa"), np.diff(force) / np.diff(short), trace)


@dataclass(frozen=True, eq=False)
class Creep:
    """A load held for hours, then taken off again; ``loaded`` and ``unloaded`` are the looks of each part."""

    trace: Trace
    loaded: slice
    unloaded: slice
    creep_mm: float
    """Loss of mean height from the end of the ramp to the end of the load."""
    elastic_mm: float
    """Loss of mean height during the ramp."""
    recovered_share: float
    """Share of all lost height that is back at the end."""


def creep_and_recovery(
    rest: Rest,
    *,
    force_N: float,
    creep_h: float,
    recovery_h: float,
    looks: int = settings.HEXA_DISC_CREEP_LOOKS,
    edges: Edges | None = None,
) -> Creep:
    """Add a force to the load of the rest for some hours, then take it off. The plate is guided.

    ``looks`` of each part are spaced evenly in the logarithm, from the end of the ramp to its end.
    """
    ramp = settings.DAY_RAMP_s
    creep, recovery = creep_h * SECONDS_PER_HOUR, recovery_h * SECONDS_PER_HOUR
    if min(creep, recovery) <= ramp:
        raise InputError(f"Creep and recovery last {creep_h} and {recovery_h} h; give more than {ramp:.0f} s each.")
    on, off = (np.geomspace(ramp, length, looks) for length in (creep, recovery))
    load = {"z": Curve((0.0, ramp, creep, creep + ramp), (0.0, -force_N, -force_N, 0.0))}
    trace = follow(rest, [*on, *(creep + off)], load=load, edges=edges)
    height = trace.of("mean_height_mm")
    lost = height[0] - height[looks]
    return Creep(
        trace,
        slice(1, looks + 1),
        slice(looks + 1, None),
        float(height[1] - height[looks]),
        float(height[0] - height[1]),
        float((height[-1] - height[looks]) / lost),
    )
