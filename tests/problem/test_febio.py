"""FEBio export: read back it is the same mesh, and laws and loads are those of FEBio's own definitions."""

from __future__ import annotations

import importlib.util
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hexboxes import as_vtu, box, mesh_of, quadratic

from pulposus.errors import InputError
from pulposus.mechanics.laws.osmosis import donnan_pressure
from pulposus.problem.febio import febio_text, write_febio
from pulposus.problem.posed import Posed, load_posed, pose
from pulposus.problem.problem import problem_from
from pulposus.problem.read_mesh import read_mesh

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT.parent / "shared" / "bench" / "disc_problem.py"
GEL = {
    "solid_fraction": 0.2,
    "matrix": {"neo_hookean": {"mu_MPa": 0.4, "lambda_MPa": 0.3}},
    "permeability": {"holmes_mow": {"k0_mm4_Ns": 1e-3, "M": 2, "alpha": 1}},
}
BASE: dict[str, Any] = {
    "physics": "mechanics",
    "mesh": "box",
    "materials": {"gel": GEL},
    "assign": {"rest": "gel"},
    "curves": {"ramp": [[0, 0], [1, 1]], "later": [[0, 0], [50, 2]]},
    "fixed": [{"nodes": "bottom", "components": ["x", "z"]}, {"nodes": "bottom", "components": ["y"]}],
    "plates": [
        {
            "name": "lid & seal",
            "nodes": "top",
            "x": {"to_mm": 0.5, "curve": "ramp"},
            "y": "free",
            "z": {"force_N": -10, "curve": "ramp"},
            "rx": {"to_deg": 3, "curve": "later"},
            "ry": {"moment_Nm": 0.2},
        }
    ],
    "potential": [{"nodes": "bottom"}, {"nodes": "top", "value_MPa": 0.1, "curve": "ramp"}],
    "face_sets": {"side": {"nodes": "left"}},
    "node_sets": {"left": {"plane": {"x_mm": 0}}},
    "traction": [{"faces": "side", "pressure_MPa": 0.2, "curve": "ramp"}, {"faces": "side", "vector_MPa": [0, 0, 1]}],
    "programme": {"kind": "creep", "end_s": 1000, "output_s": [1, 10]},
}


def posed(**changes: Any) -> Posed:
    return pose(problem_from({**BASE, **changes}), mesh_of(*box((2, 2, 2), (20, 20, 10))))


def tree(of: Posed) -> ET.Element:
    return ET.fromstring(febio_text(of))


def material(**changes: Any) -> ET.Element:
    found = tree(posed(materials={"gel": {**GEL, **changes}})).find("Material/material")
    assert found is not None
    return found


def numbers(of: ET.Element | None, *names: str) -> list[float]:
    assert of is not None
    return [float(of.findtext(name) or "nan") for name in names]


@pytest.mark.parametrize("order", [8, 20])
def test_the_mesh_comes_back(tmp_path: Path, order: int) -> None:
    nodes, elements = box((2, 2, 2), (20, 20, 10))
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
    one = pose(problem_from(BASE), mesh_of(nodes, elements))
    back = read_mesh(write_febio(one, tmp_path / "out.feb"))
    assert np.allclose(back.nodes_mm, nodes, rtol=1e-11)
    assert np.array_equal(back.elements, elements)
    assert {name: members.tolist() for name, members in back.node_sets.items() if name != "all_nodes"} == {
        name: members.tolist() for name, members in one.sets.nodes.items()
    }
    assert np.array_equal(back.face_sets["side"], one.sets.faces["side"])
    assert [path.name for path in tmp_path.iterdir()] == ["out.feb"]


