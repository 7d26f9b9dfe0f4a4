"""A disc followed from rest through curves of load: what every programme is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.day.system import Edges
from pulposus.mechanics.hexa.disc import GUIDED
from pulposus.mechanics.hexa.iterate import Counts
from pulposus.mechanics.hexa.march import march
from pulposus.mechanics.hexa.model import MOTIONS, Curve, Model
from pulposus.mechanics.hexa.outputs import Outputs, outputs
from pulposus.mechanics.hexa.rest import Rest
from pulposus.mechanics.hexa.state import State
from pulposus.numerics import settings

Float = NDArray[np.float64]
SEALED = Edges(rim_drained=False, bone_drained=False)
"""No water crosses the edges: right for seconds, in which the drained layer is far thinner than an element."""


@dataclass(frozen=True, eq=False)
class Trace:
    """A disc at the times that were asked for; the first is the rest that it started from. Changes are against it.

    ``load`` (t, 6) are forces (N) and moments (N mm) that the plate exerts, beyond those of the rest.
    """

    rest: Rest
    states: tuple[State, ...]
    outputs: tuple[Outputs, ...]
    load: Float
    counts: Counts

    @property
    def time_s(self) -> Float:
        return np.array([state.time_s for state in self.states])

    def of(self, name: str) -> Float:
        """One output over time, (t, ...)."""
        return np.array([getattr(found, name) for found in self.outputs])


def follow(
    rest: Rest,
    times_s: Sequence[float],
    *,
    load: Mapping[str, Curve] | None = None,
    prescribed: Mapping[str, Curve] | None = None,
    held: tuple[str, ...] = GUIDED,
    edges: Edges | None = None,
    start: State | None = None,
    tolerance: float = settings.HEXA_TOLERANCE,
) -> Trace:
    """March from a rest.

    Args:
        load: what comes on top of the loads of the rest, by motion of the plate (N, N mm); what held the plate still
            at rest stays on every motion that is set free.
        prescribed: displacements (mm) or rotations (rad) against the rest.
        held: motions that stay as they are at rest.
        edges: where water crosses; those of the disc's flow when None.
        start: a later state of the same disc under the same curves to go on from, the rest when None.

    Raises:
        RunError: a time step could not be solved.
    """
    disc, begin = rest.disc, start or rest.state
    still = dict(zip(MOTIONS, rest.state.motions[0], strict=True))
    stay = dict(zip(MOTIONS, rest.reaction, strict=True))
    load, prescribed = dict(load or {}), dict(prescribed or {})
    fixed = {name: Curve.constant(still[name]) for name in held if name not in prescribed}
    fixed |= {name: Curve(c.times_s, tuple(still[name] + x for x in c.values)) for name, c in prescribed.items()}
    loads = {name: load.get(name, Curve.constant(0.0)) for name in MOTIONS if name not in fixed}
    loads = {name: Curve(c.times_s, tuple(stay[name] + x for x in c.values)) for name, c in loads.items()}
    model = disc.model(disc.plate(load=loads, prescribed=fixed, held=()), edges=edges)
    return run(rest, model, times_s, begin, tolerance)


def run(rest: Rest, model: Model, times_s: Sequence[float], begin: State, tolerance: float) -> Trace:
    """March a model of the disc of a rest, and gather what was asked for; changes are against the rest."""
    states, reactions = [begin], [rest.reaction]
    counts = Counts()
    # A trial that folds an element gives no numbers; the march discards it and takes a shorter step.
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        for step in march(model, times_s, start=begin, tolerance=tolerance):
            counts = step.counts
            if step.output:
                states.append(step.state)
                reactions.append(step.reaction)
    return Trace(
        rest,
        tuple(states),
        tuple(outputs(rest.disc, state, rest.state) for state in states),
        np.array(reactions) - rest.reaction,
        counts,
    )
