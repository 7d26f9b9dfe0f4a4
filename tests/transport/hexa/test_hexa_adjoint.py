"""Gradients of an output of the three fields with respect to every input, against central differences."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pulposus.disc.yardstick import yardstick
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.hexa import HexNutrients, Inputs, NutrientProblem, gradient, solve_steady
from pulposus.transport.hexa.measure import yardstick_nutrients

STEP = 1e-4


@pytest.fixture(scope="module")
def solved() -> HexNutrients:
    """Native and stromal cells, flux area between the two readings: every parameter matters."""
    problem = yardstick_nutrients(yardstick("tiny"))
    cells = np.array(problem.inputs.cells_1e6_mL)
    cells[1], cells[2] = 0.05, 0.1
    p = replace(problem.inputs.parameters, flux_porosity_exponent=np.array([0.3]))
    inputs = problem.inputs._replace(cells_1e6_mL=cells, parameters=p)
    return solve_steady(NutrientProblem(problem.space, inputs, problem.rates), change=1e-12)


def output(oxygen: Any, glucose: Any, lactate: Any) -> Any:
    """A soft lowest glucose, with the other two mixed in."""
    return -jnp.log(jnp.mean(jnp.exp(-3 * glucose))) + 0.3 * jnp.mean(oxygen) + 0.01 * jnp.mean(lactate**2)


@pytest.fixture(scope="module")
def gradients(solved: HexNutrients) -> Inputs:
    return gradient(solved, output)


NAMES = [
    jax.tree_util.keystr(path)
    for path, _ in jax.tree_util.tree_flatten_with_path(yardstick_nutrients(yardstick("tiny")).inputs)[0]
]


@pytest.mark.parametrize("k", range(len(NAMES)), ids=NAMES)
def test_matches_central_differences(solved: HexNutrients, gradients: Inputs, k: int) -> None:
    """Along a random direction in each input, to 1e-5."""
    leaves, tree = jax.tree.flatten(solved.problem.inputs)
    rng = np.random.default_rng(k)
    leaf = np.asarray(leaves[k], dtype=float)
    direction = rng.normal(size=leaf.shape) * (1.0 if NAMES[k] == ".nodes_mm" else np.abs(leaf))

    def at(step: float) -> float:
        moved = [*leaves[:k], leaf + step * direction, *leaves[k + 1 :]]
        problem = NutrientProblem(solved.problem.space, jax.tree.unflatten(tree, moved), solved.problem.rates)
        fed = solve_steady(problem, solved, change=1e-12)
        return float(output(*(jnp.asarray(f) for f in (fed.oxygen_kPa, fed.glucose_mM, fed.lactate_mM))))

    difference = (at(STEP) - at(-STEP)) / (2 * STEP)
    ours = float(np.sum(np.asarray(jax.tree.leaves(gradients)[k]) * direction))
    assert abs(difference) > 1e-6
    assert ours == pytest.approx(difference, rel=1e-5)


def test_signs_are_those_of_physiology(gradients: Inputs) -> None:
    """More supply raises the output's glucose, more cells lower it."""
    assert np.all(np.asarray(gradients.held_glucose_mM) >= -1e-12)
    assert np.all(np.asarray(gradients.cells_1e6_mL)[0] <= 1e-12)
    assert float(np.asarray(gradients.parameters.lactate_scale)[0, 0]) < 0