def test_plates_and_loads_are_written_with_their_curves() -> None:
    root = tree(posed())
    curves = {c.get("name"): (c.get("id"), [p.text for p in c.iter("pt")]) for c in root.iter("load_controller")}
    assert curves["ramp"][1] == ["0,0", "1,1"]
    assert curves["later"][1] == ["0,0", "50,2"]
    fixed = root.find("Rigid/rigid_bc[@type='rigid_fixed']")
    assert fixed is not None
    assert {e.tag: e.text for e in fixed if e.tag != "rb"} == {
        "Rx_dof": "0", "Ry_dof": "0", "Rz_dof": "0", "Ru_dof": "0", "Rv_dof": "0", "Rw_dof": "1"
    }  # fmt: skip
    rows = [
        (e.get("type"), e.findtext("dof"), float(e.findtext("value") or "nan"), v.get("lc"))
        for e in root.iterfind("Rigid/*")
        if (v := e.find("value")) is not None
    ]
    assert rows == [
        ("rigid_displacement", "x", 0.5, curves["ramp"][0]),
        ("rigid_force", "Rz", -10.0, curves["ramp"][0]),
        ("rigid_rotation", "Ru", pytest.approx(np.pi / 60), curves["later"][0]),
        ("rigid_moment", "Rv", 200.0, None),  # N mm
    ]
    assert [e.text for e in root.iter("rb")] == ["lid & seal"] * 6
    plate = root.find("Material/material[@type='rigid body']")
    assert plate is not None
    assert plate.findtext("center_of_mass") == "10,10,10"
    kinds = [(e.get("type"), e.get("node_set")) for e in root.iterfind("Boundary/bc")]
    assert kinds == [
        ("zero displacement", "bottom"), ("zero displacement", "bottom"), ("rigid", "top"),
        ("zero fluid pressure", "bottom"), ("prescribed fluid pressure", "top"),
    ]  # fmt: skip
    assert [e.get("type") for e in root.iterfind("Loads/surface_load")] == ["pressure", "traction"]
    assert root.findtext("Loads/surface_load/traction") == "0,0,1"


def test_neo_hooke_is_given_by_young_and_poisson() -> None:
    solid = material().find("solid")
    assert solid is not None
    assert solid.get("type") == "neo-Hookean"
    E, v = numbers(solid, "E", "v")
    assert E / (2 * (1 + v)) == pytest.approx(0.4)
    assert E * v / ((1 + v) * (1 - 2 * v)) == pytest.approx(0.3)


def test_donnan_with_fibril_water_is_the_same_pressure_at_any_volume() -> None:
    """FEBio: p = R T Phi (sqrt(cF^2 + bosm^2) - bosm), cF = cF0 phiw0/(J - 1 + phiw0), in mM and MPa."""
    given = {"fixed_charge_mEq_mL": 0.25, "osmotic_coefficient": 0.8, "fibril_water_g_g": 1.0, "collagen_fraction": 0.3}
    root = tree(posed(materials={"gel": {**GEL, "osmosis": {"donnan": given}}}))
    water, charge, bath, phi = numbers(root.find(".//solid[@type='Donnan equilibrium']"), "phiw0", "cF0", "bosm", "Phi")
    T, R = numbers(root.find("Globals/Constants"), "T", "R")
    density = 1.4338  # g/mL of dry matter, Munoz-Moya et al. 2024
    for J in (0.8, 1.0, 1.5):
        cF = charge * water / (J - 1 + water)
        theirs = R * T * phi * (np.hypot(cF, bath) - bath)
        outside = 0.8 - 1 + J - 0.3 * density * 0.2
        ours = donnan_pressure(0.25 * 0.8 / outside, 0.15, 8.314462618e-3 * T, 0.8)
        assert theirs == pytest.approx(float(ours), rel=1e-9)


def test_fibres_read_back_from_the_export_are_those_written(tmp_path: Path) -> None:
    changes = {
        "materials": {"gel": {**GEL, "fibres": {"exponential_power": {"ksi_MPa": 2, "alpha": 20, "beta": 2}}}},
        "fibres": {"rest": {"around": {"centre_mm": [-7, 3, 0], "axis": [0.1, 0, 1]}, "angle_deg": 62}},
    }
    one = posed(**changes)
    back = read_mesh(write_febio(one, tmp_path / "out.feb"))
    assert back.fibres is not None
    assert one.domains[0].fibres is not None
    assert np.abs(back.fibres - one.domains[0].fibres).max() < 1e-9
    hgo = {**GEL, "fibres": {"hgo": {"k1_MPa": 0.5, "k2": 10, "kappa": 0.1}}}
    law = tree(posed(**{**changes, "materials": {"gel": hgo}})).find(".//solid[@type='HGO unconstrained']")
    assert numbers(law, "c", "k1", "k2", "kappa", "gamma", "k") == pytest.approx([0, 0.5, 10, 0.1, 62, 0])


