"""Hexahedra against polynomials they must reproduce and volumes known in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.numerics.hexahedron import (
    CORNERS,
    FACES,
    HEX8,
    HEX20,
    MIDDLES,
    Hexahedron,
    operators,
    serendipity,
    trilinear,
)

PLACES = {8: CORNERS, 20: np.concatenate([CORNERS, MIDDLES])}


@pytest.mark.parametrize("functions", [(trilinear, 8), (serendipity, 20)], ids=["hex8", "hex20"])
def test_functions_are_one_at_their_own_node(functions) -> None:
    function, n = functions
    assert np.allclose(function(PLACES[n])[0], np.eye(n), atol=1e-14)


@pytest.mark.parametrize("functions", [(trilinear, 8), (serendipity, 20)], ids=["hex8", "hex20"])
def test_gradients_are_those_of_the_values(functions) -> None:
    function, _ = functions
    at, step = np.random.default_rng(3).uniform(-1, 1, (7, 3)), 1e-6
    for k in range(3):
        move = step * np.eye(3)[k]
        difference = (function(at + move)[0] - function(at - move)[0]) / (2 * step)
        assert np.allclose(difference, function(at)[1][:, k], atol=1e-9)


@pytest.mark.parametrize("kind", [HEX8, HEX20], ids=["hex8", "hex20"])
def test_linear_field_on_a_sheared_element_has_its_gradient_and_volume(kind: Hexahedron) -> None:
    map_ = np.array([[2.0, 0.3, 0.1], [0.0, 1.5, 0.2], [0.1, 0.0, 0.7]])
    nodes = (PLACES[kind.nodes] @ map_.T)[None]
    full, corner, volume = operators(kind, nodes)
    slope = np.array([1.0, -2.0, 0.5])
    assert np.allclose(full @ (nodes[0] @ slope), slope)
    assert np.allclose(corner @ (nodes[0, :8] @ slope), slope)
    assert volume.sum() == pytest.approx(8 * np.linalg.det(map_))


def test_quadratic_field_is_exact_on_twenty_nodes() -> None:
    nodes = PLACES[20]
    at = HEX20.points
    field = lambda x: x[:, 0] ** 2 + x[:, 0] * x[:, 1] - x[:, 2] ** 2 + x[:, 1] * x[:, 2] * x[:, 0]  # noqa: E731
    assert np.allclose(HEX20.value @ field(nodes), field(at))


def test_faces_look_outward() -> None:
    for face in FACES:
        a, b, c, _ = CORNERS[face]
        assert np.cross(b - a, c - b) @ CORNERS[face].mean(axis=0) > 0


def test_a_folded_element_has_a_point_without_volume() -> None:
    nodes = CORNERS.copy()
    nodes[6] = (-1.5, -1.5, 0.9)
    assert operators(HEX8, nodes[None])[2].min() <= 0
