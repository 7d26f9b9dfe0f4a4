"""The programmes that experiments and patients share: creep and recovery, and the day repeated until it closes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.reduced import ReducedMesh
from pulposus.disc.tissue import Tissue
from pulposus.library import value
from pulposus.mechanics.day.parameters import FlowParameters
from pulposus.mechanics.day.programme import History, Phase, follow
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings
from pulposus.units import HOURS_PER_DAY

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Day:
    """The last of some days alike. Looks count within it: the first is the end of the night before."""

    history: History
    """All days."""
    last: slice
    """The looks of the last day in ``history``, from the morning to the next morning."""
    height_change: Float
    """Evening against morning mean height, as a share (negative: loss), (b,)."""
    volume_change: Float
    """Evening against morning volume, as a share, (b,)."""
    night_rise_MPa: Float
    """Nucleus pressure at the end of the night minus that at its first look, (b,)."""
    open_share: Float
    """What is missing to a closed cycle: change of the morning height over the last day, as a share, (b,)."""


def standard_day(
    mesh: ReducedMesh,
    tissue: Tissue,
    parameters: MechanicsParameters,
    flow: FlowParameters,
    *,
    start_nodes_mm: Float,
    start_load_MPa: ArrayLike,
    cycles: int = 3,
    day_looks_h: tuple[float, ...] = (1.0, 4.0),
    night_looks_h: tuple[float, ...] = (1.0, 4.0),
) -> Day:
    """Repeat the standard day: 16 h awake, then 8 h asleep, loads and hours from library/facts/loading.yaml.

    Arguments as in :func:`follow`. Two or three cycles close it: the water that a night cannot bring back is found
    missing in ``open_share``. The first look of a night should be early: the pressure that it starts with is there.

    Raises:
        InputError: as :func:`follow`.
    """
    awake = value("loading", "active_hours_per_day")
    phases = [
        Phase(value("loading", "active_load_MPa"), awake, day_looks_h),
        Phase(value("loading", "rest_load_MPa"), HOURS_PER_DAY - awake, night_looks_h),
    ] * cycles
    found = follow(mesh, tissue, parameters, flow, phases, start_nodes_mm=start_nodes_mm, start_load_MPa=start_load_MPa)
    begin = float(HOURS_PER_DAY * (cycles - 1))
    morning, evening = (int(np.argmin(np.abs(found.time_h - t))) for t in (begin, begin + awake))
    height, volume, pressure = found.mean_height_mm, found.volume_mm3, found.nucleus_pressure_MPa
    return Day(
        history=found,
        last=slice(morning, None),
        height_change=height[:, evening] / height[:, morning] - 1,
        volume_change=volume[:, evening] / volume[:, morning] - 1,
        night_rise_MPa=pressure[:, -1] - pressure[:, evening + 1],
        open_share=height[:, -1] / height[:, morning] - 1,
    )


def creep_and_recovery(
    mesh: ReducedMesh,
    tissue: Tissue,
    parameters: MechanicsParameters,
    flow: FlowParameters,
    *,
    force_N: float,
    creep_h: float,
    recovery_h: float,
    start_nodes_mm: Float,
    start_load_MPa: ArrayLike,
    looks: int = settings.DAY_CREEP_LOOKS,
) -> History:
    """Load the disc with a force for some hours, then go back to the load it started from.

    ``looks`` of each part are spaced evenly in the logarithm from a hundredth of it to its end. Other arguments as in
    :func:`follow`.

    Raises:
        InputError: as :func:`follow`.
    """
    area = np.pi * mesh.nodes_mm[:, -1, -1, 0] ** 2
    shares = np.geomspace(settings.DAY_CREEP_FIRST, 1, looks)
    phases = [
        Phase(force_N / area, creep_h, tuple(creep_h * shares)),
        Phase(start_load_MPa, recovery_h, tuple(recovery_h * shares)),
    ]
    return follow(mesh, tissue, parameters, flow, phases, start_nodes_mm=start_nodes_mm, start_load_MPa=start_load_MPa)
