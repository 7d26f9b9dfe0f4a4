"""The standard day on the 3-D disc, repeated until the mornings agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.library import value
from pulposus.mechanics.day.system import Edges
from pulposus.mechanics.hexa.follow import Trace, follow
from pulposus.mechanics.hexa.model import Curve
from pulposus.mechanics.hexa.rest import Rest
from pulposus.numerics import settings
from pulposus.units import HOURS_PER_DAY, SECONDS_PER_DAY

SECONDS_PER_HOUR = SECONDS_PER_DAY / HOURS_PER_DAY


@dataclass(frozen=True, eq=False)
class Day:
    """Days alike until they close. The looks of the last one are ``last`` in the trace, from morning to morning."""

    trace: Trace
    last: slice
    height_change: float
    """Evening against morning mean height of the last day, as a share (negative: loss)."""
    volume_change: float
    night_rise_MPa: float
    """Nucleus pressure at the end of the night minus that at its first look."""
    open_shares: tuple[float, ...]
    """Change of the morning height over each day, as a share: what is missing to a closed cycle."""
    closed: bool
    """Whether the last of them is within the tolerance."""


def day(rest: Rest, *, cycles: int | None = None, edges: Edges | None = None) -> Day:
    """Repeat the standard day (library/facts/loading.yaml): loads awake and asleep, until the mornings agree.

    Args:
        rest: equilibrium under the load of sleep is a good start.
        cycles: fixed number of days; when None as many as it takes, up to a limit.
    """
    awake = value("loading", "active_hours_per_day") * SECONDS_PER_HOUR
    loads = [value("loading", f"{name}_load_MPa") - rest.load_MPa for name in ("active", "rest")]
    up, down = (-load * rest.disc.area_mm2 for load in loads)
    ramp = settings.DAY_RAMP_s
    points: list[tuple[float, float]] = [(0.0, 0.0)]
    looks: list[float] = []
    most = cycles or settings.HEXA_DISC_DAYS
    count = len(settings.HEXA_DISC_DAY_LOOKS) + 1
    trace: Trace | None = None
    open_shares: list[float] = []
    for k in range(most):
        begin = k * SECONDS_PER_DAY
        points += [
            (begin + ramp, up),
            (begin + awake, up),
            (begin + awake + ramp, down),
            (begin + SECONDS_PER_DAY, down),
        ]
        for phase, length in ((begin, awake), (begin + awake, SECONDS_PER_DAY - awake)):
            looks += [phase + ramp + share * (length - ramp) for share in (*settings.HEXA_DISC_DAY_LOOKS, 1.0)]
        curve = Curve(tuple(t for t, _ in points), tuple(x for _, x in points))
        trace = _go_on(rest, trace, looks[-2 * count :], curve, edges)
        height = trace.of("mean_height_mm")
        open_shares.append(float(height[-1] / height[-1 - 2 * count] - 1))
        if cycles is None and abs(open_shares[-1]) <= settings.HEXA_DISC_DAY_CLOSED:
            break
    assert trace is not None
    height, volume = trace.of("mean_height_mm"), trace.of("volume_mm3")
    pressure = trace.of("nucleus_pressure_MPa")
    morning, evening = -1 - 2 * count, -1 - count
    return Day(
        trace,
        slice(len(height) + morning, None),
        float(height[evening] / height[morning] - 1),
        float(volume[evening] / volume[morning] - 1),
        float(pressure[-1] - pressure[evening + 1]),
        tuple(open_shares),
        abs(open_shares[-1]) <= settings.HEXA_DISC_DAY_CLOSED,
    )


def _go_on(rest: Rest, before: Trace | None, looks: list[float], curve: Curve, edges: Edges | None) -> Trace:
    """The next looks of a trace, from where it stands."""
    now = follow(rest, looks, load={"z": curve}, edges=edges, start=before.states[-1] if before else None)
    if before is None:
        return now
    return Trace(
        rest,
        before.states + now.states[1:],
        before.outputs + now.outputs[1:],
        np.concatenate([before.load, now.load[1:]]),
        now.counts,
    )
