"""Outputs against homogeneous deformations and rigid motions, whose values are known in closed form."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from pulposus.disc.damage import Damage
from pulposus.disc.reduced import Region
from pulposus.disc.vtu import write_vtu
from pulposus.mechanics.hexa.disc import ANNULUS, HexDisc
from pulposus.mechanics.hexa.fields import point_fields
from pulposus.mechanics.hexa.outputs import outputs, to_fields
from pulposus.mechanics.hexa.state import State

sys.path.insert(0, str(Path(__file__).parent))
from discs3d import CHARGE, PARAMETERS, POROSITY, disc, kidney, round_mesh


def deformed(of: HexDisc, F: np.ndarray, potential: float = 0.0, turn: np.ndarray | None = None) -> State:
    n = len(of.nodes_mm)
    motion = np.zeros(6) if turn is None else np.concatenate([np.zeros(3), turn])
    return State(0.0, of.nodes_mm @ (F - np.eye(3)).T, np.full(n, potential), (motion,))


def donnan_MPa(region: int, J: float) -> float:
    """Ideal Donnan pressure times the osmotic coefficient, with extrafibrillar water: written out anew."""
    p, n0 = PARAMETERS, POROSITY[region]
    inside = p.fibril_water_g_g[0, region] * p.collagen_fraction[0, region] * 1.4338 * (1 - n0)
    charge = CHARGE[region] * n0 / (n0 - 1 + J - inside)
    RT = 8.314462618 * 310e-3
    return float(p.osmotic_coefficient[0] * RT * (np.hypot(charge, 0.3) - 0.3))


def test_confined_compression_is_the_closed_form() -> None:
    """Uniform axial stretch: pressure, water, matrix stress of Wilson's law, height."""
    of, stretch, potential = disc(), 0.85, 0.2
    found = outputs(of, deformed(of, np.diag([1, 1, stretch]), potential))
    nucleus = donnan_MPa(0, stretch) + potential
    assert found.nucleus_pressure_MPa == pytest.approx(nucleus, rel=1e-9)
    assert found.centre_pressure_MPa == pytest.approx(nucleus, rel=1e-9)
    for region in Region:
        assert found.water_share[region] == pytest.approx((POROSITY[region] - 1 + stretch) / stretch, rel=1e-9)
    whole = outputs(of, deformed(of, np.eye(3)))
    assert found.volume_mm3 == pytest.approx(stretch * whole.volume_mm3, rel=1e-9)
    assert found.fluid_gained_mm3 == pytest.approx((stretch - 1) * whole.volume_mm3, rel=1e-9)
    assert found.mean_height_change_mm == pytest.approx((stretch - 1) * whole.mean_height_mm, rel=1e-9)
    assert found.height_mm.anterior == pytest.approx(stretch * whole.height_mm.anterior, rel=1e-9)
    assert found.largest_bulge_mm == pytest.approx(0, abs=1e-9)
    assert found.least_J == pytest.approx(stretch)
    # Axial Cauchy stress of Wilson's law in the nucleus (no fibres), from its published volumetric stress.
    G, s, J = PARAMETERS.shear_modulus_MPa[0, 0], 1 - POROSITY[0], stretch
    log_J = np.log(J)
    volumetric = -G / 6 * log_J / J * (-1 + 3 * (J + s) / (s - J) + 3 * J * s * log_J / (s - J) ** 2)
    axial = volumetric + G / J * (stretch**2 - J ** (2 / 3))
    profile = found.profile
    middle = int(np.argmin(np.abs(profile.place_mm - profile.place_mm.mean())))
    assert profile.vertical_MPa[middle] == pytest.approx(nucleus - axial, rel=1e-9)
    assert profile.horizontal_MPa[middle] == pytest.approx(nucleus - volumetric - G / J * (1 - J ** (2 / 3)), rel=1e-9)


def test_profile_runs_from_back_to_front() -> None:
    of = disc()
    place = outputs(of, deformed(of, np.eye(3))).profile.place_mm
    depth = np.ptp(of.nodes_mm[of.rim][:, :, 1])
    assert np.all(np.diff(place) > 0)
    assert 0 < place[0] < place[-1] < depth
    assert len(place) == 2 + 2 * 4  # core, and four rings on either side


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        ((-0.1, 0, 0), (0.1, 0, 0)),
        ((0, 0.07, 0), (0, 0.07, 0)),
        ((0, 0, -0.2), (0, 0, -0.2)),
        ((0.1, 0.05, 0.02), None),
    ],
)
def test_rigid_rotation_is_the_range_of_motion(turn: tuple[float, ...], expected: tuple[float, ...] | None) -> None:
    """Forward bending is negative about the axis to the right; a turned disc feels nothing."""
    of = disc()
    R = Rotation.from_rotvec(turn).as_matrix()
    found = outputs(of, deformed(of, R, turn=np.array(turn)))
    wanted = expected or (-turn[0], turn[1], turn[2])
    assert np.allclose(found.rotation_deg, np.rad2deg(wanted), atol=1e-9)
    rest = outputs(of, deformed(of, np.eye(3)))
    assert found.nucleus_pressure_MPa == pytest.approx(rest.nucleus_pressure_MPa, rel=1e-9)
    assert found.fibre_stretch == pytest.approx({region: 1.0 for region in ANNULUS})
    assert found.volume_mm3 == pytest.approx(rest.volume_mm3)


