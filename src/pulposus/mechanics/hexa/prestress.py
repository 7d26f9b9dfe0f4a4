"""The stress-free reference of a measured 3-D disc, so that a shape that is swollen and loaded is not swollen again.

A fixed point on all nodes, as for the reduced disc: solve the equilibrium of a trial reference, move every node by
what its deformed place misses of the measured one, pull the measured composition back by the local volume ratio;
Anderson's mixing makes it fast. The lower bone stays, the upper one moves as a rigid body along the axis.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.disc.hexmesh import HexMesh
from pulposus.disc.quality import element_volumes_mm3, scaled_jacobians
from pulposus.errors import RunError
from pulposus.mechanics.day.parameters import FlowParameters
from pulposus.mechanics.hexa.disc import Fibres, HexDisc, hex_disc
from pulposus.mechanics.hexa.rest import Rest, swelling
from pulposus.mechanics.hexa.state import State
from pulposus.mechanics.laws import composition
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics import settings

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Prestress:
    """Reference disc, its rest under the load of the image, and how well that meets the measured shape."""

    rest: Rest
    shape_error_mm: float
    """Largest distance of a node from its measured place."""
    mean_error_mm: float
    """Root of the mean squared distance."""
    height_error: float
    """Relative error of the mean distance of the bones."""
    trials: int
    converged: bool
    reason: str
    """Empty where converged."""

    @property
    def disc(self) -> HexDisc:
        return self.rest.disc


def pulled_back(measured: HexDisc, reference: HexMesh) -> HexDisc:
    """The disc whose composition becomes the measured one when ``reference`` deforms into the measured shape."""
    J = element_volumes_mm3(measured.mesh.corners_mm) / element_volumes_mm3(reference.corners_mm)
    porosity = composition.reference_porosity(measured.porosity, J)
    charge = composition.reference_fixed_charge(measured.fixed_charge_mEq_mL, measured.porosity, J)
    return replace(measured, mesh=reference, porosity=porosity, fixed_charge_mEq_mL=charge)


def prestress(
    measured: HexMesh,
    porosity: ArrayLike,
    fixed_charge_mEq_mL: ArrayLike,
    parameters: MechanicsParameters,
    load_MPa: float,
    flow: FlowParameters | None = None,
    *,
    fibres: Fibres = "around",
) -> Prestress:
    """Find the reference whose equilibrium under a load is the measured disc in its measured composition.

    Args:
        measured: the shape as imaged; damage is added to the result (``rest.disc.damaged``).
        porosity, fixed_charge_mEq_mL: of the measured state, as for ``hex_disc``.
        load_MPa: nominal pressure that the imaged disc is in balance with (lying: library/facts/loading.yaml).

    Returns:
        The best trial; ``converged`` is false, with a reason, when it misses the shape by more than the tolerance.

    Raises:
        InputError: as ``hex_disc``.
        RunError: not even the measured shape itself has an equilibrium.
    """
    target = hex_disc(measured, porosity, fixed_charge_mEq_mL, parameters, flow, fibres=fibres)
    frame = target.frame
    goal = target.nodes_mm
    still, moving = target.lower, target.upper
    trial, best, best_error = goal, None, np.inf
    trials: list[Float] = []
    misses: list[Float] = []
    count = 0
    while count < settings.PRESTRESS_3D_ITERATIONS:
        count += 1
        disc = pulled_back(target, _at(measured, frame.turn(trial) + frame.origin_mm))
        # Frames of trials differ by rounding only: the bones move along the axis.
        rest = _loaded(disc, load_MPa, goal, trials)
        if rest is None:
            if best is None:
                raise RunError(
                    f"Prestress: the measured disc has no equilibrium at {load_MPa:.3g} MPa; check its composition "
                    "and load."
                )
            trial = (trial + trials[-1]) / 2
            continue
        miss = goal - (disc.nodes_mm + rest.state.displacement_mm)
        miss[still] = 0
        miss[moving] = [0, 0, miss[moving, 2].mean()]
        error = float(np.linalg.norm(miss, axis=1).max())
        if error < best_error:
            best, best_error = rest, error
        if error <= settings.PRESTRESS_3D_STOP_MM:
            break
        trials = [*trials, trial][-settings.PRESTRESS_3D_MEMORY :]
        misses = [*misses, miss][-settings.PRESTRESS_3D_MEMORY :]
        trial = _next(target, trials, misses)
    assert best is not None
    return _result(best, goal, count)


def _at(mesh: HexMesh, nodes_mm: Float) -> HexMesh:
    return replace(mesh, nodes_mm=nodes_mm)


def _loaded(disc: HexDisc, load_MPa: float, goal: Float, trials: list[Float]) -> Rest | None:
    """Equilibrium of a trial, from the measured shape once a trial has come near it; None where there is none."""
    lift = float((goal - disc.nodes_mm)[disc.upper, 2].mean())
    n = len(goal)
    motion = np.array([0.0, 0.0, lift, 0.0, 0.0, 0.0])
    near = State(0.0, goal - disc.nodes_mm, np.zeros(n), (motion,)) if trials else None
    try:
        return swelling(disc, load_MPa, start=near)
    except RunError:
        return None


def _next(target: HexDisc, trials: list[Float], misses: list[Float]) -> Float:
    """Anderson's trial where it is sound, else ever shorter plain ones."""
    x, f = trials[-1], misses[-1]
    candidates = [x + share * f for share in (1, 1 / 2, 1 / 4)]
    if len(trials) > 1:
        flat = [m.ravel() for m in misses]
        df = np.stack([b - a for a, b in pairwise(flat)], axis=1)
        dx = np.stack([(b - a).ravel() for a, b in pairwise(trials)], axis=1)
        share, *_ = np.linalg.lstsq(df, f.ravel(), rcond=settings.PRESTRESS_MIXING_RANK)
        candidates.insert(0, x + f - ((dx + df) @ share).reshape(f.shape))
    for candidate in candidates:
        if _sound(target, candidate):
            return candidate
    return candidates[-1]


def _sound(target: HexDisc, nodes_mm: Float) -> bool:
    """Whether a trial reference has no folded element and keeps enough water."""
    corners = nodes_mm[target.mesh.elements]
    if scaled_jacobians(corners).min() <= 0:
        return False
    J = element_volumes_mm3(target.mesh.corners_mm) / element_volumes_mm3(corners)
    return bool(composition.reference_porosity(target.porosity, J).min() > settings.PRESTRESS_LEAST_POROSITY)


def _result(rest: Rest, goal: Float, trials: int) -> Prestress:
    disc = rest.disc
    reached = disc.nodes_mm + rest.state.displacement_mm
    far = np.linalg.norm(goal - reached, axis=1)
    upper, lower = (points[disc.upper, 2].mean() - points[disc.lower, 2].mean() for points in (reached, goal))
    worst = float(far.max())
    good = worst <= settings.PRESTRESS_3D_TOLERANCE_MM
    reason = "" if good else (
        f"The prestress missed the measured shape by {worst:.2g} mm at node {int(far.argmax())}, more than "
        f"{settings.PRESTRESS_3D_TOLERANCE_MM:.2g} mm: its composition does not fit its shape and load; check both."
    )  # fmt: skip
    return Prestress(rest, worst, float(np.sqrt((far**2).mean())), float(upper / lower - 1), trials, good, reason)
