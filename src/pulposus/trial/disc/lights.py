"""Light courses of a set of discs under every action, with all that is known of these discs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import DiscAction
from pulposus.numerics.rows import join
from pulposus.trial.disc import light
from pulposus.trial.disc.features import unknowns
from pulposus.trial.disc.light_course import follow
from pulposus.trial.disc.traits import DiscTraits
from pulposus.trial.disc.worlds import draw_worlds

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Lights:
    """Arrays lead with the discs, so that sets of discs can be joined: (n, actions, visits), unknowns (n,)."""

    pain_driver: Float
    gag: Float
    native: Float
    injected_1e6: Float
    structural: Float
    deposited_1e6: Float
    """(n, actions)."""
    unknowns: dict[str, Float]
    converged: NDArray[np.bool_]


def run_light(
    traits: DiscTraits, seed: int, actions: tuple[DiscAction, ...], visits_months: tuple[float, ...]
) -> Lights:
    """Draw the discs of these people and follow them, light, through every action."""
    world = draw_worlds(traits, seed, light.LIGHT)
    start = light.settle(world)
    if any(light.needs_mechanics(start, action) for action in actions):
        start = light.with_mechanics(start)
    courses = [follow(start, action, visits_months, traits.dallas) for action in actions]
    over_actions = {
        name: np.stack([getattr(course, name) for course in courses], axis=1)
        for name in ("pain_driver", "gag", "native", "injected_1e6", "structural", "deposited_1e6")
    }
    return Lights(
        **over_actions,
        unknowns=unknowns(world) | {"fed_share": start.start.fed_share},
        converged=np.all([course.converged for course in courses], axis=0),
    )


def run_pieces(
    pieces: Sequence[tuple[int, DiscTraits]], actions: tuple[DiscAction, ...], visits_months: tuple[float, ...]
) -> Lights:
    """The same for several sets of discs, each with its own seed, one after the other."""
    return join([run_light(traits, seed, actions, visits_months) for seed, traits in pieces])
