"""Mesh readers: round trips with arbitrary ids, what is refused, and that garbage ends in one sentence."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hexboxes import Float, Int, as_feb, as_inp, as_vtu, box, quadratic
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pulposus.disc.fibres import fibre_directions
from pulposus.disc.hexmesh import SIZES, lay
from pulposus.disc.parametric import surfaces_of
from pulposus.disc.reduced import Region
from pulposus.disc.shape import from_parameters
from pulposus.disc.vtu import write_vtu
from pulposus.errors import InputError
from pulposus.numerics.hexahedron import HEX8, HEX20, operators
from pulposus.problem.mesh import FACE_NODES, ForeignMesh
from pulposus.problem.read_mesh import read_mesh

FORMATS = ("inp", "feb4.0", "feb3.0", "feb2.5", "vtu")
QUIET = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(folder: Path, form: str, nodes: Float, elements: Int, node_ids: Int, element_ids: Int) -> Path:
    """The mesh as a file of a format; a VTU keeps no ids."""
    if form == "vtu":
        return as_vtu(folder / "m.vtu", nodes, elements)
    if form == "inp":
        kind = "C3D8P" if elements.shape[1] == 8 else "C3D20RP"
        text, path = as_inp(nodes, elements, node_ids, element_ids, kind), folder / "m.inp"
    else:
        text, path = as_feb(nodes, elements, node_ids, element_ids, form[3:]), folder / "m.feb"
    path.write_text(text, "utf-8")
    return path


def half_of(mesh: ForeignMesh) -> Int:
    return mesh.element_sets["Half" if "Half" in mesh.element_sets else "region_1"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("order", [8, 20])
@QUIET
@given(data=st.data())
def test_a_mesh_comes_back_whatever_its_ids(tmp_path: Path, form: str, order: int, data: st.DataObject) -> None:
    shape = data.draw(st.tuples(*[st.integers(1, 2)] * 3))
    nodes, elements = box(shape, data.draw(st.tuples(*[st.floats(1, 60)] * 3)))
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
    seed = np.random.default_rng(data.draw(st.integers(0, 99)))
    node_ids = seed.permutation(np.arange(1, 10 * len(nodes)))[: len(nodes)]
    element_ids = seed.permutation(np.arange(1, 10 * len(elements)))[: len(elements)]
    mesh = read_mesh(written(tmp_path, form, nodes, elements, node_ids, element_ids))
    assert np.array_equal(mesh.nodes_mm[mesh.elements], nodes[elements])
    assert np.array_equal(half_of(mesh), np.arange(max(1, len(elements) // 2)))
    assert np.array_equal(np.sort(mesh.nodes_mm[mesh.node_sets["Base"]], axis=0)[:, 2], 0 * mesh.node_sets["Base"])
    assert len(mesh.node_sets["Base"]) == (nodes[:, 2] == 0).sum()
    if form != "vtu":
        assert mesh.node_ids.tolist() == node_ids.tolist()
        assert mesh.element_ids.tolist() == element_ids.tolist()
    kind = HEX8 if order == 8 else HEX20
    volume = operators(kind, mesh.nodes_mm[mesh.elements])[2].sum()
    assert volume == pytest.approx(np.prod(np.ptp(nodes, axis=0)))  # so the mid-side nodes lie where they belong


def one_sentence(error: InputError) -> None:
    assert "\n" not in str(error)
    assert str(error).endswith((".", "?"))


@QUIET
@given(data=st.data())
def test_garbage_is_refused_in_a_sentence_or_read_whole(tmp_path: Path, data: st.DataObject) -> None:
    """Cut off, bytes changed, ids doubled, numbers replaced: an InputError, or a mesh that is sound in itself."""
    form = data.draw(st.sampled_from(FORMATS))
    nodes, elements = box((1, 2, 1))
    path = written(tmp_path, form, nodes, elements, np.arange(1, 13), np.arange(1, 3))
    raw = path.read_bytes()
    what = data.draw(st.sampled_from(("cut", "byte", "word", "noise")))
    if what == "cut":
        raw = raw[: data.draw(st.integers(0, len(raw) - 1))]
    elif what == "byte":
        at = data.draw(st.integers(0, len(raw) - 1))
        raw = raw[:at] + bytes([data.draw(st.integers(0, 255))]) + raw[at + 1 :]
    elif what == "word":
        old, new = data.draw(
            st.sampled_from([(b"1", b"2"), (b"3", b"nan"), (b"5", b"1e999"), (b", ", b","), (b"2", b"-7")])
        )
        raw = raw.replace(old, new, data.draw(st.integers(1, 30)))
    else:
        raw = data.draw(st.binary(max_size=200))
    path.write_bytes(raw)
    try:
        mesh = read_mesh(path)
    except InputError as error:
        one_sentence(error)
        return
    assert np.isfinite(mesh.nodes_mm).all()
    assert mesh.elements.max() < len(mesh.nodes_mm)
    assert all(members.max(initial=0) < len(mesh.elements) for members in mesh.element_sets.values())


ABAQUS = """*Heading
*Part, name=P
*Node, NSET=All
1, 0., 0., 0.
2, 1.0D0, 0., 0.
3, 1., 1., 0.
4, 0., 1., 0.
5, 0., 0., 1.
6, 1., 0., 1.
7, 1., 1., 1.
8, 0., 1., 1.
99, 5., 5., 5.
*ELEMENT,
 TYPE = c3d8r, ELSET=Body
