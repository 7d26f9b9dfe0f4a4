"""Pure moments on the upper bone: the curves of rotation that experiments draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.mechanics.day.system import Edges
from pulposus.mechanics.hexa.follow import SEALED, Trace, follow
from pulposus.mechanics.hexa.model import Curve
from pulposus.mechanics.hexa.rest import Rest
from pulposus.numerics import settings
from pulposus.units import NMM_PER_NM

Float = NDArray[np.float64]
Direction = Literal["flexion", "extension", "lateral_right", "lateral_left", "axial_left", "axial_right"]
# Motion of the plate, sign of the moment about it, which component of Outputs.rotation_deg, and its sign.
_DIRECTIONS: dict[str, tuple[str, int, int, int]] = {
    "flexion": ("rotation_x", -1, 0, 1),
    "extension": ("rotation_x", 1, 0, -1),
    "lateral_right": ("rotation_y", 1, 1, 1),
    "lateral_left": ("rotation_y", -1, 1, -1),
    "axial_left": ("rotation_z", 1, 2, 1),
    "axial_right": ("rotation_z", -1, 2, -1),
}
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)


@dataclass(frozen=True, eq=False)
class MomentCurve:
    """Rotation under a pure moment, each (k,) with the unloaded disc first."""

    direction: Direction
    moment_Nm: Float
    rotation_deg: Float
    """In the direction of the moment."""
    nucleus_pressure_MPa: Float
    stiffness_Nm_deg: Float
    """Slope between neighbouring moments, (k - 1,)."""
    trace: Trace


def moment_curve(
    rest: Rest,
    direction: Direction,
    moments_Nm: Sequence[float] = (),
    *,
    preload_N: float = 0.0,
    edges: Edges = SEALED,
) -> MomentCurve:
    """Bend or twist a disc by a pure moment on the upper bone, all other motions free, within seconds.

    Args:
        rest: where it starts; its load along the axis stays on.
        moments_Nm: rising moments to stop at; those of the experiments by Heuer 2007 when empty.
        preload_N: further compression, laid on before the moment.
        edges: sealed by default, since in seconds no water leaves.

    Raises:
        InputError: a direction that is not one of ``DIRECTIONS``, or moments that do not rise from above zero.
        RunError: a time step could not be solved.
    """
    if direction not in _DIRECTIONS:
        raise InputError(f"Direction is '{direction}'; give one of {', '.join(_DIRECTIONS)}.")
    moments = np.asarray(moments_Nm if len(moments_Nm) else settings.HEXA_DISC_MOMENTS_NM, dtype=float)
    if moments[0] <= 0 or np.any(np.diff(moments) <= 0):
        raise InputError(f"Moments are {moments.tolist()} N m; give rising ones above zero.")
    motion, sign, component, turned = _DIRECTIONS[direction]
    ramp = settings.HEXA_DISC_PRELOAD_S if preload_N else 0.0
    times = ramp + moments / settings.HEXA_DISC_NM_PER_S
    load = {motion: Curve((ramp, float(times[-1])), (0.0, sign * float(moments[-1]) * NMM_PER_NM))}
    if preload_N:
        load["z"] = Curve((0.0, ramp), (0.0, -preload_N))
    trace = follow(rest, [*([ramp] if ramp else []), *times], load=load, held=(), edges=edges)
    first = 1 if ramp else 0
    rotation = turned * trace.of("rotation_deg")[first:, component]
    rotation = rotation - rotation[0]
    moment = np.concatenate([[0.0], moments])
    return MomentCurve(
        direction,
        moment,
        rotation,
        trace.of("nucleus_pressure_MPa")[first:],
        np.diff(moment) / np.diff(rotation),
        trace,
    )
