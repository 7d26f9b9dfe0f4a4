"""The problem file: what is accepted, and for each mistake one sentence with its place."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hexboxes import as_vtu, box, mesh_of
from hypothesis import given
from hypothesis import strategies as st

from pulposus.errors import InputError
from pulposus.library import facts
from pulposus.problem.posed import load_posed, pose
from pulposus.problem.problem import Problem, load_problem, problem_from
from pulposus.problem.schema import schema_text

ROOT = Path(__file__).resolve().parents[2]
GEL = {
    "solid_fraction": 0.2,
    "matrix": {"neo_hookean": {"E_MPa": 0.9, "nu": 0.2}},
    "permeability": {"constant": {"k_mm4_Ns": 1e-3}},
}
CREEP: dict[str, Any] = {
    "schema": "pulposus-problem/1",
    "physics": "mechanics",
    "mesh": "mesh.vtu",
    "materials": {"gel": GEL},
    "assign": {"region_1": "gel", "region_2": "gel"},
    "curves": {"ramp": [[0, 0], [1, 1]]},
    "fixed": [{"nodes": "bottom"}],
    "plates": [{"name": "upper", "nodes": "top", "z": {"force_N": -10, "curve": "ramp"}}],
    "potential": [{"nodes": "Base"}],
    "programme": {"kind": "creep", "end_s": 100, "output_s": [1, 10]},
}
FIBRES = {"exponential_power": {"ksi_MPa": 2, "alpha": 20, "beta": 2}}
SLAB: dict[str, Any] = {
    "physics": "transport",
    "mesh": "mesh.vtu",
    "materials": {"t": {"solid_fraction": 0.2, "cells_1e6_mL": 4}},
    "assign": {"rest": "t"},
    "concentrations": [{"nodes": "outside", "oxygen_kPa": 5, "glucose_mM": 4, "lactate_mM": 1}],
    "programme": {"kind": "steady"},
}


def changed(base: dict[str, Any], place: str, value: object) -> dict[str, Any]:
    """A copy with one value changed (None removes it)."""
    data = copy.deepcopy(base)
    at: Any = data
    *above, last = [int(part) if part.isdigit() else part for part in place.split(".")]
    for part in above:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("problem")
    as_vtu(folder / "mesh.vtu", *box((2, 2, 2), (20, 20, 10)))
    return folder


def refused(folder: Path, data: object) -> str:
    path = folder / "p.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False), "utf-8")
    with pytest.raises(InputError) as error:
        load_posed(path)
    said = str(error.value)
    assert said.startswith("p.yaml")
    assert said.endswith((".", "?"))
    assert "\n" not in said
    return said


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (
            "materials.gel.matrix.neo_hookean.E_MPa",
            9e5,
            ["line", "found 900000", "0.001 to 150 MPa", "Cloyd", "'900000 Pa'"],
        ),
        (
            "materials.gel.permeability.constant.k_mm4_Ns",
            1e-15,
            ["Johannessen", "if it is in m4/Ns, write '1e-15 m4/Ns'"],
        ),
        ("materials.gel.matrix.neo_hookean.nu", 0.5, ["0 to 0.49"]),
        ("materials.gel.matrix", {"neo_hook": {}}, ["unknown field", "did you mean 'neo_hookean'?"]),
        ("materials.gel.matrix", {}, ["found no law", "neo_hookean, wilson"]),
        (
            "materials.gel.matrix",
            {"wilson": {"shear_MPa": 1}, "neo_hookean": {"E_MPa": 1, "nu": 0}},
            ["and", "choose one"],
        ),
        ("materials.gel.matrix.neo_hookean", {"E_MPa": 1, "mu_MPa": 1}, ["either E_MPa and nu"]),
        ("materials.gel.matrix.neo_hookean.E_MPa", "soft", ["found 'soft'", "write a number"]),
        ("materials.gel.matrix.neo_hookean.E_MPa", float("nan"), ["expected 0.001 to 150 MPa"]),
        ("materials.gel.osmosis", "donan", ["write donnan"]),
        ("materials.gel.solid_fraction", None, ["materials.gel.solid_fraction", "add it"]),
        ("materials.gel.permeability", None, ["materials.gel.permeability"]),
        ("temperature_K", 37, ["if it is in C, write '37 C'"]),
        ("bath_mEq_mL", 150, ["if it is in mM, write '150 mM'"]),
        ("assign", {"region_1": "gel"}, ["4 elements have no material", "'rest: MATERIAL'"]),
        ("assign.region_1", "gell", ["did you mean 'gel'?"]),
        ("assign", {"region_1": "gel", "regiom_2": "gel"}, ["assign: found 'regiom_2'", "did you mean 'region_2'?"]),
        ("assign", {"region_1": "gel", "rest": "gel", "region_2": "gel"}, ["assign.rest: found no element"]),
        ("fixed.0.nodes", "buttom", ["fixed.0.nodes", "did you mean 'bottom'?"]),
        ("fixed.0.components", ["w"], ["found 'w'"]),
        ("fixed", [], ["nothing holds the mesh against translation along z"]),
        ("fixed.0.nodes", "outside", ["plates.0: 9 of its nodes are also under 'fixed'"]),
        ("plates.0.z", {"force_N": -10, "curve": "rump"}, ["plates.0.z.curve", "did you mean 'ramp'?"]),
        ("plates.0.z", {"moment_Nm": 1}, ["found moment_Nm for a translation", "to_mm or force_N"]),
        ("plates.0.rx", {"force_N": 1}, ["found force_N for a rotation"]),
        ("plates.0.rx", {"moment_Nm": 7500}, ["-100 to 100 Nm", "if it is in Nmm, write '7500 Nmm'"]),
        ("plates.0.z", {"to_mm": 1, "force_N": 1}, ["expected one of to_mm"]),
        ("plates.0.z", "loose", ["expected free, fixed or a mapping"]),
        (
            "plates",
            [CREEP["plates"][0], {"name": "second", "nodes": "top"}],
            ["9 of its nodes belong to the plate 'upper'"],
        ),
        ("plates", [CREEP["plates"][0], {"name": "upper", "nodes": "Base"}], ["'upper' 2 times"]),
        ("curves.ramp", [[1, 0], [1, 1]], ["do not rise"]),
        ("curves.ramp", [[0, 0, 1]], ["expected 2 numbers"]),
        ("programme.end_s", None, ["programme.end_s", "found no end for 'creep'"]),
        ("programme.output_s", [1, 1000], ["nothing after the end"]),
        ("programme.output_s", [0, 1], ["times after 0"]),
        ("programme", {"kind": "steady"}, ["expected swelling or creep"]),
        ("programme.tolerance", 2, ["between 0 and 1"]),
        ("potential.0.value_MPa", 3e5, ["-20 to 20 MPa", "if it is in Pa, write '300000 Pa'"]),
        ("concentrations", SLAB["concentrations"], ["found concentrations in a problem of mechanics"]),
        ("traction", [{"faces": "Cap", "pressure_MPa": 1}], ["traction.0.faces: found 'Cap'", "there is none"]),
        ("face_sets", {"cap": {"nodes": "middle"}}, ["face_sets.cap.nodes: found 'middle'"]),
        ("node_sets", {"Base": {"side": "top"}}, ["node_sets.Base", "choose another name"]),
        ("node_sets", {"a": {"sets": ["b"]}, "b": {"sets": ["a"]}}, ["is made of itself"]),
        ("node_sets", {"a": {"plane": {"z_mm": 3}}}, ["'a' is empty"]),
        ("node_sets", {"a": {"side": "top", "plane": {"z_mm": 3}}}, ["one of side, plane and sets"]),
        ("mesh", "other.vtu", ["mesh.file", "not a file"]),
        ("mesh", {"file": "mesh.vtu", "scale_to_mm": 0.001}, ["0.02 x 0.02 x 0.01", "scale_to_mm: 1000", "Clouthier"]),
        ("mesh", {"file": "mesh.vtu", "scale_to_mm": -1}, ["more than 0"]),
        ("physics", "chemistry", ["'mechanics' or 'transport'"]),
        ("meshes", "x", ["unknown field", "did you mean 'mesh'?"]),
        ("materials.gel.fibres", FIBRES, ["4 elements have no direction", "under 'fibres'"]),
        ("fibres", {"region_1": {"around": {"centre_mm": [5, 5, 0]}, "angle_deg": 30}}, ["lies on the axis"]),
        ("fibres", {"region_1": {"from_axes": True, "angle_deg": 30}}, ["no local axes", "use 'around'"]),
        ("fibres", {"region_1": {"angle_deg": 30}}, ["either around or from_axes"]),
    ],
)
def test_each_mistake_of_mechanics_has_its_sentence(folder: Path, place: str, value: object, words: list[str]) -> None:
    said = refused(folder, changed(CREEP, place, value))
    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("programme", {"kind": "swelling"}, ["expected steady or transient"]),
        ("fixed", [{"nodes": "bottom"}], ["does not deform"]),
        ("concentrations", [], ["expected concentrations on a node set"]),
        ("concentrations.0.glucose_mM", None, ["oxygen_kPa, glucose_mM, lactate_mM"]),
        ("concentrations.0.oxygen_kPa", 5000, ["0 to 25 kPa", "'5000 Pa'"]),
        ("materials.t.cells_1e6_mL", None, ["cells_1e6_mL or a solute"]),
        ("materials.t.cells_1e6_mL", 4e6, ["'4e+06 cells/mL'"]),
        ("materials.t.solute", {"diffusivity_mm2_s": 9e-10}, ["if it is in m2/s, write '9e-10 m2/s'"]),
        ("materials.t.solute", {"diffusivity_mm2_s": 9e-4}, ["expected concentration_mM"]),
        ("programme", {"kind": "transient", "end_s": 3600}, ["initial: found nothing", "a transient needs it"]),
        ("initial", {"oxygen_kPa": 5}, ["a steady state has none"]),
    ],
)
def test_each_mistake_of_transport_has_its_sentence(folder: Path, place: str, value: object, words: list[str]) -> None:
    said = refused(folder, changed(SLAB, place, value))
    assert [word for word in words if word not in said] == []


def test_overlapping_sets_are_refused() -> None:
    nodes, elements = box((2, 1, 1))
    mesh = mesh_of(nodes, elements, element_sets={"a": np.array([0, 1]), "b": np.array([1])})
    problem = problem_from({**CREEP, "assign": {"a": "gel", "b": "gel"}, "potential": []})
    with pytest.raises(InputError, match="'a' and 'b' share 1 elements"):
        pose(problem, mesh)


def test_a_missing_drain_is_told_and_accepted(folder: Path) -> None:
    (folder / "p.yaml").write_text(yaml.safe_dump(changed(CREEP, "potential", [])), "utf-8")
    posed = load_posed(folder / "p.yaml")
    assert "no node is drained" in posed.notes[-1]


def test_a_swelling_equilibrium_is_at_rest_with_the_bath(folder: Path) -> None:
    data = {**CREEP, "programme": {"kind": "swelling"}, "potential": [{"nodes": "Base", "value_MPa": 0.1}]}
    assert "potential.0.value_MPa: found 0.1 MPa, expected 0" in refused(folder, data)


def test_an_allowed_number_passes(folder: Path) -> None:
    data = changed(CREEP, "materials.gel.matrix.neo_hookean.E_MPa", 5000)
    assert "if it is meant, list E_MPa under allow_implausible" in refused(folder, data)
    allowed = problem_from({**data, "allow_implausible": ["E_MPa"]})
    assert allowed.materials["gel"].matrix is not None
    assert allowed.materials["gel"].matrix.numbers.E_MPa == 5000


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("temperature_K", "37 C", 310.15),
        ("bath_mEq_mL", "150 mM", 0.15),
        ("bath_mEq_mL", "1.5e-1", 0.15),
        ("temperature_K", "310 K", 310),
    ],
)
def test_numbers_may_carry_a_unit(field: str, text: str, value: float) -> None:
    assert getattr(problem_from({**CREEP, field: text}), field) == pytest.approx(value, rel=1e-12)


def test_chosen_sets_hold_what_lies_there(folder: Path) -> None:
    data = {
        **CREEP,
        "node_sets": {
            "side_wall": {"sets": ["outside"], "without": ["top", "bottom"]},
            "front": {"plane": {"y_mm": 0}},
            "right": {"side": "top", "axis": "x"},
            "thick": {"plane": {"z_mm": 4}, "tolerance_mm": 1.5},
        },
        "face_sets": {"cap": {"nodes": "top"}},
        "traction": [{"faces": "cap", "pressure_MPa": 0.1}],
    }
    (folder / "p.yaml").write_text(yaml.safe_dump(data), "utf-8")
    posed = load_posed(folder / "p.yaml")
    nodes = posed.mesh.nodes_mm
    assert len(posed.sets.nodes["side_wall"]) == 8
    assert (nodes[posed.sets.nodes["front"], 1] == 0).all()
    assert (nodes[posed.sets.nodes["right"], 0] == 20).all()
    assert (nodes[posed.sets.nodes["thick"], 2] == 5).all()
    assert [len(posed.sets.nodes[name]) for name in ("front", "right", "thick", "top", "outside")] == [9, 9, 9, 9, 26]
    assert posed.sets.faces["cap"].shape == (4, 4)


def test_fibres_run_around_the_axis(folder: Path) -> None:
    data = changed(CREEP, "materials.gel.fibres", FIBRES)
    data["fibres"] = {"rest": {"around": {"centre_mm": [10, 10, 0], "axis": [0, 0, 2]}, "angle_deg": 30}}
    (folder / "p.yaml").write_text(yaml.safe_dump(data), "utf-8")
    posed = load_posed(folder / "p.yaml")
    for domain in posed.domains:
        assert domain.fibres is not None
        radius = posed.mesh.corners_mm[domain.elements].mean(axis=1) - [10, 10, 0]
        radius[:, 2] = 0
        assert np.abs(np.einsum("efj,ej->ef", domain.fibres, radius)).max() < 1e-12
        assert np.linalg.norm(domain.fibres, axis=-1) == pytest.approx(np.ones((4, 2)))
        assert domain.fibres[:, :, 2] == pytest.approx(np.tile([0.5, -0.5], (4, 1)))


def test_a_tissue_fills_what_is_left_out(folder: Path) -> None:
    """Values of the library: fixed charge of the nucleus 0.29 mEq/mL, water 0.745 by mass (porosity 0.807)."""
    data = changed(CREEP, "materials.gel", {"tissue": "nucleus", "permeability": GEL["permeability"]})
    (folder / "p.yaml").write_text(yaml.safe_dump(data), "utf-8")
    gel = load_posed(folder / "p.yaml").domains[0].material
    assert gel.osmosis is not None
    assert gel.osmosis.law == "donnan"
    assert gel.osmosis.numbers.fixed_charge_mEq_mL == pytest.approx(0.29)
    assert gel.solid_fraction == pytest.approx(1 - 0.8073, abs=1e-4)
    assert gel.matrix is not None
    assert (gel.matrix.law, gel.fibres) == ("wilson", None)
    assert gel.permeability is not None
    assert gel.permeability.law == "constant"


def one_sentence(error: InputError, start: str) -> None:
    assert "\n" not in str(error)
    assert str(error).startswith(start)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 5),
    st.floats(),
    st.text(max_size=5),
    st.just([]),
    st.just({}),
    st.just([[1]]),
)
PLACES = [
    "physics", "mesh", "materials", "materials.gel", "materials.gel.matrix", "materials.gel.matrix.neo_hookean",
    "assign", "curves", "curves.ramp", "fixed", "fixed.0", "plates", "plates.0.z", "plates.0.centre_mm", "potential",
    "programme", "programme.output_s", "allow_implausible", "node_sets", "fibres", "traction",
]  # fmt: skip


@given(place=st.sampled_from([p for p in PLACES if p.split(".")[0] in CREEP]), value=VALUES)
def test_any_value_anywhere_is_accepted_or_refused_in_a_sentence(place: str, value: object) -> None:
    try:
        problem_from(changed(CREEP, place, value) if value is not None else CREEP)
    except InputError as error:
        one_sentence(error, "problem: ")


@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_a_sentence(raw: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.yaml"
        path.write_bytes(raw)
        with pytest.raises(InputError):
            load_problem(path)


@pytest.mark.parametrize("name", ["creep", "swelling", "transport"])
def test_examples_are_complete(name: str) -> None:
    posed = load_posed(ROOT / "examples" / f"solve_{name}.yaml")
    assert sum(len(domain.elements) for domain in posed.domains) == len(posed.mesh.elements)
    assert len(posed.notes) == 1


def test_the_schema_of_the_docs_is_the_one_of_the_code() -> None:
    assert (ROOT / "docs" / "problem.schema.json").read_text("utf-8") == schema_text()


def test_the_schema_describes_every_field() -> None:
    schema = json.loads(schema_text())
    bare = [
        (title, name)
        for title, block in [("Problem", schema), *schema["$defs"].items()]
        for name, about in block.get("properties", {}).items()
        if not about.get("description")
    ]
    assert bare == []
    assert set(Problem.model_fields) - {"schema_"} <= set(schema["properties"])


def test_every_range_holds_its_ordinary_value() -> None:
    for fact in facts("problem_ranges").values():
        assert isinstance(fact.spread, tuple)
        assert fact.spread[0] <= fact.value <= fact.spread[1]