def test_a_fibre_angle_that_changes_splits_the_domain(tmp_path: Path) -> None:
    one = posed(
        materials={"gel": {**GEL, "fibres": {"exponential_power": {"ksi_MPa": 2, "alpha": 20, "beta": 2}}}},
        fibres={"rest": {"around": {"centre_mm": [-7, 3, 0]}, "angle_deg": 30}},
    )
    along = one.domains[0].fibres
    assert along is not None
    along[4:] = along[4:] @ np.diag([1, 1, 0.5])
    along /= np.linalg.norm(along, axis=-1, keepdims=True)
    back = read_mesh(write_febio(one, tmp_path / "out.feb"))
    assert {name: len(members) for name, members in back.element_sets.items()} == {"rest_1": 4, "rest_2": 4}
    assert back.fibres is not None
    order = np.argsort(back.element_ids)
    assert np.abs(back.fibres[order] - along).max() < 1e-9


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"matrix": {"wilson": {"shear_MPa": 1}}}, ["matrix", "'wilson'", "use 'neo_hookean'"]),
        ({"permeability": {"argoubi": {"k0_mm4_Ns": 1e-3, "M": 2}}}, ["'argoubi'", "use 'holmes_mow'"]),
        ({"permeability": {"porosity_power": {"alpha_mm4_Ns": 1e-3, "M": 2}}}, ["'porosity_power'"]),
        ({"osmosis": {"schroeder": {"fixed_charge_mEq_mL": 0.2, "collagen_fraction": 0.2}}}, ["use 'donnan'"]),
    ],
)
def test_laws_that_febio_lacks_are_named(changes: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InputError) as error:
        material(**changes)
    assert [word for word in ("problem: materials.gel", *words) if word not in str(error.value)] == []


def test_a_swelling_is_ramped_to_its_last_load_and_a_swollen_start_refused() -> None:
    swelling = {"programme": {"kind": "swelling"}, "potential": []}
    root = tree(posed(**swelling))
    curves = {c.get("name"): [p.text for p in c.iter("pt")] for c in root.iter("load_controller")}
    assert curves == {"ramp": ["0,0", "1,1"], "later": ["0,0", "1,2"]}
    assert root.findtext("Control/analysis") == "STEADY-STATE"
    with pytest.raises(InputError, match="'swollen', which one FEBio analysis cannot state"):
        febio_text(posed(programme={**BASE["programme"], "start": "swollen"}))


