"""The whole disc: conservation, positivity, failure as data, direction of every effect, derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulposus.disc.reduced import ReducedTopology, build
from pulposus.errors import InputError
from pulposus.numerics import ninepoint
from pulposus.numerics.backend import jax, jnp
from pulposus.transport import (
    Boundary,
    CellType,
    Nutrients,
    TransportParameters,
    nutrients,
    published_boundary,
    published_parameters,
    sample_boundary,
    sample_parameters,
    steady_state,
)
from pulposus.transport.assembly import conductances, geometry, to_nodes

B = 16  # one batch size, so that the solver is compiled once for this file
MakeDisc = Callable[..., Any]


def solve(case: Any, p: TransportParameters | None = None, supply: Boundary | None = None, **how: Any) -> Nutrients:
    b = case.porosity.shape[0]
    return nutrients(
        case.nodes_mm, case.porosity, case.cells, p or published_parameters(b), supply or published_boundary(b), **how
    )


@pytest.fixture(scope="module")
def solved(disc: MakeDisc) -> Nutrients:
    """Sixteen healthy discs from 7 to 14.5 mm, published parameters."""
    return solve(disc(list(7 + 0.5 * np.arange(B))))


def test_healthy_disc_is_fed_as_published_models_say(solved: Nutrients) -> None:
    """Glucose minimum about 1 to 3 mM, at or inside the edge of the nucleus on the mid-plane (Jackson 2011)."""
    assert solved.converged.all()
    lowest = solved.glucose_mM.reshape(B, -1)
    assert lowest.min() > 0.8
    assert lowest.min(axis=1).max() < 3.0
    column, row = np.unravel_index(lowest.argmin(axis=1), solved.glucose_mM.shape[1:])
    assert np.all(row == 0)
    assert np.all(column <= ReducedTopology().nucleus + 2)
    assert np.all(column[:8] >= ReducedTopology().nucleus - 1)  # discs up to 10.5 mm: at the edge of the nucleus
    assert np.all(np.diff(lowest.min(axis=1)) < 0)  # a taller disc is fed less
    assert solved.ph.min() > 6.8
    assert solved.ph.max() < 7.4


def test_flux_through_the_boundary_is_what_the_cells_use(disc: MakeDisc) -> None:
    """Independent bookkeeping: formulas and volumes written here, to 1e-8; lactate out is twice glucose in."""
    case = disc(list(7 + 0.5 * np.arange(B)), grade=3)
    out = solve(case)
    shape = geometry(jnp.asarray(case.nodes_mm))
    n = np.moveaxis(case.porosity, 0, -1)
    edges = conductances(shape, jnp.asarray((n / (2 - n)) ** 2))

    def inflow(field: np.ndarray, water_mm2_s: float) -> np.ndarray:
        """mM mm3/s (or kPa) through the held nodes: last row and outer column."""
        flow = np.array(ninepoint.laplacian(edges, jnp.asarray(np.moveaxis(field, 0, -1)))) * water_mm2_s
        flow[:-1, :-1] = 0
        return flow.sum(axis=(0, 1))

    density = np.moveaxis(case.cells[:, 0], 0, -1)
    per_node = np.array(to_nodes(shape, jnp.asarray(density)))[:-1, :-1] * 1e-3 / 3600
    per_node_water = np.array(to_nodes(shape, jnp.asarray(density * n)))[:-1, :-1] * 1e-3 / 3600
    oxygen, glucose, lactate = (
        np.moveaxis(f, 0, -1)[:-1, :-1] for f in (out.oxygen_kPa, out.glucose_mM, out.lactate_mM)
    )
    alkaline = 7.4 - lactate / 11.11 - 4.95
    used = 7.28 * oxygen * alkaline / (1.46 + oxygen + 4.03 * alkaline) / 0.010268 * per_node_water
    law = np.exp(-2.47 + 0.93 * (7.4 - lactate / 11.11) + 0.16 * oxygen - 0.0058 * oxygen**2)
    eaten = law / 2 * glucose / (glucose + 0.1) * per_node
    glucose_in = inflow(out.glucose_mM, 0.916667e-3)
    np.testing.assert_allclose(inflow(out.oxygen_kPa, 3.0e-3), used.sum(axis=(0, 1)), rtol=1e-8)
    np.testing.assert_allclose(glucose_in, eaten.sum(axis=(0, 1)), rtol=1e-8)
    np.testing.assert_allclose(-inflow(out.lactate_mM, 1.39e-3), 2 * glucose_in, rtol=1e-8)
    assert np.max(out.flux_balance) < 1e-8


def test_each_effect_has_its_sign(disc: MakeDisc) -> None:
    """One batch: reference, degenerate tissue, more cells, fluid-area flux, half endplate, poor supply, injection."""
    case, worse = disc([11.0] * B), disc([11.0] * B, grade=3)
    case.porosity[1] = worse.porosity[1]
    case.cells[2, 0] *= 1.5
    p = published_parameters(B)
    p = replace(p, flux_porosity_exponent=np.where(np.arange(B) == 3, 1.0, 0.0))
    supply = replace(
        published_boundary(B),
        endplate_exchange=np.where(np.arange(B) == 4, 0.5, 1.0),
        bone_glucose_mM=np.where(np.arange(B) == 5, 3.0, 4.0),
    )
    case.cells[6, CellType.UNDIFFERENTIATED, : ReducedTopology().nucleus] = 2.0
    case.cells[7, CellType.DIFFERENTIATED, : ReducedTopology().nucleus] = 2.0
    out = solve(case, p, supply)
    lowest = out.glucose_mM.min(axis=(1, 2))
    assert np.all(lowest[1:8] < lowest[0] - 0.01)
    assert np.all(lowest[8:] == pytest.approx(lowest[0], rel=1e-9))
    oxygen = out.oxygen_kPa.min(axis=(1, 2))
    assert oxygen[6] < oxygen[7] < oxygen[0]  # stromal cells use eight times the oxygen before differentiation
    np.testing.assert_allclose(out.ph, 7.4 - out.lactate_mM / 11.11, rtol=1e-13)


def test_endplate_exchange_may_differ_along_the_radius(disc: MakeDisc) -> None:
    case = disc([11.0] * B)
    columns = np.ones((B, case.porosity.shape[1]))
    columns[1::2, : ReducedTopology().nucleus] = 0.2
    out = solve(case, supply=replace(published_boundary(B), endplate_exchange=columns))
    assert out.glucose_mM[1, 0, 0] < out.glucose_mM[0, 0, 0] - 0.5
    assert out.glucose_mM[1, -3, 0] == pytest.approx(out.glucose_mM[0, -3, 0], rel=0.05)


def test_a_member_does_not_depend_on_its_neighbours(disc: MakeDisc) -> None:
    case = disc(list(7 + 0.5 * np.arange(B)))
    p, supply = sample_parameters(B, seed=3), sample_boundary(B, seed=3)
    order = np.random.default_rng(0).permutation(B)

    def shuffled(record: Any) -> Any:
        return type(record)(**{f.name: getattr(record, f.name)[order] for f in fields(record)})

    moved = type(case)(*(getattr(case, f.name)[order] for f in fields(case)))
    one, other = solve(case, p, supply), solve(moved, shuffled(p), shuffled(supply))
    np.testing.assert_allclose(other.glucose_mM, one.glucose_mM[order], rtol=1e-7)
    np.testing.assert_array_equal(solve(case, p, supply).glucose_mM, one.glucose_mM)  # bit for bit


def test_warm_start_gives_the_same_answer_in_fewer_steps(disc: MakeDisc, solved: Nutrients) -> None:
    case = disc(list(7 + 0.5 * np.arange(B)), scale=1.02)
    cold, warm = solve(case), solve(case, guess=solved)
    np.testing.assert_allclose(warm.glucose_mM, cold.glucose_mM, rtol=1e-6)
    assert warm.steps < cold.steps


def test_failure_is_data(disc: MakeDisc, solved: Nutrients) -> None:
    """One folded member says so and leaves the others untouched; a later solve starts it afresh."""
    case = disc(list(7 + 0.5 * np.arange(B)))
    good = case.nodes_mm.copy()
    case.nodes_mm[3, 5, 4] = case.nodes_mm[3, 5, 1]
    out = solve(case)
    assert not out.converged[3]
    assert out.converged.sum() == B - 1
    assert "folded" in out.reason[3]
    assert out.reason[2] == ""
    assert np.isnan(out.glucose_mM[3]).all()
    assert np.isnan(out.flux_balance[3])
    rest = np.arange(B) != 3
    np.testing.assert_allclose(out.glucose_mM[rest], solved.glucose_mM[rest], rtol=1e-7)
    case.nodes_mm[:] = good
    again = solve(case, guess=out)
    assert again.converged.all()


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**31), crowd=st.floats(-2, 3), supply=st.floats(-3, 0.5), limiter=st.floats(-2, 0))
def test_concentrations_are_always_positive(seed: int, crowd: float, supply: float, limiter: float) -> None:
    """Up to 1000 times the normal cell density, a thousandth of the supply, flat and wedged discs."""
    rng = np.random.default_rng(seed)
    topology = ReducedTopology()
    mid = rng.uniform(4, 15, B)
    mesh = build(
        topology,
        radius_mm=rng.uniform(15, 28, B),
        mid_height_mm=mid,
        rim_height_mm=mid * rng.uniform(0.7, 1.2, B),
        nucleus_radius_fraction=rng.uniform(0.45, 0.7, B),
        inner_annulus_fraction=rng.uniform(0.4, 0.7, B),
        endplate_mm=rng.uniform(0.3, 1.2, B),
    )
    shape = (B, topology.n_r - 1, topology.n_z - 1)
    cells = 10**crowd * rng.uniform(0, 14, (B, 3, *shape[1:]))
    drawn = sample_parameters(B, seed % 1000)
    p = replace(drawn, glucose_limiter_mM=np.full(B, 10**limiter))
    blood = sample_boundary(B, seed % 1000)
    blood = Boundary(
        **{f.name: getattr(blood, f.name) * (1 if "exchange" in f.name else 10**supply) for f in fields(blood)}
    )
    out = nutrients(mesh.nodes_mm, rng.uniform(0.3, 0.9, shape), cells, p, blood)
    assert out.converged.all(), [r for r in out.reason if r]
    for field in (out.oxygen_kPa, out.glucose_mM, out.lactate_mM):
        assert field.min() > 0
    assert np.all(
        out.glucose_mM.max(axis=(1, 2)) <= np.maximum(blood.bone_glucose_mM, blood.annulus_glucose_mM) * (1 + 1e-9)
    )
    assert out.flux_balance.max() < 1e-6


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda c: c.porosity.__setitem__((0, 0, 0), 1.2), "porosity"),
        (lambda c: c.cells.__setitem__((0, 0, 0, 0), -1.0), "cell density"),
        (lambda c: c.cells.__setitem__((0, 0, 0, 0), np.nan), "cell density"),
    ],
)
def test_wrong_input_is_refused_in_one_sentence(disc: MakeDisc, change: Callable[[Any], None], message: str) -> None:
    case = disc([11.0] * 2)
    change(case)
    with pytest.raises(InputError, match=message):
        solve(case)


def test_shapes_and_supply_are_checked(disc: MakeDisc) -> None:
    case = disc([11.0] * 2)
    with pytest.raises(InputError, match="draw as many"):
        solve(case, published_parameters(3))
    with pytest.raises(InputError, match="bone_glucose_mM"):
        solve(case, supply=replace(published_boundary(2), bone_glucose_mM=np.array([4.0, 0.0])))
    with pytest.raises(InputError, match="nodes"):
        nutrients(case.nodes_mm[:, 1:], case.porosity, case.cells, published_parameters(2), published_boundary(2))
    with pytest.raises(InputError, match="empty mapping"):
        nutrients(case.nodes_mm, case.porosity, {}, published_parameters(2), published_boundary(2))


@pytest.mark.slow
def test_gradients_agree_with_finite_differences(disc: MakeDisc) -> None:
    """Reverse and forward mode of one output with respect to a rate, the supply, the porosity and the height."""
    case = disc([11.0], topology=ReducedTopology(3, 2, 2, 3, 1))
    p, supply = published_parameters(), published_boundary()

    def output(x: jax.Array, differentiable: bool = True) -> jax.Array:
        rate, blood, water, height = x
        solution = steady_state(
            jnp.asarray(case.nodes_mm) * jnp.stack([jnp.asarray(1.0), height]),
            jnp.asarray(case.porosity) * water,
            case.cells,
            replace(p, lactate_scale=p.lactate_scale * rate),
            replace(supply, bone_glucose_mM=supply.bone_glucose_mM * blood),
            differentiable=differentiable,
        )
        return solution.glucose_mM[0, 0, 0] + solution.oxygen_kPa[0, 2, 1] * solution.lactate_mM[0, 3, 0] / 10

    x = jnp.ones(4)
    gradient = np.asarray(jax.grad(output)(x))
    step = 1e-3
    for k in range(4):
        e = step * jnp.zeros(4).at[k].set(1.0)
        difference = float(output(x + e, False) - output(x - e, False)) / (2 * step)
        assert gradient[k] == pytest.approx(difference, rel=2e-4)
    direction = jnp.asarray([1.0, -2.0, 0.5, 3.0])
    assert float(jax.jvp(output, (x,), (direction,))[1]) == pytest.approx(float(direction @ gradient), rel=1e-8)
