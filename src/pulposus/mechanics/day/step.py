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
    """An instant: the state, the content that the flow has brought to the nodes and its rate (n_r, n_z, b).

    ``slope`` is the state's change per second at the end of the last step, ``smooth`` (b,) whether it says anything
    about the next one (it does not where the load's rate has just changed).
    """

    y: Array
    content: Array
    rate: Array
    slope: Array
    smooth: Array


def begin(y: Array, at: stage.Balance) -> Moment:
    """A moment from a state at rest."""
    return Moment(y, at.content, at.rate, jnp.zeros_like(y), jnp.zeros(y.shape[-1], bool))


class Attempt(NamedTuple):
    """Where a step leads, the estimated error of the nodes' places in mm, residual over tolerance, and the effort."""

    to: Moment
    error_mm: Array
    size: Array
    corrections: Array
    factorisations: Array


def attempt(
    at: Moment, step_s: Array, force_N: tuple[Array, Array], problem: Problem, static: Static, idle: Array
) -> Attempt:
    """One step of ``step_s`` (b,); ``force_N`` is the plate's at the end of the first stage and of the step."""
    time = DIAGONAL * step_s

    def one(
        carry: tuple[Array, Array, Array], force: Array
    ) -> tuple[tuple[Array, Array, Array], tuple[stage.Solved, Array]]:
        guess, wanted, done = carry
        solved = stage.solve(guess, wanted, time, force, problem, static, done)
        change = solved.y - at.y
        # A parabola through the state, its slope where that is known, and the first stage.
        straight = at.y + change / MIDDLE
        bent = straight + (1 / MIDDLE - 1) * (change / MIDDLE - at.slope * step_s)
        brought = at.content + step_s * WEIGHT * (at.rate + solved.at.rate)
        further = jnp.where(at.smooth, bent, straight)
        return (further, brought, done | ~(solved.size <= 1)), (solved, wanted)

    guess = at.y + jnp.where(at.smooth, MIDDLE * step_s * at.slope, 0.0)
    (_, _, _), (stages, wanted) = jax.lax.scan(one, (guess, at.content + time * at.rate, idle), jnp.stack(force_N))
    rates = (at.rate, *stages.at.rate)
    miss = step_s * sum(float(w) * rate for w, rate in zip(WEIGHTS - COMPANION, rates, strict=True))
    out = jnp.zeros_like(at.y).at[:, :, system.POTENTIAL].set(miss)
    last = jax.tree.map(lambda leaf: leaf[1], stages)
    error = system.solve(last.tangent, out, static.layout(at.y))
    # Slope at the end of the parabola through start, first stage and end of the step.
    early, late = (stages.y[0] - at.y) / MIDDLE, (stages.y[1] - stages.y[0]) / (1 - MIDDLE)
    slope = (late + (1 - MIDDLE) * (late - early)) / step_s
    return Attempt(
        Moment(last.y, wanted[1] + time * last.at.rate, last.at.rate, slope, jnp.ones_like(at.smooth)),
        jnp.max(jnp.abs(error[:, :, :2]), axis=(0, 1, 2)),
        jnp.max(stages.size, axis=0),
        jnp.sum(stages.corrections, axis=0),
        jnp.sum(stages.factorisations, axis=0),
    )
