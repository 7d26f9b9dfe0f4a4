"""Swelling equilibrium: closed forms, energy against forces, published pressures, failure as data."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

sys.path.insert(0, str(Path(__file__).parent))
from discs import TOPOLOGY, healthy, tissue_of, wide

from pulposus.disc.reduced import ReducedTopology, Region, build, element_volumes_mm3
from pulposus.errors import InputError
from pulposus.mechanics import Equilibrium, Laws, MechanicsParameters, equilibrate, newton
from pulposus.mechanics.equilibrium import pose
from pulposus.numerics.backend import jnp

LOADS = np.array([0.0, 0.11, 0.3, 0.54])


@pytest.fixture(scope="module")
def loaded() -> Equilibrium:
    """A healthy disc, its published composition taken as the reference, under four loads."""
    return equilibrate(*healthy(4), MechanicsParameters.central(4), LOADS)


def test_every_load_converges_in_few_steps(loaded: Equilibrium) -> None:
    assert loaded.converged.all()
    assert loaded.reason == ("",) * 4
    assert loaded.iterations.max() <= 15


def test_unloaded_nucleus_pressure_vt9(loaded: Equilibrium) -> None:
    assert 0.1 <= loaded.nucleus_pressure_MPa[0] <= 0.25


def test_load_presses_the_disc(loaded: Equilibrium) -> None:
    assert np.all(np.diff(loaded.mean_height_mm) < 0)
    assert np.all(np.diff(loaded.bulge_mm) > 0)
    assert np.all(np.diff(loaded.nucleus_pressure_MPa) > 0)
    assert np.all(np.diff(loaded.water_volume_mm3) < 0)
    # Nucleus and annulus share the load: neither carries several times the nominal pressure.
    ratio = loaded.nucleus_pressure_MPa[2:] / LOADS[2:]
    assert np.all((ratio > 0.5) & (ratio < 2))


def test_fields_belong_to_the_deformed_mesh(loaded: Equilibrium) -> None:
    mesh, tissue = healthy(4)
    J = element_volumes_mm3(loaded.nodes_mm) / element_volumes_mm3(mesh.nodes_mm)
    np.testing.assert_allclose(loaded.jacobian, J, rtol=1e-12)
    solid = (1 - loaded.porosity) * element_volumes_mm3(loaded.nodes_mm)
    np.testing.assert_allclose(solid, (1 - tissue.porosity) * element_volumes_mm3(mesh.nodes_mm), rtol=1e-12)
    water = 2 * np.sum(loaded.porosity * element_volumes_mm3(loaded.nodes_mm), axis=(1, 2))
    np.testing.assert_allclose(loaded.water_volume_mm3, water, rtol=1e-12)


def test_boundary_conditions_hold_exactly(loaded: Equilibrium) -> None:
    mesh, _ = healthy(4)
    moved = loaded.nodes_mm - mesh.nodes_mm
    assert np.all(moved[:, :, 0, 1] == 0)  # mirror
    assert np.all(moved[:, 0, :, 0] == 0)  # axis
    assert np.all(moved[:, :, -1, 0] == 0)  # bonded
    np.testing.assert_allclose(moved[:, :, -1, 1], moved[:, :1, -1, 1] * np.ones(24), rtol=1e-12)  # rigid


def test_plate_is_in_balance(loaded: Equilibrium) -> None:
    """Lifting the plate alone does no work at equilibrium: by finite differences of the energy."""
    mesh, tissue = healthy(4)
    parameters = MechanicsParameters.central(4)
    problem = pose(jnp.asarray(mesh.nodes_mm), jnp.asarray(tissue.porosity),
                       jnp.asarray(tissue.fixed_charge_mEq_mL), parameters, jnp.asarray(LOADS), TOPOLOGY)  # fmt: skip
    step = 1e-4

    def plate(height: float) -> np.ndarray:
        nodes = loaded.nodes_mm.copy()
        nodes[:, :, -1, 1] += height
        return np.asarray(newton.total_energy(jnp.asarray(nodes), problem, parameters.laws))

    slope = (plate(step) - plate(-step)) / (2 * step)
    force = LOADS * np.pi * 20.0**2
    assert np.all(np.abs(slope) < 1e-5 * np.maximum(force, 10))


def test_wide_thin_disc_is_confined_swelling() -> None:
    """Far from its rim a thin homogeneous disc can only swell upward: the 1-D balance, in closed form."""
    topology = ReducedTopology(nucleus=8, inner=3, outer=3, disc=2, endplate=1)
    one = np.ones(2)
    sizes = {"radius_mm": 60, "mid_height_mm": 3, "rim_height_mm": 3, "nucleus_radius_fraction": 0.6,
             "inner_annulus_fraction": 0.5, "endplate_mm": 0.5}  # fmt: skip
    mesh = build(topology, **{name: size * one for name, size in sizes.items()})
    mu, load = 0.5, np.array([0.0, 0.3])
    parameters = MechanicsParameters.central(2, Laws(matrix="neo_hookean"))
    four = np.ones((2, 4))
    parameters = replace(
        parameters,
        shear_modulus_MPa=mu * four,
        fibre_share=0 * four,
        fibril_water_g_g=0 * four,
        osmotic_coefficient=one,
    )
    found = equilibrate(mesh, tissue_of(0.8 * four, 0.29 * four, topology), parameters, load)
    assert found.converged.all()
    RT = 8.314462618 * 310 * 1e-3

    def balance(J: float, outside: float) -> float:
        c = 0.29 * 0.8 / (J - 0.2)
        return float(mu * (J - 1 / J) - RT * (np.sqrt(c**2 + 0.09) - 0.3) + outside)

    for disc, outside in enumerate(load):
        # The rim bears less than the middle, so only the unloaded disc knows its middle's load beforehand.
        J = brentq(balance, 0.5, 2.0, args=(outside,), xtol=1e-14)
        assert found.jacobian[disc, 0] == pytest.approx(J, rel=2e-2 if outside else 1e-3)


def test_residual_is_the_slope_of_the_energy() -> None:
    mesh, tissue = healthy(1)
    parameters = MechanicsParameters.central(1)
    problem = pose(jnp.asarray(mesh.nodes_mm), jnp.asarray(tissue.porosity),
                       jnp.asarray(tissue.fixed_charge_mEq_mL), parameters, jnp.array([0.2]), TOPOLOGY)  # fmt: skip
    rng = np.random.default_rng(0)
    nodes = jnp.asarray(mesh.nodes_mm * (1 + 0.01 * rng.uniform(size=mesh.nodes_mm.shape)))
    here = newton.expand(nodes, problem, parameters.laws)
    from pulposus.mechanics import assembly

    lines = rng.normal(size=here.lines.shape[1:])
    move = (
        assembly.to_nodes(jnp.asarray(lines)[None], jnp.array([0.7]), assembly.displacements(24, 8))
        .at[:, 0, :, 0]
        .set(0)
    )
    slope = float(jnp.sum(here.lines[0] * lines) + 0.7 * here.plate[0])
    step = 1e-6
    ends = [float(newton.total_energy(nodes + s * move, problem, parameters.laws)[0]) for s in (-step, step)]
    assert slope == pytest.approx((ends[1] - ends[0]) / (2 * step), rel=1e-6)
    np.testing.assert_allclose(here.energy[0], newton.total_energy(nodes, problem, parameters.laws)[0], rtol=1e-13)


def test_failure_is_data() -> None:
    """One disc without extrafibrillar water beside three good ones: it says why, the others are unharmed."""
    mesh, tissue = healthy(4)
    porosity = tissue.porosity.copy()
    porosity[2] = 0.3
    found = equilibrate(mesh, replace(tissue, porosity=porosity), MechanicsParameters.central(4), LOADS)
    assert found.converged.tolist() == [True, True, False, True]
    assert "did not converge" in found.reason[2]
    assert found.reason[1] == ""
    assert np.isfinite(found.mean_height_mm[[0, 1, 3]]).all()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: replace(t, porosity=t.porosity[:, :-1]), "shape"),
        (lambda t: replace(t, porosity=t.porosity + 0.5), "porosity"),
        (lambda t: replace(t, fixed_charge_mEq_mL=t.fixed_charge_mEq_mL * np.nan), "fixed_charge"),
    ],
)
def test_wrong_tissue_is_refused(change, says) -> None:  # type: ignore[no-untyped-def]
    mesh, tissue = healthy(1)
    with pytest.raises(InputError, match=says):
        equilibrate(mesh, change(tissue), MechanicsParameters.central(1), np.array([0.1]))


def test_wrong_load_and_batch_are_refused() -> None:
    with pytest.raises(InputError, match="load_MPa"):
        equilibrate(*healthy(1), MechanicsParameters.central(1), np.array([-0.1]))
    with pytest.raises(InputError, match="parameters"):
        equilibrate(*healthy(1), MechanicsParameters.central(2), np.array([0.1]))


@pytest.mark.slow
def test_a_wide_batch_converges() -> None:
    mesh, tissue = wide(64, seed=0)
    found = equilibrate(mesh, tissue, MechanicsParameters.sample(64, seed=0), np.linspace(0, 0.6, 64))
    assert found.converged.all(), [why for why in found.reason if why]
    assert np.all(found.jacobian > 0)


@pytest.mark.slow
def test_mesh_is_fine_enough() -> None:
    """Twice as many elements each way change height, pressure and bulge little."""
    fine = ReducedTopology(nucleus=26, inner=12, outer=8, disc=12, endplate=2)
    coarse, finer = (
        equilibrate(*healthy(1, topology), MechanicsParameters.central(1), np.array([0.4]))
        for topology in (TOPOLOGY, fine)
    )
    assert finer.converged.all()
    assert coarse.mean_height_mm[0] == pytest.approx(finer.mean_height_mm[0], rel=1e-2)
    assert coarse.nucleus_pressure_MPa[0] == pytest.approx(finer.nucleus_pressure_MPa[0], rel=2e-2)
    assert coarse.bulge_mm[0] == pytest.approx(finer.bulge_mm[0], rel=2e-2)


def test_regions_are_what_the_outputs_average(loaded: Equilibrium) -> None:
    """Nucleus pressure lies between the extremes that the deformed composition of the nucleus allows."""
    nucleus = TOPOLOGY.region() == Region.NUCLEUS
    parameters = MechanicsParameters.central(4)
    RT = 8.314462618 * 310 * 1e-3
    ideal = RT * (np.sqrt(loaded.fixed_charge_mEq_mL[:, nucleus] ** 2 + 0.09) - 0.3) * parameters.osmotic_coefficient[0]
    # Fibrils take little of the nucleus's water: a few per cent more charge outside them.
    assert np.all(loaded.nucleus_pressure_MPa > ideal.min(axis=1))
    assert np.all(loaded.nucleus_pressure_MPa < 1.2 * ideal.max(axis=1))
