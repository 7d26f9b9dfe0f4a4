"""The 3-D disc: what it is made of, its rest, its programmes, its prestress, and the reduced disc beside it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pulposus.disc.reduced import ReducedTopology, Region, build
from pulposus.errors import InputError
from pulposus.mechanics.hexa.compare import compare_round
from pulposus.mechanics.hexa.disc import hex_disc
from pulposus.mechanics.hexa.follow import SEALED
from pulposus.mechanics.hexa.outputs import outputs
from pulposus.mechanics.hexa.prestress import prestress
from pulposus.mechanics.hexa.programmes import DIRECTIONS, axial, creep_and_recovery, day, moment_curve
from pulposus.mechanics.hexa.rest import Rest, swelling
from pulposus.mechanics.parameters import MechanicsParameters

sys.path.insert(0, str(Path(__file__).parent))
from discs3d import CHARGE, PARAMETERS, POROSITY, disc, kidney, round_mesh


@pytest.fixture(scope="module")
def rest() -> Rest:
    return swelling(disc(), 0.11)


def test_numbers_reach_their_elements() -> None:
    of = disc()
    soft, annulus = of.blocks
    region = of.mesh.topology.region
    assert set(region[annulus.elements]) == {Region.INNER_ANNULUS, Region.OUTER_ANNULUS}
    assert np.allclose(soft.material.shear, PARAMETERS.shear_modulus_MPa[0, region[soft.elements]])
    assert np.allclose(annulus.material.fibre_share, PARAMETERS.fibre_share[0, region[annulus.elements]])
    assert soft.laws.fibres == "none"
    assert np.allclose(np.linalg.norm(annulus.fibres, axis=-1), 1)
    layers = replace(of, fibres="layers").directions[annulus.elements]
    angle = PARAMETERS.fibre_angle_rad[0, region[annulus.elements]]
    # the angle between both families is twice that of either to the transverse plane
    assert np.allclose(np.sum(layers[:, 0] * layers[:, 1], axis=-1), np.cos(2 * angle))


def test_wrong_input_is_refused() -> None:
    mesh = kidney()
    with pytest.raises(InputError, match="one value per element"):
        hex_disc(mesh, np.ones(3), CHARGE, PARAMETERS)
    with pytest.raises(InputError, match="below 1"):
        hex_disc(mesh, np.full(4, 1.0), CHARGE, PARAMETERS)
    with pytest.raises(InputError, match="one set of parameters"):
        hex_disc(mesh, POROSITY, CHARGE, MechanicsParameters.central(2))


def test_rest_balances_the_load(rest: Rest) -> None:
    assert rest.reaction[2] == pytest.approx(-0.11 * rest.disc.area_mm2, rel=1e-4)
    assert outputs(rest.disc, rest.state).nucleus_pressure_MPa > 0.11
    assert rest.state.motions[0][[0, 1, 3, 4, 5]] == pytest.approx(0)


def test_rest_does_not_depend_on_the_way(rest: Rest) -> None:
    detour = swelling(rest.disc, 0.11, start=swelling(rest.disc, 0.3, start=rest.state).state)
    assert detour.state.motions[0][2] == pytest.approx(rest.state.motions[0][2], abs=1e-4)


@pytest.mark.slow
def test_moments_turn_the_disc_their_way_and_keep_its_volume(rest: Rest) -> None:
    curves = {name: moment_curve(rest, name, (1.0, 2.0)) for name in DIRECTIONS}
    for curve in curves.values():
        assert np.all(np.diff(curve.rotation_deg) > 0)
        assert np.allclose(curve.trace.of("volume_mm3"), curve.trace.outputs[0].volume_mm3, rtol=2e-4)
        assert np.all(curve.stiffness_Nm_deg > 0)
    # a disc that is its own mirror image bends and twists alike to both sides
    for pair in ("lateral", "axial"):
        left, right = (curves[f"{pair}_{side}"].rotation_deg[-1] for side in ("left", "right"))
        assert left == pytest.approx(right, rel=1e-2)


def test_moment_curve_refuses() -> None:
    still = Rest(disc(), None, 0.0, np.zeros(6), 0, 0)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="lateral_right"):
        moment_curve(still, "sideways")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="rising"):
        moment_curve(still, "flexion", (2.0, 1.0))
    with pytest.raises(InputError, match="one of them"):
        axial(still, seconds=1.0)


@pytest.mark.slow
def test_force_and_displacement_agree_and_work_is_stored(rest: Rest) -> None:
    by_force = axial(rest, force_N=200.0, seconds=2.0, edges=SEALED)
    short = by_force.shortening_mm[-1]
    by_way = axial(rest, shortening_mm=short, seconds=2.0, edges=SEALED)
    assert by_way.force_N[-1] == pytest.approx(200.0, rel=2e-2)
    assert by_way.shortening_mm[-1] == pytest.approx(short, rel=1e-6)
    assert by_force.nucleus_pressure_MPa[-1] > by_force.nucleus_pressure_MPa[0]


@pytest.mark.slow
def test_creep_ends_at_the_equilibrium_of_its_load(rest: Rest) -> None:
    force = 0.1 * rest.disc.area_mm2
    creep = creep_and_recovery(rest, force_N=force, creep_h=150.0, recovery_h=150.0, looks=3)
    height = creep.trace.of("mean_height_mm")
    end = swelling(rest.disc, 0.21, start=rest.state)
    assert height[creep.loaded][-1] == pytest.approx(outputs(rest.disc, end.state).mean_height_mm, rel=2e-3)
    assert height[-1] == pytest.approx(height[0], rel=2e-3)
    assert creep.recovered_share == pytest.approx(1, abs=2e-2)
    assert creep.elastic_mm > 0


@pytest.mark.slow
def test_days_close(rest: Rest) -> None:
    found = day(rest, cycles=2)
    assert abs(found.open_shares[1]) < abs(found.open_shares[0])
    assert found.height_change < 0
    assert found.volume_change < 0
    assert found.night_rise_MPa > 0
    assert len(found.trace.of("mean_height_mm")[found.last]) == 1 + 2 * 4


@pytest.mark.slow
def test_prestress_meets_the_measured_shape() -> None:
    mesh = kidney()
    found = prestress(mesh, POROSITY, CHARGE, PARAMETERS, 0.12)
    assert found.converged, found.reason
    assert found.shape_error_mm < 0.01
    reached = found.disc.nodes_mm + found.rest.state.displacement_mm
    measured = disc(mesh).nodes_mm
    assert np.abs(reached - measured).max() < 0.01
    # in that state the tissue has the composition that was given
    out = outputs(found.disc, found.rest.state)
    assert out.water_share[Region.NUCLEUS] == pytest.approx(POROSITY[0], rel=1e-2)
    assert outputs(found.disc, found.rest.state).mean_height_change_mm != 0


@pytest.mark.slow
def test_the_reduced_disc_agrees_with_itself_revolved() -> None:
    reduced = build(
        ReducedTopology(),
        radius_mm=np.array([20.0]),
        mid_height_mm=np.array([11.0]),
        rim_height_mm=np.array([9.0]),
        nucleus_radius_fraction=np.array([0.62]),
        inner_annulus_fraction=np.array([0.5]),
        endplate_mm=np.array([0.77]),
    )
    found = compare_round(reduced, POROSITY, CHARGE, PARAMETERS, topology=round_mesh().topology)
    assert np.abs(found.height_change_share).max() < 0.1
    assert np.abs(found.pressure_share).max() < 0.1
