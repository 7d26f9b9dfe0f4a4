"""Damages: how much of the disc they touch, where, that meshes stay sound, and that mechanics answers as measured."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pulposus.disc.damage import (
    Damage,
    concentric_tear,
    endplate_defect,
    nucleus_removal,
    protrusion,
    radial_fissure,
    rim_lesion,
)
from pulposus.disc.damage.nucleus import nucleus_density_g_mL
from pulposus.disc.damage.places import direction_rad, places, radius_mm
from pulposus.disc.damage.state import FACTORS
from pulposus.disc.quality import check, element_volumes_mm3
from pulposus.disc.reduced import Region
from pulposus.errors import InputError
from pulposus.library import value
from pulposus.mechanics.hexa.discectomy import discectomy
from pulposus.mechanics.hexa.outputs import Outputs, outputs
from pulposus.mechanics.hexa.programmes import moment_curve
from pulposus.mechanics.hexa.rest import swelling

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanics" / "hexa"))
from discs3d import TINY, disc, kidney, round_mesh

MESH = kidney()
REGION = MESH.topology.region


def centres(name_of: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    u, v, zeta = MESH.unit[MESH.elements[name_of]].mean(axis=1).T
    return np.hypot(u, v), np.arctan2(v, u), zeta


def test_places_weigh_volume_one() -> None:
    at = places(MESH)
    assert np.allclose(at.share.sum(axis=(1, 2, 3)), 1)
    assert at.s.max() < 1
    assert np.abs(at.zeta).max() < 1


def test_radial_fissure_lies_where_it_should() -> None:
    damage = radial_fissure(MESH, "posterior", width_mm=1.5)
    touched = np.flatnonzero(damage.fibre < 1)
    _, angle, _ = centres(touched)
    assert set(REGION[touched]) == {Region.INNER_ANNULUS, Region.OUTER_ANNULUS}
    assert np.all(np.abs(angle + np.pi / 2) <= 2 * np.pi / TINY.around)
    assert np.all(damage.matrix[touched] > damage.fibre[touched])
    assert np.all(damage.charge == 1)
    only_outer = radial_fissure(MESH, "posterior", reach=(0.6, 1.0), height=(0, 1))
    s, _, zeta = centres(np.flatnonzero(only_outer.fibre < 1))
    assert set(REGION[only_outer.fibre < 1]) == {Region.OUTER_ANNULUS}
    assert zeta.max() > 0
    assert len(s) < len(touched)


def test_the_give_of_a_cut_does_not_depend_on_the_mesh() -> None:
    """Compliance around the ring beyond the intact one is width/keep, whatever the elements: within the sampling."""
    keep = value("damage", "radial_fissure_fibre_keep")
    extra = []
    for core in (4, 8, 16):
        mesh = round_mesh(replace(TINY, core=core))
        damage = radial_fissure(mesh, 3.0, width_mm=4.0)
        outer = (mesh.topology.ring == 2) & (mesh.topology.side == 0)
        around = damage.fibre[outer].reshape(-1, mesh.topology.around)[0]
        extra.append(float(((1 / around - 1) / mesh.topology.around).sum()))
    exact = 4.0 / (2 * np.pi * radius_mm(MESH)) * (1 / keep - 1)
    assert extra == pytest.approx([exact] * 3, rel=0.35)


def test_concentric_tear_keeps_fibres() -> None:
    damage = concentric_tear(MESH, "anterior", depth=0.8, angle_deg=90)
    touched = damage.matrix < 1
    _, angle, _ = centres(np.flatnonzero(touched))
    assert np.all(damage.fibre == 1)
    assert set(REGION[touched]) == {Region.OUTER_ANNULUS}
    assert np.all(np.abs(angle - np.pi / 2) < np.pi / 4 + np.pi / TINY.around)
    assert damage.matrix.min() < 1


def test_rim_lesion_lies_at_one_rim() -> None:
    damage = rim_lesion(MESH, "anterior", angle_deg=60, side=1)
    s, angle, zeta = centres(np.flatnonzero(damage.fibre < 1))
    assert zeta.min() > 0
    assert s.min() > 0.6
    assert np.all(np.abs(angle - np.pi / 2) < np.pi / 6 + np.pi / TINY.around)


@pytest.mark.parametrize("cavity", [False, True])
def test_nucleus_removal_takes_the_volume_asked_for(cavity: bool) -> None:
    damage = nucleus_removal(MESH, grams=1.0, cavity=cavity)
    gone = float((1 - damage.solid) @ element_volumes_mm3(MESH.corners_mm))
    assert gone == pytest.approx(1000 / nucleus_density_g_mL(), rel=1e-9)
    assert 1.05 < nucleus_density_g_mL() < 1.15
    assert np.all(damage.solid[REGION != Region.NUCLEUS] == 1)
    porosity, charge = damage.tissue(np.full(len(REGION), 0.8), np.full(len(REGION), 0.3))
    assert np.allclose(1 - porosity, 0.2 * damage.solid)
    assert np.allclose(charge * porosity, 0.3 * 0.8 * damage.charge)


@pytest.mark.parametrize("kind", ["open", "softened", "calcified"])
def test_endplate_defect_covers_its_area(kind: str) -> None:
    mesh = round_mesh()  # its cartilage is 0.77 mm thick everywhere
    damage = endplate_defect(mesh, kind, diameter_mm=16.0, side=-1)  # type: ignore[arg-type]
    share = (damage.exchange - 1) / (value("damage", f"{kind}_endplate_exchange") - 1)
    assert share @ element_volumes_mm3(mesh.corners_mm) == pytest.approx(np.pi * 8**2 * 0.77, rel=0.03)
    plates = mesh.topology.side == -1
    assert np.all(damage.exchange[~plates] == 1)
    assert (damage.permeability.max() > 1) == (kind != "calcified")


def test_a_depression_takes_nucleus() -> None:
    flat = endplate_defect(MESH, "open", diameter_mm=12.0)
    deep = endplate_defect(MESH, "open", diameter_mm=12.0, depth_mm=2.0)
    gone = float(((1 - deep.solid) * element_volumes_mm3(MESH.corners_mm)).sum())
    assert np.all(flat.solid == 1)
    assert gone == pytest.approx(value("damage", "depression_shape") * np.pi * 6**2 * 2, rel=1e-9)


@pytest.mark.parametrize("place", ["posterior", "posterolateral_left", "posterolateral_right", -100.0])
def test_protrusion_has_its_size_and_a_sound_mesh(place: str | float) -> None:
    damage = protrusion(MESH, 3.0, place)  # type: ignore[arg-type]
    moved = damage.mesh(MESH)
    size = np.linalg.norm(damage.moved_mm, axis=1)
    assert size.max() == pytest.approx(3.0)
    assert check(moved).least_scaled_jacobian > 0.05
    u, v = MESH.unit[size.argmax(), :2]
    assert np.hypot(u, v) == pytest.approx(1)
    off = np.angle(np.exp(1j * (np.arctan2(v, u) - direction_rad(place))))  # type: ignore[arg-type]
    assert abs(off) <= np.pi / TINY.around + 1e-9
    assert np.allclose(damage.moved_mm[MESH.node_set(1)], 0)
    assert check(moved).volume_mm3 > check(MESH).volume_mm3
    assert np.sign(np.round(u, 6)) == {"posterolateral_left": -1, "posterolateral_right": 1}.get(place, 0)  # type: ignore[call-overload]


def test_both_damages_together() -> None:
    a, b = radial_fissure(MESH), protrusion(MESH, 2.0)
    both = a.also(b).also(nucleus_removal(MESH, share=0.2))
    assert np.allclose(both.fibre, a.fibre)
    assert np.allclose(both.moved_mm, b.moved_mm)
    assert both.solid.min() == pytest.approx(0.8)
    assert all(np.all(getattr(Damage.none(MESH), name) == 1) for name in FACTORS)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: radial_fissure(MESH, "behind"), "posterolateral_left"),  # type: ignore[arg-type]
        (lambda: radial_fissure(MESH, reach=(0.5, 0.2)), "rising pairs"),
        (lambda: radial_fissure(MESH, width_mm=1e-3), "finer mesh"),
        (lambda: nucleus_removal(MESH, grams=40.0), "at most"),
        (lambda: nucleus_removal(MESH), "one of them"),
        (lambda: endplate_defect(MESH, "open", diameter_mm=5, place_mm=(80, 0)), "no cartilage"),
        (lambda: endplate_defect(MESH, "torn", diameter_mm=5), "softened"),  # type: ignore[arg-type]
        (lambda: protrusion(MESH, 25.0, width_deg=8), "smaller or wider"),
        (lambda: radial_fissure(MESH).also(Damage.none(round_mesh(replace(TINY, disc_layers=4)))), "different meshes"),
    ],
)
def test_wrong_damage_is_refused_with_advice(make: object, says: str) -> None:
    with pytest.raises(InputError, match=says):
        make()  # type: ignore[operator]


def rested(*damages: Damage, load_MPa: float = 0.3) -> Outputs:
    of = disc()
    for damage in damages:
        of = of.damaged(damage)
    return outputs(of, swelling(of, load_MPa).state)


@pytest.mark.slow
def test_removed_nucleus_lowers_height_and_pressure_at_rest() -> None:
    found = [rested(), *(rested(nucleus_removal(MESH, grams=g)) for g in (1.0, 2.0))]
    for name in ("mean_height_mm", "nucleus_pressure_MPa"):
        values = np.array([getattr(o, name) for o in found])
        assert np.all(np.diff(values) < 0), name


@pytest.mark.slow
def test_cavity_and_even_loss_cost_much_the_same_height() -> None:
    intact = swelling(disc(), 0.12)
    of = [intact.disc.damaged(nucleus_removal(MESH, share=0.3, cavity=c)) for c in (False, True)]
    even, hole = (outputs(d, swelling(d, 0.12, start=intact.state).state, intact.state) for d in of)
    assert hole.mean_height_change_mm < 0
    assert hole.mean_height_change_mm == pytest.approx(even.mean_height_change_mm, rel=0.5)
    assert hole.least_J < even.least_J


@pytest.mark.slow
def test_discectomy_as_measured() -> None:
    """Brinckmann and Grootenboer 1991: -0.8 mm of height a gram (within 40 %), more bulge, less pressure."""
    found = discectomy(swelling(disc(), 0.12), 1.0, force_N=1000.0)
    assert found.height_change_mm == pytest.approx(-0.8, rel=0.4)
    assert found.mean_bulge_change_mm > 0
    assert found.pressure_ratio < 1
    gone = found.cut.outputs[-1].fluid_gained_mm3
    assert gone == pytest.approx(-1000 / nucleus_density_g_mL(), rel=0.1)


@pytest.mark.slow
def test_a_broken_endplate_lowers_pressure() -> None:
    """Sign of Adams 2000 (PMID 10870137)."""
    intact, broken = rested(), rested(endplate_defect(MESH, "open", diameter_mm=15.0, depth_mm=2.0))
    assert broken.nucleus_pressure_MPa < intact.nucleus_pressure_MPa
    assert broken.mean_height_mm < intact.mean_height_mm


@pytest.mark.slow
def test_fissure_and_rim_lesion_raise_motion() -> None:
    """A rim lesion lowers the resisting moment (Thompson 2004); a radial fissure must not raise it."""
    of = disc()
    fissure = radial_fissure(MESH, "posterior", width_mm=4.0)
    lesion = rim_lesion(MESH, "posterior", angle_deg=90)
    turned = [
        moment_curve(swelling(d, 0.2), "flexion", (2.0,)).rotation_deg[-1]
        for d in (of, of.damaged(fissure), of.damaged(lesion))
    ]
    assert turned[1] > turned[0]
    assert turned[2] > turned[0]
