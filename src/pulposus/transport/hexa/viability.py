"""Which cells live on: death by want of glucose and by acid, with nutrients solved again as cells die.

Over a step each element's cells fall by the exact exponential of the mean hazard at both ends of the step; the
difference to the hazard at its start is the error that chooses the next step. Nutrients are quasi-steady.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError, RunError
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.numerics.backend import jnp
from pulposus.transport.hexa.problem import NutrientProblem
from pulposus.transport.hexa.steady import HexNutrients, solve_steady
from pulposus.transport.laws.viability import death_rate, published_death_rate
from pulposus.units import SECONDS_PER_DAY

Float = NDArray[np.float64]
Hazard = Callable[[Float, Float], Float]
"""Death rate (1/day) from glucose (mM) and pH, any shape."""


@dataclass(frozen=True, eq=False)
class HexViability:
    """``days`` (t,) from 0 to the end, ``live_share`` (t, e) of the cells at the start, and the last nutrients."""

    days: Float
    live_share: Float
    nutrients: HexNutrients


def project_death() -> Hazard:
    """The death law of this project at its central values."""
    law: dict[str, Any] = {
        "starving_per_day": jnp.asarray(value("transport", "death_without_glucose_per_day")),
        "critical_glucose_mM": jnp.asarray(value("transport", "critical_glucose_mM")),
        "acid_per_day": jnp.asarray(value("transport", "death_in_acid_per_day")),
        "critical_pH": value("transport", "critical_pH"),
        "acid_pH": value("transport", "acid_culture_pH"),
    }
    return lambda glucose, ph: np.asarray(death_rate(jnp.asarray(glucose), jnp.asarray(ph), **law))


def published_death() -> Hazard:
    """The published law (abaqusIVD), for comparison."""
    law = {
        "threshold_mM": value("transport", "published_viability_threshold_mM"),
        "half_mM": value("transport", "published_viability_half_mM"),
        "acid_per_day": value("transport", "published_viability_acid_per_s") * SECONDS_PER_DAY,
        "critical_pH": value("transport", "critical_pH"),
    }
    return lambda glucose, ph: np.asarray(published_death_rate(jnp.asarray(glucose), jnp.asarray(ph), **law))


def solve_viability(
    problem: NutrientProblem,
    days: float,
    hazard: Hazard | None = None,
    *,
    tolerance: float = settings.TRANSPORT_3D_TOLERANCE,
) -> HexViability:
    """Follow the cells of every element for ``days``.

    Args:
        hazard: the death law; the project's when None.
        tolerance: largest error of one step in the living share of any element.

    Raises:
        InputError: days not above 0, or a tolerance below round-off.
        RunError: nutrients that do not converge, or steps that become too small.
    """
    least = settings.TRANSPORT_3D_TOLERANCE_LEAST
    if not (days > 0 and tolerance >= least):
        raise InputError(
            f"Viability is asked for {days:g} days with tolerance {tolerance:g}; expect days above 0 "
            f"and {least:g} or more."
        )
    law = hazard or project_death()
    cells = np.asarray(problem.inputs.cells_1e6_mL)
    fed = solve_steady(problem)
    rate = fed.at_elements(law(fed.glucose_mM, fed.ph))
    now, step, share = 0.0, days * settings.TRANSPORT_3D_STEP_FIRST, np.ones(cells.shape[1])
    times, shares = [now], [share]
    while now < days:
        length = min(step, days - now)
        guess = share * np.exp(-rate * length)
        then = solve_steady(problem.with_cells(cells * guess), fed)
        mean = (rate + then.at_elements(law(then.glucose_mM, then.ph))) / 2
        better = share * np.exp(-mean * length)
        error = float(np.max(np.abs(better - guess)))
        if error <= tolerance:
            now, share = days if length == days - now else now + length, better
            fed = solve_steady(problem.with_cells(cells * share), then)
            rate = fed.at_elements(law(fed.glucose_mM, fed.ph))
            times.append(now)
            shares.append(share)
        ratio = settings.TRANSPORT_3D_STEP_SAFETY * np.sqrt(tolerance / max(error, np.finfo(float).tiny))
        step = length * float(np.clip(ratio, settings.TRANSPORT_3D_STEP_SHRINK, settings.TRANSPORT_3D_STEP_GROW))
        if step < settings.TRANSPORT_3D_STEP_LEAST * days:
            raise RunError(
                f"Viability stopped at day {now:.4g}: a step of {step:.2g} days still errs by {error:.2g}; allow a "
                f"larger tolerance."
            )
    return HexViability(np.array(times), np.stack(shares), fed)
