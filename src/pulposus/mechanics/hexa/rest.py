"""A disc at rest in its bath: swelling equilibrium under a load along its axis, where every programme starts."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.mechanics.hexa.disc import GUIDED, HexDisc
from pulposus.mechanics.hexa.march import Step, march
from pulposus.mechanics.hexa.model import Curve
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.hexa.system import System
from pulposus.numerics import settings

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Rest:
    """Equilibrium at potential 0. ``reaction`` (6,) is what the plate must exert: forces N, moments N mm."""

    disc: HexDisc
    state: State
    load_MPa: float
    reaction: Float
    steps: int
    factorisations: int


def swelling(
    disc: HexDisc,
    load_MPa: float = 0.0,
    *,
    start: State | None = None,
    held: tuple[str, ...] = GUIDED,
) -> Rest:
    """Swelling equilibrium under an axial load.

    What is out of balance at the start (the reference, or ``start``) is first carried by dead forces, which then
    fade while the load comes on: as many steps as it takes, one where it can.

    Args:
        load_MPa: nominal pressure on the bony endplate, compression positive.
        held: motions of the plate that are held; all but the axial one by default, () for a free plate.

    Raises:
        RunError: no equilibrium was found.
    """
    force = -load_MPa * disc.area_mm2
    plate = disc.plate(load={"z": Curve((0.0, 1.0), (0.0, force))}, held=held)
    carried = np.zeros_like(disc.nodes_mm)
    model = replace(disc.model(plate, dry=True), body_force=lambda share: (1 - share) * carried)
    system = System(model)
    begin = State.rest(model) if start is None else replace(start, time_s=0.0, step_s=0.0)
    begin = replace(begin, potential_MPa=np.zeros(len(disc.nodes_mm)))
    motion = np.concatenate(begin.motions)
    fields = system.fields(system.gather(begin.displacement_mm, begin.potential_MPa), motion, 0.0)
    carried[:] = system.balance(fields).force
    last: Step | None = None
    try:
        # A trial that folds an element gives no numbers; the march discards it and takes a shorter step.
        with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
            for step in march(
                model,
                [1.0],
                start=begin,
                first_step_s=1.0,
                solve_tolerance=settings.HEXA_DISC_EQUILIBRIUM,
                system=system,
            ):
                last = step
    except RunError as error:
        raise RunError(f"Swelling equilibrium at {load_MPa:.3g} MPa: {error}") from None
    assert last is not None
    state = replace(last.state, time_s=0.0, step_s=0.0)
    return Rest(disc, state, load_MPa, last.reaction, last.counts.steps, last.counts.factorisations)
