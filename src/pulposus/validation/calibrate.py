"""Three factors on the annulus and the neutral position, calibrated on flexion and extension alone.

What a curve counts its rotation from is where a specimen happened to rest within its neutral zone. That offset is one
more unknown: it is added to flexion and taken from extension. Levenberg-Marquardt on the logarithms of the factors,
with finite differences; the offset, which enters linearly, is eliminated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import RunError
from pulposus.mechanics.hexa.annulus import Annulus
from pulposus.mechanics.hexa.programmes import moment_curve
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.validation.specimen import specimen_at_rest
from pulposus.validation.target import target

Float = NDArray[np.float64]
MOMENTS = ("1Nm", "2.5Nm", "5Nm", "7.5Nm")


@dataclass(frozen=True)
class Calibration:
    """The best annulus found, its neutral offset, misses (degrees; flexion, then extension) and their weighted sum."""

    annulus: Annulus
    offset_deg: float
    misses_deg: tuple[float, ...]
    cost: float
    evaluations: int


def measured_deg(direction: str) -> Float:
    """Median rotation at the four moments, (4,)."""
    return np.array([target(f"vt4_{direction}_deg_{moment}") for moment in MOMENTS])


def _goal() -> tuple[Float, Float, Float]:
    """Measured rotations (8,), their weights, and the sign with which the offset enters."""
    goal = np.concatenate([measured_deg("flexion"), measured_deg("extension")])
    weight = 1 / (settings.VALIDATE_MISS_SHARE * goal + settings.VALIDATE_MISS_DEG)
    return goal, weight, np.repeat([1.0, -1.0], len(MOMENTS))


def misses(rotation_deg: Float) -> tuple[float, Float, float]:
    """Best offset, misses (8,) with it, and weighted sum of their squares; from rotations (8,) without offset."""
    goal, weight, sign = _goal()
    offset = float(np.sum(weight**2 * sign * (goal - rotation_deg)) / np.sum(weight**2))
    miss = rotation_deg + sign * offset - goal
    return offset, miss, float(np.sum((weight * miss) ** 2))


def rotations_deg(logs: Float) -> Float:
    """Rotations of the model without offset, (8,): flexion, then extension."""
    rest = specimen_at_rest(Annulus(*(float(x) for x in np.exp(logs))))
    return np.concatenate([moment_curve(rest, way).rotation_deg[1:] for way in ("flexion", "extension")])


def calibrate(start: Annulus | None = None, progress: Progress = silent) -> Calibration:
    """Find factors and offset from a start (the library's annulus with stiffer, softer-beginning fibres when None).

    Raises:
        RunError: the start itself has no solution.
    """
    begin = start or Annulus(*settings.VALIDATE_START)
    q = np.log([begin.matrix, begin.fibre_modulus, begin.fibre_exponent])
    _, weight, _ = _goal()
    found, count, damping = rotations_deg(q), 1, settings.VALIDATE_DAMPING
    offset, miss, cost = misses(found)
    for turn in range(settings.VALIDATE_TURNS):
        progress(f"turn {turn + 1}, sum {cost:.3g}", turn / settings.VALIDATE_TURNS)
        slope = []
        for k in range(len(q)):
            moved = q + settings.VALIDATE_NUDGE * np.eye(len(q))[k]
            slope.append(weight * (misses(rotations_deg(moved))[1] - miss) / settings.VALIDATE_NUDGE)
            count += 1
        J = np.stack(slope, axis=1)
        A = J.T @ J
        better = False
        for _ in range(settings.VALIDATE_TRIES):
            step = -np.linalg.solve(A + damping * np.diag(np.diag(A)), J.T @ (weight * miss))
            trial = q + np.clip(step, -settings.VALIDATE_REACH, settings.VALIDATE_REACH)
            count += 1
            try:
                new = misses(rotations_deg(trial))
            except RunError:
                damping *= settings.VALIDATE_DAMPING_FACTOR
                continue
            if new[2] < cost:
                better = True
                break
            damping *= settings.VALIDATE_DAMPING_FACTOR
        if not better:
            break
        gained = 1 - new[2] / cost
        q, (offset, miss, cost) = trial, new
        damping /= settings.VALIDATE_DAMPING_FACTOR
        if gained < settings.VALIDATE_GAIN:
            break
    progress("done", 1.0)
    annulus = Annulus(*(float(x) for x in np.exp(q)))
    return Calibration(annulus, offset, tuple(float(x) for x in miss), cost, count)
