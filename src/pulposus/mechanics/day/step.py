"""A time step of TR-BDF2: second order, stiffly accurate, with a third-order companion as the error estimate.

Both implicit stages have the same diagonal coefficient, so that one factorisation serves a whole step. The unknown
of time is the content of the nodes; places and potential follow from it at every instant.
Source: Bank et al. 1985, IEEE Trans Electron Devices 32:1992; Hosea and Shampine 1996, Appl Numer Math 20:21
(doi:10.1016/0168-9274(95)00115-8).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pulposus.mechanics.day import stage, system
from pulposus.mechanics.day.stage import Problem, Static
from pulposus.numerics.backend import jax, jnp

Array = jax.Array

MIDDLE = 2 - np.sqrt(2)  # where the first stage ends, as a share of the step
DIAGONAL = MIDDLE / 2
WEIGHT = np.sqrt(2) / 4
WEIGHTS = np.array([WEIGHT, WEIGHT, DIAGONAL])
COMPANION = np.array([(1 - WEIGHT) / 3, (3 * WEIGHT + 1) / 3, DIAGONAL / 3])


class Moment(NamedTuple):
    """An instant: the state, the content that the flow has brought to the nodes and its rate (n_r, n_z, b)."""

    y: Array
    content: Array
    rate: Array


class Attempt(NamedTuple):
    """Where a step leads, the estimated error of the nodes' places in mm, residual over tolerance, corrections."""

    to: Moment
    error_mm: Array
    size: Array
    corrections: Array


def attempt(
    at: Moment, step_s: Array, force_N: tuple[Array, Array], problem: Problem, static: Static, idle: Array
) -> Attempt:
    """One step of ``step_s`` (b,); ``force_N`` is the plate's at the end of the first stage and of the step."""
    time = DIAGONAL * step_s
    tangent = stage.linearise(at.y, time, problem, static)
    wanted = at.content + time * at.rate
    first = stage.solve(at.y, wanted, time, force_N[0], tangent, problem, static, idle)
    wanted = at.content + step_s * WEIGHT * (at.rate + first.at.rate)
    guess = at.y + (first.y - at.y) / MIDDLE
    second = stage.solve(guess, wanted, time, force_N[1], tangent, problem, static, idle | ~(first.size <= 1))
    rates = (at.rate, first.at.rate, second.at.rate)
    miss = step_s * sum(float(w) * rate for w, rate in zip(WEIGHTS - COMPANION, rates, strict=True))
    out = jnp.zeros_like(at.y).at[:, :, system.POTENTIAL].set(miss)
    error = system.solve(tangent, out, static.layout(at.y))
    return Attempt(
        Moment(second.y, wanted + time * second.at.rate, second.at.rate),
        jnp.max(jnp.abs(error[:, :, :2]), axis=(0, 1, 2)),
        jnp.maximum(first.size, second.size),
        first.corrections + second.corrections,
    )
