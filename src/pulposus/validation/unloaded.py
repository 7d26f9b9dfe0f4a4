"""A disc without load in its bath, in a given shape: its stress-free reference by a fixed point on all nodes.

As ``mechanics.hexa.prestress``, but begun from a thinner trial: there every fibre is stretched by the swelling from the
first solve on, where the measured shape itself, taken as the trial, would have all fibres at the kink between slack
and taut, which stiff fibres do not get over.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.errors import RunError
from pulposus.mechanics.hexa.disc import HexDisc, hex_disc
from pulposus.mechanics.hexa.prestress import pulled_back
from pulposus.mechanics.hexa.rest import Rest, swelling
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings

Float = NDArray[np.float64]


def thinner(disc: HexDisc, share: float) -> Float:
    """Nodes (n, 3) in the frame with the upper bone lowered by a share of the mean height, columns shortened alike."""
    nodes = disc.nodes_mm.copy()
    layers = disc.mesh.topology.layers + 1
    low, top = (np.tile(nodes[side, 2], layers) for side in (disc.lower, disc.upper))
    height = top - low
    nodes[:, 2] = low + (nodes[:, 2] - low) * (1 - share * height.mean() / height)
    return nodes


def unloaded(
    mesh: HexMesh, porosity: ArrayLike, fixed_charge_mEq_mL: ArrayLike, parameters: MechanicsParameters
) -> Rest:
    """Swelling equilibrium without load whose shape is ``mesh`` and whose composition there is as given.

    The upper bone is guided along the axis while the disc swells. Arguments as ``hex_disc``.

    Raises:
        RunError: no reference was found within the count of trials.
    """
    target = hex_disc(mesh, porosity, fixed_charge_mEq_mL, parameters)
    goal, frame = target.nodes_mm, target.frame
    trial = thinner(target, settings.VALIDATE_THINNER)
    trials: list[Float] = []
    misses: list[Float] = []
    error = np.inf
    for _ in range(settings.VALIDATE_TRIALS):
        disc = pulled_back(target, replace(mesh, nodes_mm=frame.turn(trial) + frame.origin_mm))
        shift = goal - disc.nodes_mm
        motion = np.array([0.0, 0.0, shift[disc.upper, 2].mean(), 0.0, 0.0, 0.0])
        rest = swelling(disc, 0.0, start=State(0.0, shift, np.zeros(len(goal)), (motion,)))
        miss = shift - rest.state.displacement_mm
        miss[disc.lower] = 0
        miss[disc.upper] = [0, 0, miss[disc.upper, 2].mean()]
        error = float(np.linalg.norm(miss, axis=1).max())
        if error <= settings.VALIDATE_SHAPE_MM:
            return rest
        trials = [*trials, trial.ravel()][-settings.VALIDATE_MEMORY :]
        misses = [*misses, miss.ravel()][-settings.VALIDATE_MEMORY :]
        trial = mixed(trials, misses).reshape(goal.shape)
    raise RunError(
        f"The unloaded disc misses its shape by {error:.2g} mm after {settings.VALIDATE_TRIALS} trials; "
        "give a stiffer matrix or less charge."
    )


def mixed(trials: list[Float], misses: list[Float]) -> Float:
    """Anderson's next trial from the last few trials and what each missed, all (n,)."""
    if len(trials) == 1:
        return trials[-1] + misses[-1]
    dx, df = (np.diff(np.stack(parts, axis=1), axis=1) for parts in (trials, misses))
    share = np.linalg.lstsq(df, misses[-1], rcond=settings.PRESTRESS_MIXING_RANK)[0]
    return np.asarray(trials[-1] + misses[-1] - (dx + df) @ share)