def transport(tmp_path: Path, tissue: dict[str, Any], held: dict[str, Any]) -> Posed:
    as_vtu(tmp_path / "m.vtu", *box((2, 2, 2)))
    data = {
        "physics": "transport", "mesh": "m.vtu", "materials": {"t": tissue}, "assign": {"rest": "t"},
        "concentrations": [{"nodes": "outside", **held}], "programme": {"kind": "steady"},
    }  # fmt: skip
    (tmp_path / "p.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return load_posed(tmp_path / "p.yaml")


def test_one_solute_is_exported_and_three_are_refused(tmp_path: Path) -> None:
    solute = {"diffusivity_mm2_s": 4e-4, "uptake_mM_s": 1e-4, "half_mM": 0.5}
    root = tree(transport(tmp_path, {"solid_fraction": 0.2, "solute": solute}, {"concentration_mM": 4}))
    # FEBio's steady analysis multiplies the supply by the porosity (0.8) once too often.
    assert numbers(root.find(".//forward_rate"), "k") == pytest.approx([1e-4 / 0.8])
    assert numbers(root.find(".//reaction"), "Km") == [0.5]
    pressure = root.find("Boundary/bc[@type='prescribed fluid pressure']")
    assert numbers(pressure, "value") == pytest.approx([-8.314462618e-6 * 310 * 4])
    nutrients = {"oxygen_kPa": 5, "glucose_mM": 4, "lactate_mM": 1}
    with pytest.raises(InputError, match="not in FEBio"):
        febio_text(transport(tmp_path, {"solid_fraction": 0.2, "cells_1e6_mL": 4}, nutrients))


@pytest.fixture(scope="module")
def yardstick(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The yardstick's own FEBio input, and what we write after reading mesh and fibres from it."""
    if not BENCH.is_file():
        pytest.skip("the yardstick generator is not here (bench folder beside the checkout)")
    spec = importlib.util.spec_from_file_location("disc_problem", BENCH)
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)
    folder = tmp_path_factory.mktemp("yardstick")
    theirs = folder / "theirs.feb"
    theirs.write_text(generator.creep("tiny", "theirs")[1], "utf-8")
    data = yaml.safe_load((ROOT / "examples" / "solve_creep.yaml").read_text("utf-8"))
    data["mesh"], data["assign"] = "theirs.feb", {"NP": "nucleus", "AF": "annulus"}
    data["potential"] = [{"nodes": "drain"}]
    data["plates"][0] |= {"name": "Plate", "centre_mm": [0, 0, 11]}
    (folder / "p.yaml").write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    return theirs, write_febio(load_posed(folder / "p.yaml"), folder / "ours.feb")


def test_the_yardstick_has_the_same_mesh_sets_and_fibres(yardstick: tuple[Path, Path]) -> None:
    theirs, ours = (read_mesh(path) for path in yardstick)
    assert np.array_equal(theirs.nodes_mm, ours.nodes_mm)
    assert np.array_equal(theirs.node_ids, ours.node_ids)
    assert np.array_equal(theirs.element_ids, ours.element_ids)
    assert np.array_equal(theirs.elements, ours.elements)
    for name in ("NP", "AF"):
        assert np.array_equal(theirs.element_sets[name], ours.element_sets[name])
    for name in ("bottom", "top", "drain"):
        assert np.array_equal(theirs.node_sets[name], ours.node_sets[name])
    assert theirs.fibres is not None
    assert ours.fibres is not None
    assert np.abs(theirs.fibres - ours.fibres).max() < 1e-7  # eight digits in their file


def leaves(of: ET.Element) -> list[tuple[str, str | None, list[float] | str]]:
    """Tag, type and content of an element and all below it, numbers as numbers."""
    text = (of.text or "").strip()
    try:
        content: list[float] | str = [round(float(part), 9) for part in text.split(",")] if text else ""
    except ValueError:
        content = text
    return [(of.tag, of.get("type"), content), *(leaf for child in of for leaf in leaves(child))]


@pytest.mark.parametrize("section", ["Material", "Boundary", "Rigid", "MeshDomains"])
def test_the_yardstick_has_the_same_sections(yardstick: tuple[Path, Path], section: str) -> None:
    theirs, ours = (ET.parse(path).getroot().find(section) for path in yardstick)
    assert theirs is not None
    assert ours is not None
    assert leaves(ours) == leaves(theirs)


def test_the_yardstick_has_the_same_load_curve(yardstick: tuple[Path, Path]) -> None:
    """Beyond its last point a curve stays: theirs repeats the last value at the end."""
    points = []
    for path in yardstick:
        root = ET.parse(path).getroot()
        load = root.find("Rigid/rigid_load/value")
        assert load is not None
        curve = root.find(f"LoadData/load_controller[@id='{load.get('lc')}']")
        assert curve is not None
        assert (curve.findtext("interpolate"), curve.findtext("extend")) == ("LINEAR", "CONSTANT")
        points.append([tuple(map(float, (p.text or "").split(","))) for p in curve.iter("pt")])
    theirs, ours = points
    assert ours == theirs[:2] == [(0, 0), (1, 1)]
    assert theirs[2][1] == theirs[1][1]
