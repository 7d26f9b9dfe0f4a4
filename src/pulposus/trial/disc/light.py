"""The light disc: the reduced disc's own laws on 20 elements, without mechanics, for as many people as a trial has.

It keeps what decides how a disc answers to cells: the same draws, the same needle, the same biology, and oxygen,
glucose and lactate from the same solver on a mesh of 5 x 4 elements. Mechanics is solved, on the same mesh, only under
actions that change it by themselves (a gel, an operation); else the living shape is the measured one less the day's
mean loss of height, and stress stays as it was. What that and the coarse mesh cost is learned from discs solved in full
(``emulator``) and measured on every run (``check``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.state import State, initial
from pulposus.course import nutrient_clock
from pulposus.course.action import DiscAction
from pulposus.course.holding import changes_mechanics
from pulposus.course.nutrient_clock import Posed, members
from pulposus.course.procedure import perform
from pulposus.course.shape_clock import Shapes, Unloaded, find_unloaded, shapes
from pulposus.course.start import Start
from pulposus.course.world import World
from pulposus.disc.reduced import ReducedTopology, Region, element_volumes_mm3
from pulposus.numerics import settings
from pulposus.numerics.rows import put, take
from pulposus.transport import Nutrients, nutrients

Float = NDArray[np.float64]
Rows = NDArray[np.int64]
LIGHT = ReducedTopology(nucleus=3, inner=1, outer=1, disc=3, endplate=1)
PIECE = 64  # nutrient problems solved at once: one size, compiled once
SETTLING_MOVED = 0.002  # the same while native cells settle


@dataclass(frozen=True)
class LightStart:
    """Settled light discs: what ``course.start.Start`` holds, and their nutrient problem."""

    start: Start
    """Its mechanics is there after ``with_mechanics`` only, and read only then."""
    posed: Posed
    mechanical: bool = False


def settle(world: World) -> LightStart:
    """Living shape and fed cells of light discs, as ``course.start.settle`` finds them with mechanics."""
    biology, native = world.biology, world.measured_tissue.native_cells_1e6_mL
    volume = element_volumes_mm3(world.measured_mesh.nodes_mm)
    nucleus = volume * (world.measured_mesh.topology.region() == Region.NUCLEUS)
    left = 1 - world.day_height_loss
    flatter = np.stack([np.ones_like(left), left], axis=-1)[:, None, None, :]
    of_element = left[:, None, None]
    posed = Posed(
        world.measured_mesh.nodes_mm * flatter,
        1 - (1 - world.measured_tissue.porosity) / of_element,
        np.broadcast_to(1 / of_element, native.shape).copy(),
        world.transport,
        world.boundary,
    )
    state = arrays(initial(native, biology.senescent_fraction, biology.innervation_at_start, np.asarray(world.modic)))
    cells = nutrient_clock.densities(state, biology)
    fields = solve(posed, cells, None, np.arange(world.draws))
    for days in settings.COURSE_SETTLING_DAYS:
        lives = np.exp(-nutrient_clock.hazard(world.death, fields) * days)
        state = state._replace(
            healthy_1e6_mL=np.asarray(state.healthy_1e6_mL * lives),
            senescent_1e6_mL=np.asarray(state.senescent_1e6_mL * lives),
        )
        now = nutrient_clock.densities(state, biology)
        rows = nutrient_clock.moved(now, cells, SETTLING_MOVED)
        if len(rows):
            fields = solve(posed, now, fields, rows)
            cells[rows] = now[rows]
    fed = np.sum(np.asarray(state.native_1e6_mL) * nucleus, axis=(1, 2)) / np.sum(native * nucleus, axis=(1, 2))
    none_of_it = cast(Unloaded, None), cast(Shapes, None)
    return LightStart(
        Start(world, *none_of_it, state, fields, volume, nucleus, biology.height_loss_per_year, fed), posed
    )


def with_mechanics(light: LightStart) -> LightStart:
    """The same discs with their unloaded reference and their lying and drained shapes."""
    start = light.start
    unloaded = find_unloaded(start.world)
    whole = np.ones_like(start.world.measured_tissue.porosity)
    found = shapes(start.world, unloaded, whole)
    return replace(light, start=replace(start, unloaded=unloaded, shapes=found), mechanical=True)


def needs_mechanics(light: LightStart, action: DiscAction) -> bool:
    """Whether an action by itself makes the equilibrium of these discs another one."""
    return changes_mechanics(light.start, perform(light.start, action))


def arrays(state: State) -> State:
    """The state with NumPy arrays."""
    return State(*(np.asarray(part) for part in state))


def solve(posed: Posed, cells: Float, guess: Nutrients | None, rows: Rows) -> Nutrients:
    """Nutrients of some discs in pieces of one size; the others keep ``guess``."""
    parts = []
    for first in range(0, len(rows), PIECE):
        wanted = rows[first : first + PIECE]
        seats = np.resize(wanted, PIECE)
        here = take(posed, seats)
        found = nutrients(
            here.nodes_mm,
            here.porosity,
            cells[seats] * here.crowding[:, None],
            here.transport,
            here.boundary,
            guess=None if guess is None else members(guess, seats),
            topology=LIGHT,
        )
        parts.append(members(found, np.arange(len(wanted))))
    found = nutrient_clock.joined(parts)
    return found if guess is None else replace(put(guess, rows, found), reason=guess.reason, steps=found.steps)
