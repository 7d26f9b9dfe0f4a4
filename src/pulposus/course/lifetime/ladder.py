"""How a disc answers to the loss of its glycosaminoglycan: solved on a few rungs, read between them.

Over a lifetime the shape, the stress, the nutrients and the cells that they feed follow the mean fixed charge of the
nucleus, slowly. So mechanics and nutrients are solved on rungs of that loss, each from the one before, for every
draw; a life then climbs down between them. Every life of a draw, damaged or not, shares its ladder.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.biology.surroundings import nucleus_mean
from pulposus.course import nutrient_clock
from pulposus.course.shape_clock import shapes
from pulposus.course.start import Start
from pulposus.numerics import settings
from pulposus.progress import Progress, silent

Float = NDArray[np.float64]


@dataclass(frozen=True)
class Ladder:
    """Arrays lead with the draws; the second axis runs over ``rungs`` of mean nucleus GAG, falling from 1."""

    rungs: Float
    """(r,)."""
    height_ratio: Float
    """Lying height over that at the start, (b, r)."""
    porosity: Float
    """Mean porosity of the lying nucleus, (b, r)."""
    stress_ratio: Float
    """Peak annulus stress of the drained disc over that at the start, (b, r)."""
    glucose_mM: Float
    """At the elements, (b, r, ...)."""
    ph: Float
    """At the elements, (b, r, ...)."""
    fed: Float
    """Native cells that this shape still feeds over those of the start, never rising, (b, r, ...)."""
    converged: NDArray[np.bool_]
    """Draws that were solved on every rung, (b,)."""


def climb(start: Start, rungs: tuple[float, ...] = settings.LIFETIME_RUNGS, progress: Progress = silent) -> Ladder:
    """Solve every draw of a settled disc on all rungs, from no loss of charge to the deepest."""
    world, shape, nutrients, state = start.world, start.shapes, start.nutrients, start.state
    good = np.asarray(start.unloaded.converged & shape.converged & np.asarray(nutrients.converged))
    own_height = np.asarray(shape.lying.mean_height_mm)
    own_stress = np.asarray(shape.drained.annulus_peak_stress_MPa)
    native = np.asarray(state.native_1e6_mL)
    fed = np.ones_like(native)
    found: dict[str, list[Float]] = {
        name: [] for name in ("height_ratio", "porosity", "stress_ratio", "glucose_mM", "ph", "fed")
    }
    for k, rung in enumerate(rungs):
        if k:
            shape = shapes(world, start.unloaded, np.full(native.shape, rung), shape)
            for days in settings.LIFETIME_SETTLING_DAYS:
                cells = nutrient_clock.densities(
                    state._replace(
                        healthy_1e6_mL=state.healthy_1e6_mL * fed, senescent_1e6_mL=state.senescent_1e6_mL * fed
                    ),
                    world.biology,
                )
                nutrients = nutrient_clock.solve(world, shape, cells, nutrients)
                fed = fed * np.exp(-nutrient_clock.hazard_per_day(world, nutrients) * days)
            good = good & shape.converged & np.asarray(nutrients.converged)
        found["height_ratio"].append(np.asarray(shape.lying.mean_height_mm) / own_height)
        found["porosity"].append(np.asarray(nucleus_mean(np.asarray(shape.lying.porosity), start.nucleus_mm3)))
        found["stress_ratio"].append(np.asarray(shape.drained.annulus_peak_stress_MPa) / own_stress)
        found["glucose_mM"].append(nutrient_clock.at_elements(np.asarray(nutrients.glucose_mM)))
        found["ph"].append(nutrient_clock.at_elements(np.asarray(nutrients.ph)))
        found["fed"].append(fed)
        progress("disc under loss of charge", (k + 1) / len(rungs))
    stacked = {name: np.stack(parts, axis=1) for name, parts in found.items()}
    return Ladder(rungs=np.asarray(rungs), converged=good, **stacked)


def seat(rungs: Float, gag: Float) -> tuple[NDArray[np.int64], Float]:
    """Upper rung and weight of the lower one for mean GAG (b,), held at both ends."""
    held = np.clip(gag, rungs[-1], rungs[0])
    upper = np.clip(np.searchsorted(-rungs, -held, side="right") - 1, 0, len(rungs) - 2)
    return upper, (rungs[upper] - held) / (rungs[upper] - rungs[upper + 1])


def read(field: Float, at: tuple[NDArray[np.int64], Float], draw: NDArray[np.int64]) -> Float:
    """A field (draws, r, ...) of a ladder between two rungs, for rows that belong to draws ``draw``, (rows, ...)."""
    upper, weight = at
    share = weight.reshape(-1, *([1] * (field.ndim - 2)))
    return np.asarray((1 - share) * field[draw, upper] + share * field[draw, upper + 1])
