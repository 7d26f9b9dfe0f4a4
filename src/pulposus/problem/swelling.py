"""Swelling equilibrium with the bath, approached by lowering a suction that first cancels the osmotic pressure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Curve, Load, Model, Potential, State, march
from pulposus.mechanics.material import osmotic_pressure
from pulposus.numerics.backend import jnp
from pulposus.numerics.settings import SOLVE_EQUILIBRIUM, SOLVE_SWELLING_FIRST
from pulposus.progress import Progress, silent

Float = NDArray[np.float64]


def reference_osmotic_MPa(model: Model) -> Float:
    """Osmotic pressure of the reference shape, (e,)."""
    out = np.zeros(len(model.elements))
    for block in model.blocks:
        out[block.elements] = np.asarray(osmotic_pressure(jnp.asarray(1.0), block.material, block.tissue, block.laws))
    return out


def equilibrium_model(model: Model, at_s: float) -> Model:
    """The same with the loads of time ``at_s`` applied, and the suction lowered, over a pseudo-time from 0 to 1.

    With the potential -dPi(J = 1) everywhere the reference shape is free of swelling; at 0 the tissue is in equilibrium
    with the bath. Where tissues meet, the suction is their mean.
    """
    corners = model.elements[:, :8]
    pressure = reference_osmotic_MPa(model)
    count = np.bincount(corners.ravel(), minlength=len(model.nodes_mm))
    total = np.bincount(corners.ravel(), np.repeat(pressure, 8), minlength=len(model.nodes_mm))
    suction = np.divide(total, count, out=np.zeros_like(total), where=count > 0)
    carrying = np.flatnonzero(count > 0)
    levels = np.unique(suction[carrying])
    potentials = tuple(
        Potential(carrying[suction[carrying] == level], Curve((0.0, 1.0), (-float(level), 0.0))) for level in levels
    )

    def ramp(curve: Curve) -> Curve:
        return Curve((0.0, 1.0), (0.0, curve(at_s)))

    return replace(
        model,
        potentials=potentials,
        loads=tuple(Load(load.forces_N, ramp(load.curve)) for load in model.loads),
        plates=tuple(
            replace(
                plate,
                prescribed={name: ramp(curve) for name, curve in plate.prescribed.items()},
                load={name: ramp(curve) for name, curve in plate.load.items()},
            )
            for plate in model.plates
        ),
        stabilise=0.0,
    )


def swell(model: Model, at_s: float, progress: Progress = silent) -> tuple[State, Float, tuple[int, int]]:
    """Equilibrium under the loads of a time: state (at time 0), reactions (m,), and steps with factorisations.

    Raises:
        RunError: no step could be solved.
    """
    last = None
    there = equilibrium_model(model, at_s)
    for step in march(there, [1.0], first_step_s=SOLVE_SWELLING_FIRST, solve_tolerance=SOLVE_EQUILIBRIUM):
        progress("swelling", min(step.state.time_s, 1.0))
        last = step
    assert last is not None
    still = State(0.0, last.state.displacement_mm, np.zeros(len(model.nodes_mm)), last.state.motions)
    return still, last.reaction, (last.counts.steps, last.counts.factorisations)
