"""Discs whose endplate is opened or closed: one ladder of many openings, and the same discs at two of them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pulposus.course.start import Start, settle
from pulposus.course.world import World, draw_world
from pulposus.disc.shape import from_parameters
from pulposus.numerics.rows import take
from pulposus.numerics.settings import VALIDATE_LADDER, VALIDATE_LADDER_DRAWS, VALIDATE_PAIR_DRAWS
from pulposus.validation.patients import typical_world
from pulposus.validation.people import AGE_Y, SEED

Float = NDArray[np.float64]
Rows = NDArray[np.int64]


def opened(world: World, share: Float) -> World:
    """The same discs with a share (draws,) of the endplate open to exchange."""
    return replace(world, boundary=replace(world.boundary, endplate_exchange=share))


def again(world: World, rows: Rows) -> World:
    """Some of the discs, each as often as it is named."""
    return replace(take(world, rows), draws=len(rows))


def ladder_fed() -> Float:
    """Share of nucleus cells that healthy discs keep at each opening of the ladder, (draws, openings)."""
    draws, openings = VALIDATE_LADDER_DRAWS, np.array(VALIDATE_LADDER)
    shape = from_parameters("L4/5", age_y=AGE_Y, grade=2)
    world = draw_world(shape, (0.0, 1.0, 0.0, 0.0, 0.0), age_y=AGE_Y, draws=draws, seed=SEED)
    many = again(world, np.repeat(np.arange(draws), len(openings)))
    start = settle(opened(many, np.tile(openings, draws)))
    sound = start.unloaded.converged & start.shapes.converged & np.asarray(start.nutrients.converged)
    return np.where(sound, start.fed_share, np.nan).reshape(draws, -1)


def onset(openings: Float, lost: Float, least: float) -> float:
    """Opening below which at least ``least`` of the cells die; 0 where they never do, 1 where always.

    Both (k,), openings rising; between two of them the loss is taken as linear.
    """
    dying = np.flatnonzero(~(lost < least))
    if not len(dying):
        return 0.0
    k = int(dying.max())
    if k == len(openings) - 1:
        return 1.0
    way = (lost[k] - least) / (lost[k] - lost[k + 1])
    return float(openings[k] + way * (openings[k + 1] - openings[k]))


@cache
def supplied(share: float) -> Start:
    """Settled discs of the typical patient with a share of the endplate open: the same discs at any share."""
    world = typical_world(VALIDATE_PAIR_DRAWS)
    return settle(opened(world, np.full(world.draws, share)))


def held_factor(start: Start) -> Start:
    """The same discs in which a growth factor, once there, stays."""
    biology = start.world.biology
    lasting = replace(biology, anabolic_half_life_day=np.full_like(biology.anabolic_half_life_day, np.inf))
    return replace(start, world=replace(start.world, biology=lasting))
