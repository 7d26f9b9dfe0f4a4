"""March a batch through a stretch of time with a linear load: every disc with steps of its own.

Discs share the compiled loop but neither time nor step, so that the result of one does not depend on the others.
"""

from __future__ import annotations

from typing import NamedTuple

from pulposus.mechanics.day import step
from pulposus.mechanics.day.stage import Problem, Static
from pulposus.numerics import settings
from pulposus.numerics.backend import jax, jnp

Array = jax.Array


class Progress(NamedTuple):
    """How the march stands; all but ``moment`` are (b,).

    ``failed`` is 0 while all is well, 1 when no step was short enough for the equations, 2 for the error, 3 when the
    count of steps is full.
    """

    moment: step.Moment
    time_s: Array
    step_s: Array
    failed: Array
    steps: Array
    refused: Array
    corrections: Array
    factorisations: Array


def start(moment: step.Moment, first_step_s: Array) -> Progress:
    """Begin at time zero."""
    none = jnp.zeros(first_step_s.shape, int)
    return Progress(moment, jnp.zeros_like(first_step_s), first_step_s, none, none, none, none, none)


def march(
    progress: Progress, length_s: Array, load_MPa: tuple[Array, Array], tolerance_mm: Array, problem: Problem,
    static: Static,
) -> Progress:  # fmt: skip
    """From the progress's instant, taken as zero, over ``length_s`` while the load goes from one value to the other.

    Discs that have failed keep their last good state.
    """

    def force(time: Array) -> Array:
        share = time / length_s
        return ((1 - share) * load_MPa[0] + share * load_MPa[1]) * problem.plate_mm2

    def busy(p: Progress) -> Array:
        return (p.failed == 0) & (p.time_s < length_s)

    def one(carry: tuple[Progress, Array]) -> tuple[Progress, Array]:
        p, count = carry
        running = busy(p)
        left = length_s - p.time_s
        # Not a crumb at the end: the last two steps share what is left.
        length = jnp.where(p.step_s >= left, left, jnp.minimum(p.step_s, left / 2))
        length = jnp.where(running, length, p.step_s)
        ends = force(p.time_s + step.MIDDLE * length), force(p.time_s + length)
        tried = step.attempt(p.moment, length, ends, problem, static, ~running)
        tried = tried._replace(error_mm=jax.lax.stop_gradient(tried.error_mm))  # steps are no function of anything
        solved = tried.size <= 1
        error = jnp.where(solved, tried.error_mm / tolerance_mm, jnp.inf)
        good = running & (error <= 1)
        change = settings.DAY_SAFETY * jnp.maximum(error, settings.DAY_SHRINK**3 * settings.DAY_SHRINK) ** (-1 / 3)
        change = jnp.where(solved, jnp.clip(change, settings.DAY_SHRINK, settings.DAY_GROW), settings.DAY_CUT)
        next_step = jnp.where(
            running, jnp.where(good, jnp.maximum(p.step_s, length * change), length * change), p.step_s
        )
        next_step = jnp.where(good & (length == p.step_s), length * change, next_step)
        reached = jnp.where(length == left, length_s, p.time_s + length)
        short = running & ~good & (next_step < settings.DAY_SHORTEST_s)
        failed = jnp.where(short, jnp.where(solved, 2, 1), p.failed)
        moment = jax.tree.map(lambda new, old: jnp.where(good, new, old), tried.to, p.moment)
        return Progress(
            moment,
            jnp.where(good, reached, p.time_s),
            next_step,
            failed,
            p.steps + good,
            p.refused + (running & ~good),
            p.corrections + jnp.where(running, tried.corrections, 0),
            p.factorisations + jnp.where(running, tried.factorisations, 0),
        ), count + 1

    def go_on(carry: tuple[Progress, Array]) -> Array:
        return (carry[1] < settings.DAY_ATTEMPTS) & jnp.any(busy(carry[0]))

    begun = progress._replace(time_s=jnp.zeros_like(progress.time_s))
    done, _ = jax.lax.while_loop(go_on, one, (begun, jnp.zeros((), int)))
    return done._replace(failed=jnp.where(busy(done), 3, done.failed))