def test_rotation_counts_from_the_state_named() -> None:
    of = disc()
    first, second = (
        np.array([0.1, 0.2, -0.1]),
        Rotation.from_rotvec([0.05, 0, 0]) * Rotation.from_rotvec([0.1, 0.2, -0.1]),
    )
    before = deformed(of, np.eye(3), turn=first)
    now = deformed(of, np.eye(3), turn=second.as_rotvec())
    assert np.allclose(outputs(of, now, before).rotation_deg, (-np.rad2deg(0.05), 0, 0), atol=1e-9)


def test_uniform_stretch_gives_fibre_stretch_and_bulge() -> None:
    """A round disc widened by 4 %: fibres at angle a stretch by sqrt(1.04^2 cos^2 a + sin^2 a)."""
    of = replace(disc(round_mesh(rim_mm=11.0)), fibres="layers")
    found = outputs(of, deformed(of, np.diag([1.04, 1.04, 1.0])))
    for region in ANNULUS:
        angle = PARAMETERS.fibre_angle_rad[0, region]
        stretch = np.sqrt(1.04**2 * np.cos(angle) ** 2 + np.sin(angle) ** 2)
        assert found.fibre_stretch[region] == pytest.approx(stretch, rel=1e-3)
    for name in ("anterior", "posterior", "left", "right", "lateral"):
        assert getattr(found.bulge_mm, name) == pytest.approx(0.04 * 20, rel=1e-9)
    assert found.largest_bulge_mm == pytest.approx(0.04 * 20, rel=1e-9)


def test_the_disc_may_lie_anyhow_in_the_world() -> None:
    mesh = kidney()
    turn = Rotation.from_euler("xyz", [20, -10, 15], degrees=True).as_matrix()
    tilted = replace(mesh, nodes_mm=mesh.nodes_mm @ turn.T + [10, -30, 500])
    a, b = disc(mesh), disc(tilted)
    assert np.allclose(a.nodes_mm, b.nodes_mm, atol=1e-9)
    assert np.allclose(a.directions, b.directions, atol=1e-9)
    F = np.diag([1.05, 1.02, 0.9])
    x, y = (outputs(d, deformed(d, F)) for d in (a, b))
    assert x.nucleus_pressure_MPa == pytest.approx(y.nucleus_pressure_MPa, rel=1e-9)
    assert vars(x.bulge_mm) == pytest.approx(vars(y.bulge_mm), abs=1e-9)
    ours, theirs = (to_fields(d, deformed(d, F)) for d in (a, b))
    assert np.allclose(ours[0]["displacement_mm"] @ turn.T, theirs[0]["displacement_mm"], atol=1e-9)
    stress = ours[1]["stress_MPa"].reshape(-1, 3, 3)
    assert np.allclose(turn @ stress @ turn.T, theirs[1]["stress_MPa"].reshape(-1, 3, 3), atol=1e-9)


def test_fields_can_be_written(tmp_path: Path) -> None:
    import meshio

    of = disc()
    points, cells = to_fields(of, deformed(of, np.diag([1, 1, 0.9])))
    back = meshio.read(write_vtu(tmp_path / "disc.vtu", of.mesh, points=points, cells=cells))
    assert np.allclose(back.cell_data["volume_ratio"][0], 0.9)
    assert np.allclose(back.point_data["displacement_mm"], points["displacement_mm"])


def test_stress_balances_the_force_on_the_plate() -> None:
    """The mean axial stress of a layer, times its area, is the plate's force: checked at a homogeneous state."""
    from pulposus.mechanics.hexa.system import System

    of = replace(disc(round_mesh(rim_mm=11.0)), damage=Damage.none(round_mesh(rim_mm=11.0)))
    state = deformed(of, np.diag([1.0, 1.0, 0.9]))
    model = of.model(of.plate(), dry=True)
    force = System(model)
    motion = np.array([0, 0, -0.1 * of.centre_mm[2], 0, 0, 0])
    f = force.fields(force.gather(state.displacement_mm, state.potential_MPa), motion, 0.0)
    axial = force.reaction(f, force.balance(f))[2]
    at = point_fields(of, state)
    top = of.mesh.topology.side == 1
    thick = 0.9 * 0.77
    by_stress = (at.stress_MPa[..., 2, 2] * at.current_mm3)[top].sum() / thick
    assert by_stress == pytest.approx(axial, rel=1e-9)
