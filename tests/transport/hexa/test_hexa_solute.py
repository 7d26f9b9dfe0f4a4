"""One solute: the yardstick with a peer's answers, and harmonic fields on distorted and curved meshes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from pulposus.disc.yardstick import yardstick
from pulposus.errors import InputError, RunError
from pulposus.transport.hexa import solve_solute, transport_mesh
from pulposus.transport.hexa.elements import discretise
from pulposus.transport.hexa.measure import yardstick_solute

# FEBio 4.11: smallest concentration, mM.
ANSWERS = {"small": 1.0286, "medium": 1.0237}


@pytest.mark.parametrize("size", ANSWERS)
def test_yardstick(size: str) -> None:
    field = yardstick_solute(yardstick(size))
    assert field.concentration_mM.min() == pytest.approx(ANSWERS[size], rel=5e-4)
    assert field.flux_balance < 1e-8
    assert not field.starved.any()


def test_porosity_on_both_sides_decides() -> None:
    """Without it FEBio and an independent solver give 1.0081 mM on the small mesh."""
    field = yardstick_solute(yardstick("small"), with_porosity=False)
    assert field.concentration_mM.min() == pytest.approx(1.0081, rel=5e-4)


def warped(box: Callable[..., Any], count: int) -> tuple[np.ndarray, np.ndarray]:
    """A box bent smoothly, in ``count`` elements along each side."""
    side = np.linspace(0, 1, count + 1)
    nodes, elements = box(side, side, side)
    x, y, z = nodes.T
    bent = np.stack(
        [x + 0.1 * np.sin(3 * y) * z, y + 0.08 * np.sin(2 * np.pi * x) * z, 0.3 * z * (1 + 0.4 * x * y)], axis=1
    )
    return bent, elements


def test_linear_fields_are_exact_on_any_element(box: Callable[..., Any]) -> None:
    nodes, elements = warped(box, 4)
    nodes = nodes + 0.01 * np.random.default_rng(0).normal(size=nodes.shape)
    linear = 2 + nodes @ np.array([0.3, -0.5, 0.7])
    surface = np.any((box(*3 * [np.linspace(0, 1, 5)])[0] % 1) == 0, axis=1)
    field = solve_solute(transport_mesh(nodes, elements), 0.8, 1e-3, 0.0, 0.5, np.flatnonzero(surface), linear[surface])
    np.testing.assert_allclose(field.concentration_mM, linear, rtol=1e-9)


def test_second_order_on_a_bent_mesh(box: Callable[..., Any]) -> None:
    """Held at the surface to the harmonic field 2 + x y + x^2 - z^2."""
    errors = []
    for count in (8, 16):
        nodes, elements = warped(box, count)
        x, y, z = nodes.T
        exact = 2 + x * y + x**2 - z**2
        surface = np.any((box(*3 * [np.linspace(0, 1, count + 1)])[0] % 1) == 0, axis=1)
        held = np.flatnonzero(surface)
        field = solve_solute(transport_mesh(nodes, elements), 1.0, 1.0, 0.0, 0.5, held, exact[surface])
        errors.append(np.sqrt(np.mean((field.concentration_mM - exact)[~surface] ** 2)))
    assert errors[1] < 2e-5
    assert np.log2(errors[0] / errors[1]) == pytest.approx(2, abs=0.2)


def test_twenty_nodes_follow_a_curved_wall(box: Callable[..., Any], twenty: Callable[..., Any]) -> None:
    """A quarter of a pipe: mid-side nodes on the arcs hold its volume and its logarithmic profile."""
    flat, elements = box(np.array([1, 1.25, 1.5, 1.75, 2.0]), np.linspace(0, np.pi / 2, 4), np.array([0, 0.5]))
    errors = []
    for nodes, cells in ((flat, elements), twenty(flat, elements)):
        r, a, h = nodes.T
        bent = np.stack([r * np.cos(a), r * np.sin(a), h], axis=1)
        volume = discretise(bent, cells, np.ones(len(cells)), np.zeros(len(cells), dtype=bool)).share_mm3.sum()
        errors.append(abs(float(volume) / (np.pi / 4 * 3 / 2) - 1))
        held = np.flatnonzero((r == 1) | (r == 2))
        field = solve_solute(transport_mesh(bent, cells), 1.0, 1.0, 0.0, 0.5, held, 1 + np.log(r[held]))
        corners = np.unique(elements)
        np.testing.assert_allclose(field.concentration_mM[corners], 1 + np.log(r[corners]), atol=5e-4)
        assert np.all(np.isfinite(field.concentration_mM))
    assert errors[0] > 0.01
    assert errors[1] < 1e-3


def test_straight_twenty_nodes_are_eight(box: Callable[..., Any], twenty: Callable[..., Any]) -> None:
    nodes, elements = warped(box, 4)
    ends = np.flatnonzero(np.isin(np.arange(len(nodes)), elements[:16, :4]))
    eight = solve_solute(transport_mesh(nodes, elements), 0.8, 1.0, 4.0, 0.5, ends, 1.0)
    more, cells = twenty(nodes, elements)
    field = solve_solute(transport_mesh(more, cells), 0.8, 1.0, 4.0, 0.5, ends, 1.0)
    np.testing.assert_allclose(field.concentration_mM[: len(nodes)], eight.concentration_mM, rtol=1e-9)
    middle = cells[0, 8]
    assert field.concentration_mM[middle] == pytest.approx(field.concentration_mM[cells[0, :2]].mean())


def test_bad_input_is_told(box: Callable[..., Any]) -> None:
    nodes, elements = box(*3 * [np.linspace(0, 1, 3)])
    mesh = transport_mesh(nodes, elements)
    with pytest.raises(InputError, match="lowest diffusivity 0 mm2/s"):
        solve_solute(mesh, 0.8, 0.0, 1.0, 0.5, np.arange(9), 1.0)
    with pytest.raises(InputError, match="No node has given concentrations in the part"):
        solve_solute(mesh, 0.8, 1.0, 1.0, 0.5, np.array([], dtype=int), 1.0)
    with pytest.raises(RunError, match="set the Michaelis-Menten constant above 0"):
        solve_solute(mesh, 0.8, 1.0, 50.0, 0.0, np.arange(9), 1.0)
