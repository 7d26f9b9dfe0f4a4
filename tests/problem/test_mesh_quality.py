"""Quality of foreign meshes: which element, how bad, where; parts that do not touch."""

from __future__ import annotations

import numpy as np
import pytest
from hexboxes import box, mesh_of, quadratic

from pulposus.errors import InputError
from pulposus.problem.quality import examine
from pulposus.problem.surface import faces_within, matched, surface_faces


@pytest.mark.parametrize("order", [8, 20])
def test_a_box_is_perfect(order: int) -> None:
    nodes, elements = box((2, 3, 1), (4, 9, 2))
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
    found = examine(mesh_of(nodes, elements))
    assert found.scaled == pytest.approx(np.ones(6))
    assert found.jacobian_mm3 == pytest.approx(np.full(6, 2 * 3 * 2 / 8))
    assert found.volume_mm3 == pytest.approx(72)
    assert (found.parts, found.notes) == (1, ())


def test_a_sheared_element_has_the_sine_of_its_angle() -> None:
    nodes, elements = box((1, 1, 1), (1, 1, 1))
    nodes[:, 0] += np.tan(np.deg2rad(80)) * nodes[:, 2]  # edges meet at 10 degrees
    found = examine(mesh_of(nodes, elements))
    assert found.scaled[0] == pytest.approx(np.sin(np.deg2rad(10)))
    assert "1 of 1 elements are distorted" in found.notes[0]
    assert "element 0 at" in found.notes[0]
    assert "0.17" in found.notes[0]


def test_an_inverted_element_is_named_with_its_place() -> None:
    nodes, elements = box((2, 2, 2))
    nodes[13] = [9.5, 9.5, 9.5]  # the middle node beyond the far corner's neighbours
    with pytest.raises(InputError) as error:
        examine(mesh_of(nodes, elements))
    said = str(error.value)
    assert said.startswith("box: element 7 at 8.06, 8.06, 8.06 mm has the Jacobian -")  # the mean of its corners
    assert "of 8 elements are inside out or flat" in said
    assert "repair these elements" in said


def test_a_mirrored_mesh_is_called_mirrored() -> None:
    nodes, elements = box()
    with pytest.raises(InputError, match="the node order is mirrored"):
        examine(mesh_of(nodes * [-1, 1, 1], elements))


def test_a_mid_side_node_beyond_the_quarter_point_folds_its_corner() -> None:
    """The mapping of a quadratic edge turns back at its end once its middle lies within a quarter of it."""
    nodes, elements = quadratic(*box((1, 1, 1), (1, 1, 1)))
    nodes[elements[0, 8]] += [0.24, 0, 0]
    assert examine(mesh_of(nodes, elements)).jacobian_mm3[0] == pytest.approx(0.01 * 4 / 8)
    nodes[elements[0, 8]] += [0.02, 0, 0]
    with pytest.raises(InputError, match=r"element 0 at .* has the Jacobian -0\.005"):
        examine(mesh_of(nodes, elements))


def test_collapsed_and_doubled_elements_are_refused() -> None:
    nodes, elements = box()
    wedge = elements.copy()
    wedge[2, 3] = wedge[2, 0]
    with pytest.raises(InputError, match=r"element 2 names a node twice .* wedges are not solved"):
        examine(mesh_of(nodes, wedge))
    twice = np.concatenate([elements, elements[3:4]])
    with pytest.raises(InputError, match="element 3 lies twice in the same place"):
        examine(mesh_of(nodes, twice))


def test_unmerged_parts_and_doubled_nodes_are_told() -> None:
    nodes, elements = box((1, 1, 1))
    both = np.concatenate([nodes, nodes + np.array([10, 0, 0])])
    found = examine(mesh_of(both, np.concatenate([elements, elements + 8])))
    assert found.parts == 2
    assert "2 parts that share no node, of 1, 1 elements" in found.notes[0]
    assert "4 pairs of nodes lie in one place" in found.notes[1]
    assert "merge them" in found.notes[1]


@pytest.mark.parametrize("order", [8, 20])
def test_the_surface_of_a_box_has_its_area_and_looks_outward(order: int) -> None:
    nodes, elements = box((2, 3, 4), (2, 3, 4))
    if order == 20:
        nodes, elements = quadratic(nodes, elements)
    mesh = mesh_of(nodes, elements)
    faces = surface_faces(mesh)
    assert faces.shape == (2 * (2 * 3 + 3 * 4 + 4 * 2), 4 if order == 8 else 8)
    corner = nodes[faces[:, :4]]
    area = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 1])
    # Gauss' theorem: the flux of x through a closed surface is three times its volume.
    assert np.einsum("fj,fj->", area, corner.mean(axis=1)) == pytest.approx(3 * 24)
    top = np.flatnonzero(nodes[:, 2] == 4)
    lid = faces_within(faces, top, len(nodes))
    assert len(lid) == 6
    at, found = matched(lid[:, ::-1] if order == 8 else lid, faces)
    assert found.all()
    assert np.array_equal(np.sort(faces[at], axis=1), np.sort(lid, axis=1))
