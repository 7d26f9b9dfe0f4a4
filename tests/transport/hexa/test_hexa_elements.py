"""Elements: volumes, row sums, and what the monotone form promises; meshes and supplies that are refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.errors import InputError
from pulposus.transport import CellType, published_parameters, sample_parameters
from pulposus.transport.hexa import Held, member, pose, transport_mesh
from pulposus.transport.hexa.elements import at_points, discretise, outflow, to_nodes


@pytest.fixture(scope="module")
def ugly(box: Callable[..., Any]) -> tuple[np.ndarray, np.ndarray]:
    """Flat, oblique, jiggled elements: 27 of them, sound at every Gauss point."""
    side = np.linspace(0, 1, 4)
    nodes, elements = box(side, side, 0.1 * side)
    nodes = nodes + np.random.default_rng(3).normal(size=nodes.shape) * [0.05, 0.05, 0.004]
    nodes[:, 2] += 0.12 * nodes[:, 0]
    transport_mesh(nodes, elements)
    return nodes, elements


def test_starved_elements_couple_no_node_the_wrong_way(ugly: tuple[np.ndarray, np.ndarray]) -> None:
    nodes, elements = ugly
    count = len(elements)
    plain = discretise(nodes, elements, np.ones(count), np.zeros(count, dtype=bool))
    safe = discretise(nodes, elements, np.ones(count), np.ones(count, dtype=bool))
    off = ~np.eye(8, dtype=bool)
    assert np.asarray(plain.stiffness)[:, off].max() > 0  # the ordinary form does, so the test can fail
    assert np.asarray(safe.stiffness)[:, off].max() <= 0
    for e in (plain, safe):
        k = np.asarray(e.stiffness)
        np.testing.assert_allclose(k.sum(axis=2), 0, atol=1e-12 * np.abs(k).max())
        np.testing.assert_allclose(k, np.swapaxes(k, 1, 2), atol=1e-12 * np.abs(k).max())
        assert np.linalg.eigvalsh(k).min() > -1e-12 * np.abs(k).max()
        assert np.asarray(e.volume_mm3).min() > 0
    np.testing.assert_allclose(np.sum(safe.volume_mm3, axis=1), np.sum(plain.volume_mm3, axis=1))


def test_diffusion_of_linear_fields_leaves_no_inner_node(ugly: tuple[np.ndarray, np.ndarray]) -> None:
    nodes, elements = ugly
    e = discretise(nodes, elements, np.ones(len(elements)), np.zeros(len(elements), dtype=bool))
    flow = np.asarray(outflow(e, nodes @ np.array([1.0, 2.0, 3.0])))
    inner = np.array([21, 22, 25, 26, 37, 38, 41, 42])
    assert np.abs(flow).max() > 1e-3
    np.testing.assert_allclose(flow[inner], 0, atol=1e-13)
    assert flow.sum() == pytest.approx(0, abs=1e-12)


def test_points_and_nodes_are_adjoint(ugly: tuple[np.ndarray, np.ndarray]) -> None:
    """What reaches the nodes is what the points hold, weighted as the field is interpolated."""
    nodes, elements = ugly
    rng = np.random.default_rng(1)
    e = discretise(nodes, elements, np.ones(len(elements)), rng.random(len(elements)) < 0.5)
    field, amounts = rng.random(len(nodes)), rng.random(elements.shape)
    assert np.vdot(at_points(e, field), amounts) == pytest.approx(np.vdot(field, to_nodes(e, amounts, len(nodes))))


def test_meshes_are_refused(box: Callable[..., Any]) -> None:
    nodes, elements = box(*3 * [np.linspace(0, 1, 3)])
    with pytest.raises(InputError, match=r"nodes have shape \(27, 2\)"):
        transport_mesh(nodes[:, :2], elements)
    with pytest.raises(InputError, match=r"elements have shape \(8, 6\)"):
        transport_mesh(nodes, elements[:, :6])
    with pytest.raises(InputError, match="number nodes from 0"):
        transport_mesh(nodes, elements + 1)
    swapped = elements.copy()
    swapped[5] = elements[5][[4, 5, 6, 7, 0, 1, 2, 3]]
    with pytest.raises(InputError, match="1 elements are inverted, the worst is element 5"):
        transport_mesh(nodes, swapped)


def test_problems_are_refused(box: Callable[..., Any]) -> None:
    nodes, elements = box(*3 * [np.linspace(0, 1, 3)])
    mesh, p = transport_mesh(nodes, elements), published_parameters()
    cells, supply = {CellType.NATIVE: 4.0}, [Held(np.arange(9), 5.1, 4.0, 0.8)]
    for wrong, message in (
        ({"porosity": 1.2}, "porosity spans 1.2 to 1.2"),
        ({"porosity": np.ones(3)}, "porosity has shape"),
        ({"cells_1e6_mL": {CellType.NATIVE: -1.0}}, "lowest cell density is -1"),
        ({"cells_1e6_mL": np.ones(8)}, r"expect \(3, 8\)"),
        ({"open_share": 0.0}, "leaving it out of the supply"),
        ({"supply": []}, "hold the bony endplate"),
        ({"supply": [Held(np.array([27]), 5.1, 4.0, 0.8)]}, "nodes 0 to 26"),
        ({"supply": [Held(np.arange(9), 5.1, -4.0, 0.8)]}, "glucose_mM, spans -4 to -4"),
        ({"parameters": sample_parameters(2, 0)}, "for 2 members"),
    ):
        good: dict[str, Any] = {"porosity": 0.8, "cells_1e6_mL": cells, "parameters": p, "supply": supply}
        with pytest.raises(InputError, match=message):
            pose(mesh, **(good | wrong))
    assert member(sample_parameters(2, 0), 1).batch == 1


def test_a_loose_piece_without_supply_is_named(slabs: Callable[..., Any]) -> None:
    nodes, elements = slabs([np.linspace(0, 1, 3)] * 2)
    with pytest.raises(InputError, match=r"part of the mesh that holds element 2 \(2 elements\)"):
        pose(
            transport_mesh(nodes, elements),
            0.8,
            {CellType.NATIVE: 4.0},
            published_parameters(),
            [Held(np.arange(4), 5.1, 4.0, 0.8)],
        )


def test_starved_boxes_of_any_aspect_conduct_as_they_should(box: Callable[..., Any]) -> None:
    """The energy of a linear field is its slope squared times the volume, so that starving adds no diffusion."""
    side = np.linspace(0, 1, 4)
    nodes, elements = box(side, side, 0.1 * side)
    every = discretise(nodes, elements, np.ones(len(elements)), np.ones(len(elements), dtype=bool))
    slope = np.array([0.7, -1.3, 2.1])
    field = (nodes @ slope)[elements]
    energy = np.einsum("ei,eij,ej->", field, np.asarray(every.stiffness), field)
    assert energy == pytest.approx(0.1 * slope @ slope, rel=1e-12)