** split over two lines
7, 1, 2, 3, 4,
5, 6, 7, 8
*Elset, elset=All of it
BODY,
*Nset, nset=Odd, generate
1, 7, 2
*End Part
*Assembly, name=A
*Instance, name=P-1, part=P
0., 0., 3.
*End Instance
*Nset, nset=Corner, instance=P-1
P-1.3, 8
*Surface, type=ELEMENT, name=Sides
Body, S1
7, s6
*End Assembly
*Material, name=steel
*Elastic
210000., 0.3
"""


def test_abaqus_keywords_assembly_and_surfaces(tmp_path: Path) -> None:
    path = tmp_path / "one.INP"
    path.write_text(ABAQUS, "utf-8")
    mesh = read_mesh(path)
    assert mesh.nodes_mm[1].tolist() == [1.0, 0.0, 3.0]  # moved by its instance, Fortran's exponent read
    assert mesh.element_ids.tolist() == [7]
    assert {key: members.tolist() for key, members in mesh.element_sets.items()} == {"Body": [0], "All of it": [0]}
    assert mesh.node_ids[mesh.node_sets["Odd"]].tolist() == [1, 3, 5, 7]
    assert mesh.node_ids[mesh.node_sets["Corner"]].tolist() == [3, 8]
    below, back = mesh.node_ids[mesh.face_sets["Sides"]].tolist()
    assert sorted(below) == [1, 2, 3, 4]
    assert sorted(back) == [1, 4, 5, 8]  # Abaqus' S6 is 4-8-5-1
    assert "1 nodes belong to no element" in mesh.notes[0]
    assert "99" in mesh.notes[0]


def test_faces_look_outward() -> None:
    nodes, elements = box((1, 1, 1), (1, 1, 1))
    corners = nodes[elements[0][FACE_NODES[:, :4]]]
    normal = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 1])
    assert np.einsum("fj,fj->f", normal, corners.mean(axis=1) - 0.5).min() > 0


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("c3d8r", "C3D10", ["line 13", "C3D10", "hexahedra"]),
        ("c3d8r", "C3D27", ["C3D27"]),
        ("c3d8r", "C3D20", ["cut off"]),
        ("5, 6, 7, 8\n", "5, 6, 7\n", ["7 nodes for element 7", "cut off"]),
        ("5, 6, 7, 8\n", "5, 6, 7, 8, 9\n", ["found 9 nodes"]),
        ("99, 5.", "8, 5.", ["node 8 a second time"]),
        ("5, 6, 7, 8\n", "5, 6, 7, 80\n", ["id 80", "does not define"]),
        ("1, 0., 0., 0.", "1, 0., nan, 0.", ["line 4", "'nan'", "finite number"]),
        ("BODY,", "NOBODY,", ["'NOBODY'", "neither an id nor a set"]),
        ("P-1.3, 8", "P-1.3, 88", ["'Corner'", "88"]),
        ("7, s6", "6, s6", ["unknown element 6"]),
        ("7, s6", "7, s9", ["S1 to S6"]),
        ("*Part, name=P", "*Part, name=P\n*End Part\n*Part, name=Q", ["a second *PART"]),
        ("0., 0., 3.", "0., 0., 3.\n0., 0., 0., 0., 0., 1., 45.", ["rotated instance"]),
        ("*Node, NSET=All", "*Node, INPUT=other.txt", ["reads another file"]),
        ("*Node, NSET=All", "*Node, SYSTEM=C", ["cylindrical"]),
        ("1, 7, 2", "7, 1, 2", ["does not rise"]),
        ("*Elset, elset=All of it", "*Elset", ["without ELSET="]),
    ],
)
def test_abaqus_mistakes_are_named(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert old in ABAQUS
    path = tmp_path / "one.inp"
    path.write_text(ABAQUS.replace(old, new, 1), "utf-8")
    with pytest.raises(InputError) as error:
        read_mesh(path)
    assert [word for word in words if word not in str(error.value)] == []


FEBIO = as_feb(*box((1, 1, 1)), np.arange(1, 9), np.array([4])).replace(
    "</Mesh>",
    '<Surface name="Cap"><quad4 id="1">5,6,8,7</quad4></Surface><NodeSet name="Rim">@surface:Cap</NodeSet></Mesh>'
    '<MeshDomains><SolidDomain name="Body" mat="AF"/></MeshDomains>'
    '<MeshData><ElementData type="mat_axis" elem_set="Body"><e lid="1"><a>0,2,0</a><d>0,1,5</d></e></ElementData>'
    '</MeshData><Material><material id="1" name="AF" type="biphasic">'
    '<solid><fiber type="vector"><vector>3,4,0</vector></fiber></solid>'
    '<solid><fiber type="vector"><vector>3,-4,0</vector></fiber></solid></material></Material>',
)


def test_febio_axes_fibres_and_sets_of_sets(tmp_path: Path) -> None:
    path = tmp_path / "m.feb"
    path.write_text(FEBIO, "utf-8")
    mesh = read_mesh(path)
    # a = y, d in the plane of y and z: e1 = y, e2 = z, and the fibres (.6, +-.8) in them.
    assert mesh.axes is not None
    assert mesh.fibres is not None
    assert np.allclose(mesh.axes[0], [[0, 1, 0], [0, 0, 1], [1, 0, 0]])
    assert np.allclose(mesh.fibres[0], [[0, 0.6, 0.8], [0, 0.6, -0.8]])
    assert mesh.node_ids[mesh.node_sets["Rim"]].tolist() == [5, 6, 7, 8]
    assert mesh.node_ids[mesh.face_sets["Cap"]].tolist() == [[5, 6, 8, 7]]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('version="4.0"', 'version="1.2"', ["'1.2'", "4.0"]),
        ("febio_spec", "abaqus", ["<abaqus>"]),
        ('type="hex8"', 'type="tet4"', ["tet4", "hexahedra"]),
        ('type="hex8"', 'type="hex27"', ["hex27"]),
        ("<Mesh>", '<Mesh from="other.feb">', ["another file"]),
        ("quad4", "tri3", ["tri3"]),
        ('lid="1"', 'lid="2"', ["lid", "expected 1 to 1"]),
        ("<d>0,1,5</d>", "<d>0,1,0</d>", ["span no plane"]),
        ("@surface:Cap", "@surface:Cup", ["'Rim'", "list its ids"]),
        ('<node id="2">', '<node id="1">', ["node ids 1", "renumber"]),
        ('elem_set="Body"', 'elem_set="Soul"', ["'Soul'"]),
        ("<febio_spec", '<!DOCTYPE a [<!ENTITY b "c">]><febio_spec', ["document type"]),
        ("</febio_spec>", "", ["XML"]),
    ],
)
def test_febio_mistakes_are_named(tmp_path: Path, old: str, new: str, words: list[str]) -> None:
    assert old in FEBIO
    path = tmp_path / "m.feb"
    path.write_text(FEBIO.replace(old, new), "utf-8")
    with pytest.raises(InputError) as error:
        read_mesh(path)
    assert [word for word in words if word not in str(error.value)] == []


@pytest.mark.parametrize(
    ("name", "words"),
    [("mesh.msh", [".vtu, .inp"]), ("none.inp", ["check the path"]), ("folder.vtu", ["cannot be read"])],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, words: list[str]) -> None:
    (tmp_path / "folder.vtu").mkdir()
    with pytest.raises(InputError) as error:
        read_mesh(tmp_path / name)
    assert [word for word in words if word not in str(error.value)] == []


def test_other_cells_of_a_vtu_are_refused(tmp_path: Path) -> None:
    import meshio

    nodes, elements = box()
    path = tmp_path / "m.vtu"
    cells = [("hexahedron", elements), ("wedge", elements[:1, :6])]
    meshio.Mesh(nodes, cells).write(path, file_format="vtu")
    with pytest.raises(InputError, match="found hexahedron, wedge"):
        read_mesh(path)


def test_lengths_are_scaled(tmp_path: Path) -> None:
    nodes, elements = box((1, 1, 1), (0.05, 0.04, 0.01))
    mesh = read_mesh(as_vtu(tmp_path / "m.vtu", nodes, elements), scale_to_mm=1000)
    assert mesh.size_mm == pytest.approx([50, 40, 10])


def test_our_own_disc_comes_back_with_regions_and_fibres(tmp_path: Path) -> None:
    shape = from_parameters("L4/5", age_y=40)
    disc = lay(SIZES["small"], surfaces_of(shape), shape)
    mesh = read_mesh(write_vtu(tmp_path / "disc.vtu", disc))
    assert np.array_equal(mesh.nodes_mm, disc.nodes_mm)
    assert np.array_equal(mesh.elements, disc.elements)
    for region in Region:
        assert np.array_equal(
            mesh.element_sets[f"region_{int(region)}"], np.flatnonzero(disc.topology.region == region)
        )
    assert {"endplate_side_-1", "endplate_side_1", "ring_4"} <= set(mesh.element_sets)
    assert mesh.fibres is not None
    assert np.allclose(mesh.fibres, fibre_directions(disc))
