"""The mechanics of one disc: what a damage takes, what loads do, and that a failure is said."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import meshio
import numpy as np
import pytest

from pulposus.disc.anchored import ANCHORED, Anchored
from pulposus.disc.damage.nucleus import nucleus_density_g_mL
from pulposus.disc.hexmesh import HexMesh, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.quality import element_volumes_mm3
from pulposus.disc.reduced import Region
from pulposus.disc.shape import from_parameters
from pulposus.errors import InputError, RunError
from pulposus.forecasting import mechanics as module
from pulposus.forecasting.damage_kinds import KINDS, chosen
from pulposus.forecasting.demo import demo_case
from pulposus.forecasting.mechanics import MechanicsStudy, disc_mechanics, profile_parts
from pulposus.forecasting.mechanics_numbers import LINES, Numbers
from pulposus.forecasting.mechanics_table import facts_of, rows, write_study
from pulposus.library import facts, value
from pulposus.mechanics.hexa.profile import StressProfile
from pulposus.numerics import settings

TINY = Anchored(core=2, nucleus_rings=1, inner_rings=1, outer_rings=1, disc_layers=3)


@pytest.fixture(scope="module")
def mesh() -> HexMesh:
    shape = from_parameters("L4/5", age_y=40.0, sex="F", grade=3)
    return lay(ANCHORED["coarse"], surfaces_of(shape), shape)


@pytest.mark.parametrize("key", KINDS)
def test_usual_size_lies_in_its_range_and_changes_the_disc(key: str, mesh: HexMesh) -> None:
    damage = chosen(key)
    fact = facts("damage")[damage.kind.fact]
    assert isinstance(fact.spread, tuple)
    assert fact.spread[0] <= damage.size <= fact.spread[1]
    made = damage.on(mesh)
    changed = [made.matrix, made.fibre, made.solid, made.charge, made.permeability]
    assert any(not np.allclose(part, 1) for part in changed) or np.abs(made.moved_mm).max() > 0


def test_removed_mass_is_missing_by_volume_and_density(mesh: HexMesh) -> None:
    made = chosen("nucleus_removal", 2.0).on(mesh)
    nucleus = mesh.topology.region == Region.NUCLEUS
    volume = element_volumes_mm3(mesh.corners_mm)
    gone_mL = float(((1 - made.solid) * volume)[nucleus].sum()) / 1000
    assert gone_mL * nucleus_density_g_mL() == pytest.approx(2.0)
    assert made.solid[~nucleus] == pytest.approx(1)


def test_protrusion_stands_out_by_its_size_to_the_left_behind(mesh: HexMesh) -> None:
    moved = chosen("protrusion", 3.0).on(mesh).moved_mm
    far = np.linalg.norm(moved, axis=1)
    assert far.max() == pytest.approx(3.0)
    x, y, _ = moved[far.argmax()]
    assert x < 0  # world x points to the right
    assert y < 0


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("hole",), "expected one of radial_fissure"),
        (("radial_fissure", 9.0), "0.5 to 3 mm"),
        (("nucleus_removal", 5.0), "doi:10.1097/00007632-199106000-00008"),
        (("protrusion", math.nan), "found nan"),
        (("rim_lesion", 90.0, "up"), "--place"),
        (("endplate_defect", 15.0, "left"), "expected none"),
    ],
)
def test_what_no_disc_has_is_refused(arguments: tuple[str, ...], named: str) -> None:
    with pytest.raises(InputError, match=r"--(damage|size|place)") as error:
        chosen(*arguments)  # type: ignore[arg-type]
    assert named in str(error.value)


def test_parts_of_a_profile() -> None:
    stress = np.array([0.1, 0.9, 0.5, 0.4, 0.6, 0.8, 0.2])
    assert profile_parts(StressProfile(np.arange(7.0), stress, stress), 2) == pytest.approx((0.9, 0.5, 0.8))


def test_every_number_is_told_with_a_measured_one_that_exists() -> None:
    assert set(LINES) == set(vars(Numbers()))
    assert all(line.measured in facts("validation") for line in LINES.values() if line.measured)


@pytest.mark.parametrize(
    ("wanted", "named"),
    [({"level": "L1/2"}, "--level"), ({"grade": 4}, "--grade"), ({"elements": "huge"}, "--mesh")],
)
def test_wrong_input_is_said_before_anything_is_solved(
    wanted: dict[str, object], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "prestress", None)
    with pytest.raises(InputError, match=named):
        disc_mechanics(demo_case(), **wanted)  # type: ignore[arg-type]


def test_a_disc_without_rest_is_a_failed_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise RunError("no equilibrium")

    monkeypatch.setattr(module, "prestress", none)
    with pytest.raises(RunError, match="Nothing of the disc L4/5 could be solved: intact, at rest: no equilibrium"):
        disc_mechanics(demo_case())


@pytest.fixture(scope="module")
def study() -> MechanicsStudy:
    """Intact, 1 g of nucleus out, and grade 2; extension finds no solution in the second."""
    patch = pytest.MonkeyPatch()
    bend = module.moment_curve

    def but_one(rest: object, way: str) -> object:
        if way == "extension" and rest.disc.damage.solid.min() < 1:  # type: ignore[attr-defined]
            raise RunError("step too short")
        return bend(rest, way)  # type: ignore[arg-type]

    with patch.context() as on:
        on.setitem(ANCHORED, "tiny", TINY)
        on.setattr(settings, "HEXA_DISC_MOMENTS_NM", (2.5,))
        on.setattr(module, "moment_curve", but_one)
        return disc_mechanics(demo_case(), damage=chosen("nucleus_removal"), grade=2, elements="tiny")


@pytest.mark.slow
def test_disc_stands_within_published_bounds(study: MechanicsStudy) -> None:
    numbers = {state.name: state.numbers for state in study.states}
    intact, cut, fresh = numbers["intact"], numbers["nucleus removed, 1 g"], numbers["grade 2"]
    # Nachemson 1960: pressure in a healthy nucleus is 1.3 to 1.6 times the mean stress on the disc; 10 % for the mesh.
    assert 0.9 * 1.3 < fresh.pressure_day_MPa / study.day_load_MPa < 1.1 * 1.6
    # Wilke 1999: 0.1 MPa lying down to 0.24 MPa after a night in bed.
    assert 0.1 < fresh.pressure_lying_MPa < 0.24
    # Degeneration (Adams 1996, Johannessen 2005): less pressure and water; the lying shape is the same by construction.
    assert intact.pressure_day_MPa < fresh.pressure_day_MPa
    assert intact.water_nucleus < fresh.water_nucleus
    assert intact.height_lying_mm == pytest.approx(fresh.height_lying_mm, abs=0.05)
    # Brinckmann 1991: nucleus taken out costs height and pressure.
    assert cut.height_lying_mm < intact.height_lying_mm
    assert cut.pressure_lying_MPa < intact.pressure_lying_MPa
    # ... and at once about 0.8 mm a gram, before anything can drink.
    assert study.cut is not None
    assert study.cut.height_change_mm == pytest.approx(value("validation", "vt2_height_mm_g"), rel=0.4)
    assert intact.out_of_line_mm == 0
    # Several hundred to a few thousand N/mm, the range of published axial stiffness of lumbar discs.
    assert 500 < intact.stiffness_N_mm < 5000
    assert intact.creep_mm > 0


@pytest.mark.slow
def test_plate_carries_the_day_load_and_moments_rise(study: MechanicsStudy) -> None:
    rest, end = study.loaded[0]
    state = study.states[0]
    assert state.day is not None
    profile = state.day.profile
    assert profile.vertical_MPa.max() > study.day_load_MPa  # the rim carries less than the mean, the middle more
    assert end.time_s == pytest.approx(10.0)
    for curve in state.curves.values():
        assert np.all(np.diff(curve.rotation_deg) > 0)
    assert rest.disc.area_mm2 == pytest.approx(study.area_mm2)


@pytest.mark.slow
def test_what_was_not_found_is_said_and_the_rest_shown(study: MechanicsStudy, tmp_path: Path) -> None:
    assert study.failures == ("nucleus removed, 1 g, extension: step too short",)
    told = {row["name"]: row for row in rows(study)}
    assert told["extension_deg"]["nucleus removed, 1 g"] is None
    assert told["flexion_deg"]["nucleus removed, 1 g"] is not None
    write_study(study, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "mechanics.csv", "moments.csv", "profile.csv", "intact.vtu", "nucleus_removed.vtu", "grade_2.vtu",
    }  # fmt: skip
    with (tmp_path / "mechanics.csv").open(encoding="utf-8") as file:
        table = {row["name"]: row for row in csv.DictReader(file)}
    assert float(table["pressure_day_MPa"]["intact"]) == pytest.approx(
        study.states[0].numbers.pressure_day_MPa, rel=1e-5
    )
    assert table["extension_deg"]["nucleus removed, 1 g"] == ""
    loaded = meshio.read(tmp_path / "intact.vtu")
    sunk = loaded.point_data["displacement_mm"]
    assert len(sunk) == len(study.loaded[0][0].disc.mesh.nodes_mm)
    assert facts_of(study)["not_found"] == list(study.failures)


@pytest.mark.slow
def test_figure_shows_every_state_and_the_same_bytes_twice(study: MechanicsStudy) -> None:
    from pulposus.report.figures.mechanics import as_svg

    text = as_svg(study).decode("utf-8")
    assert all(state.name in text for state in study.states)
    assert "lateral bending" in text
    assert as_svg(study) == as_svg(study)
