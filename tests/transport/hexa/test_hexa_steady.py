"""Steady nutrients in three dimensions: positive whatever the mesh, balanced, and as the reduced disc has them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulposus.disc.hexmesh import HexTopology, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.reduced import ReducedTopology, Region, build
from pulposus.disc.revolved import revolve
from pulposus.disc.shape import central_reduced_inputs, from_parameters
from pulposus.errors import RunError
from pulposus.numerics import settings as numbers
from pulposus.transport import CellType, nutrients, published_boundary, published_parameters
from pulposus.transport.hexa import Held, NutrientProblem, disc_problem, pose, solve_steady, transport_mesh

# Porosity and native cells (1e6/mL) of Pfirrmann III tissue.
TISSUE = {
    Region.NUCLEUS: (0.770, 3.6),
    Region.INNER_ANNULUS: (0.737, 5.55),
    Region.OUTER_ANNULUS: (0.737, 5.55),
    Region.ENDPLATE: (0.618, 13.5),
}
TOPOLOGY = HexTopology()


def tissue(region: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    both = np.array([TISSUE[Region(k)] for k in range(len(Region))])[region]
    return both[..., 0], both[..., 1]


def reduced_disc(**sizes: np.ndarray) -> tuple[Any, Any]:
    mesh = build(ReducedTopology(), **sizes)
    porosity, density = tissue(mesh.topology.region())
    cells = np.zeros((mesh.batch, len(CellType), *density.shape))
    cells[:, 0] = density
    batch = mesh.batch
    fed = nutrients(
        mesh.nodes_mm,
        np.repeat(porosity[None], batch, axis=0),
        cells,
        published_parameters(batch),
        published_boundary(batch),
    )
    return mesh, fed


def hex_problem(mesh: Any, **more: Any) -> NutrientProblem:
    porosity, density = tissue(mesh.topology.region)
    supply = more.pop("supply", published_boundary())
    return disc_problem(mesh, porosity, {CellType.NATIVE: density}, published_parameters(), supply, **more)


@pytest.fixture(scope="module")
def pairs() -> tuple[Any, Any, np.ndarray]:
    mid = np.array([8.0, 11.0, 14.0])
    same = np.ones_like(mid)
    mesh, fed = reduced_disc(
        radius_mm=22 * same,
        mid_height_mm=mid,
        rim_height_mm=0.85 * mid,
        nucleus_radius_fraction=0.6 * same,
        inner_annulus_fraction=0.6 * same,
        endplate_mm=0.77 * same,
    )
    return mesh, fed, mid


def test_agrees_with_the_reduced_disc_revolved(pairs: tuple[Any, Any, np.ndarray]) -> None:
    """Two discretisations of one axisymmetric disc: lowest glucose and oxygen within 3 %, pH within 0.01."""
    mesh, reduced, mid = pairs
    for k in range(len(mid)):
        fed = solve_steady(hex_problem(revolve(mesh, k, TOPOLOGY)))
        assert fed.glucose_mM.min() == pytest.approx(reduced.glucose_mM[k].min(), rel=0.03)
        assert fed.oxygen_kPa.min() == pytest.approx(reduced.oxygen_kPa[k].min(), rel=0.04)
        assert fed.ph.min() == pytest.approx(reduced.ph[k].min(), abs=0.01)
        assert fed.flux_balance < 1e-8
        assert not fed.starved.any()


def test_a_real_disc_differs_from_its_reduced_one_by_less_than_a_tenth() -> None:
    for level, grade in (("L4/5", 3), ("L1/2", 1)):
        shape = from_parameters(level, age_y=45.0, sex="M", grade=grade)
        fed = solve_steady(hex_problem(lay(TOPOLOGY, surfaces_of(shape), shape)))
        _, reduced = reduced_disc(**central_reduced_inputs(shape))
        assert fed.glucose_mM.min() == pytest.approx(reduced.glucose_mM.min(), rel=0.1)


@pytest.fixture(scope="module")
def disc(pairs: tuple[Any, Any, np.ndarray]) -> Any:
    return revolve(pairs[0], 1, TOPOLOGY)


def test_a_closed_or_calcified_endplate_starves(disc: Any) -> None:
    free = solve_steady(hex_problem(disc))
    partly = solve_steady(hex_problem(disc, open_area=0.4), free)
    shut = solve_steady(hex_problem(disc, open_area=0.0))
    calcified = solve_steady(
        hex_problem(disc, supply=replace(published_boundary(), endplate_exchange=np.array([0.3]))), free
    )
    lowest = [f.glucose_mM.min() for f in (free, partly, shut)]
    assert lowest[0] > 1.5 * lowest[1] > 1.5 * lowest[2] > 0
    assert lowest[0] > calcified.glucose_mM.min() > lowest[2]
    # Held nodes are where they should be.
    bone = np.concatenate([disc.node_set(-1), disc.node_set(1)])
    assert np.all(free.glucose_mM[bone] == 4.0)
    assert np.sum(partly.glucose_mM[bone] == 4.0) == pytest.approx(0.4 * bone.size, rel=0.35)


def test_a_guess_changes_nothing_but_the_steps(disc: Any) -> None:
    problem = hex_problem(disc)
    first = solve_steady(problem)
    again = solve_steady(problem, first)
    assert again.steps < first.steps
    np.testing.assert_allclose(again.glucose_mM, first.glucose_mM, rtol=1e-7)


def test_without_cells_the_fields_are_harmonic_and_bounded(disc: Any) -> None:
    fed = solve_steady(hex_problem(disc).with_cells(np.zeros((3, len(disc.elements)))))
    assert 4.0 - 1e-6 <= fed.glucose_mM.min() <= fed.glucose_mM.max() <= 5.0 + 1e-6
    assert 0.8 - 1e-6 <= fed.lactate_mM.min() <= fed.lactate_mM.max() <= 0.9 + 1e-6


def test_no_limiter_in_a_starved_disc_is_told(disc: Any) -> None:
    problem = hex_problem(disc)
    p = replace(problem.inputs.parameters, glucose_limiter_mM=np.zeros(1))
    inputs = problem.inputs._replace(parameters=p, cells_1e6_mL=20 * problem.inputs.cells_1e6_mL)
    with pytest.raises(RunError, match="set a glucose limiter above 0"):
        solve_steady(NutrientProblem(problem.space, inputs, problem.rates))


CORES = 6


@given(
    seed=st.integers(0, 10_000),
    jiggle=st.floats(0, 0.25),
    shear=st.floats(-2, 2),
    flat=st.floats(0.02, 3),
    crowd=st.floats(0, 4),
    limiter=st.floats(-3, 0),
    stromal=st.booleans(),
)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_always_positive(
    box: Callable[..., Any],
    seed: int,
    jiggle: float,
    shear: float,
    flat: float,
    crowd: float,
    limiter: float,
    stromal: bool,
) -> None:
    """Up to 10,000 times the cells on flat, oblique, jiggled elements with a patchy supply."""
    rng = np.random.default_rng(seed)
    side = np.linspace(0, 1, CORES + 1)
    nodes, elements = box(side, side, side)
    inner = np.all((nodes > 0) & (nodes < 1), axis=1)
    nodes = nodes + inner[:, None] * rng.uniform(-jiggle, jiggle, nodes.shape) / CORES
    nodes = 10 * nodes * [1, 1, flat]
    nodes[:, 2] += flat * shear * nodes[:, 0]
    p = replace(published_parameters(), glucose_limiter_mM=np.array([10.0**limiter]))
    cells = np.zeros((3, len(elements)))
    cells[int(stromal)] = 4 * 10.0**crowd * rng.random(len(elements))
    lower = np.flatnonzero(box(side, side, side)[0][:, 2] == 0)
    some = rng.choice(np.flatnonzero(box(side, side, side)[0][:, 2] == 1), 9, replace=False)
    supply = [Held(lower, 5.1, 4.0, 0.8), Held(some, 0.5, 0.2, 8.0)]
    fed = solve_steady(pose(transport_mesh(nodes, elements), rng.uniform(0.3, 0.9), cells, p, supply))
    for field in (fed.oxygen_kPa, fed.glucose_mM, fed.lactate_mM):
        assert np.all(field > 0)
        assert np.all(np.isfinite(field))
    assert fed.flux_balance < 1e-6


def test_the_starved_form_is_what_keeps_it_positive(box: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Flat crowded elements have no positive solution without it; where cells are few, it is not taken."""
    side = np.linspace(0, 1, CORES + 1)
    nodes, elements = box(10 * side, 10 * side, 3 * side)
    supply = [Held(np.arange((CORES + 1) ** 2), 5.1, 4.0, 0.8)]
    problem = pose(transport_mesh(nodes, elements), 0.8, {CellType.NATIVE: 400.0}, published_parameters(), supply)
    starving = solve_steady(problem)
    assert starving.starved.any()
    assert starving.glucose_mM.min() > 0
    assert not solve_steady(problem.with_cells(problem.inputs.cells_1e6_mL / 400)).starved.any()
    monkeypatch.setattr(numbers, "TRANSPORT_3D_STARVED", 0.0)
    with pytest.raises(RunError, match="no convergence"):
        solve_steady(problem)
