"""Everything unknown about the discs of many people, one draw each, as a forecast draws one person's many times."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.parameters import sample_parameters
from pulposus.course.world import DEATH_FACTS, World, day_load_MPa
from pulposus.disc import reduced
from pulposus.disc.composition import sample_tissue
from pulposus.disc.plausible import worst_grade
from pulposus.disc.reduced import ReducedTopology
from pulposus.disc.shape import SIZES, Pick, complete, reduce_sizes
from pulposus.disc.shape import TOPIC as GEOMETRY
from pulposus.errors import InputError
from pulposus.library import sample
from pulposus.mechanics import sample_parameters as sample_mechanics
from pulposus.transport import sample_boundary
from pulposus.transport import sample_parameters as sample_transport
from pulposus.trial.disc.traits import DiscTraits

Float = NDArray[np.float64]


def draw_worlds(traits: DiscTraits, seed: int, topology: ReducedTopology | None = None) -> World:
    """One world per person: ``course.world.draw_world`` with every draw another person's disc.

    The same people and seed give the same worlds, on whatever mesh (``topology``, the reduced disc's own when None).
    Draws are stratified over the people of the call, so that cutting people otherwise gives other worlds. A tear that
    somebody looked at is not part of a world: ``needle.performed`` takes it, and a course in full draws it from the
    grade.

    Raises:
        InputError: when nobody is given.
    """
    n = len(traits)
    if n == 0:
        raise InputError("There are no people to draw discs for; give at least one.")
    mesh = reduced.build(topology or ReducedTopology(), **reduce_sizes(draw_sizes(traits, seed)))
    return World(
        draws=n,
        seed=seed,
        grade=traits.grade,
        measured_mesh=mesh,
        measured_tissue=sample_tissue(mesh, grade=traits.grade, age_y=traits.age_y, n=n, seed=seed),
        mechanics=sample_mechanics(n, seed),
        transport=sample_transport(n, seed, grade=traits.grade),
        boundary=sample_boundary(n, seed),
        death={name: sample("transport", fact, n, seed, low=0.0)[:, None, None] for name, fact in DEATH_FACTS.items()},
        biology=sample_parameters(n, seed, grade=traits.grade, age_y=traits.age_y),
        age_y=traits.age_y,
        dallas=None,
        modic=traits.modic,
        adherence=np.ones(n),
        supine_load_MPa=sample("loading", "supine_load_MPa", n, seed),
        day_load_MPa=np.full(n, day_load_MPa()),
        day_height_loss=sample("loading", "diurnal_height_loss", n, seed, low=0.0)
        * sample("loading", "day_mean_from_scan", n, seed),
    )


def draw_sizes(traits: DiscTraits, seed: int) -> dict[str, Float]:
    """Every size of each disc, (n,): the measured height with its error, the rest by level, sex and grade."""
    n = len(traits)
    whole: dict[tuple[str, float, float], Float] = {}

    def rows_of(rows: NDArray[np.int64]) -> Pick:
        """A picker whose streams run over all people, so that two groups never share a draw."""

        def pick(name: str, low: float = -np.inf, high: float = np.inf) -> Float:
            key = (name, low, high)
            if key not in whole:
                whole[key] = sample(GEOMETRY, name, n, seed, low=low, high=high)
            return whole[key][rows]

        return pick

    sizes = {name: np.empty(n) for name in SIZES}
    measured, collapsed = ~np.isnan(traits.height_mm), traits.grade == worst_grade()
    for level, female, worst, known in product(np.unique(traits.level), (False, True), (False, True), (False, True)):
        rows = np.flatnonzero(
            (traits.level == level) & (traits.female == female) & (collapsed == worst) & (measured == known)
        )
        if not len(rows):
            continue
        given = {"middle_height_mm": traits.height_mm[rows]} if known else {}
        # Proportions know the worst grade only; every other is as good as none given.
        found = complete(given, str(level), "F" if female else "M", worst_grade() if worst else None, rows_of(rows))
        for name, values in found.items():
            sizes[name][rows] = values
    return sizes
