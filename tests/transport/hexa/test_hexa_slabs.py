"""Verification cases V8 to V11 on hexahedra: closed forms and printed digits, with observed order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from pulposus.transport import CellType, published_parameters
from pulposus.transport.hexa import Held, pose, solve_solute, solve_steady, transport_mesh

# Largest uptake, half, and u(0) of u'' = a u / (K + u), u'(0) = 0, u(1) = 1.
PLAIN = (
    (0.7, 0.0, 1 - 0.7 / 2),
    (4e9, 1e9, 0.26580223),
    (1.0, 0.5, 0.70047012),
    (2.0, 0.5, 0.47568680),
    (2.0, 0.1, 0.23583216),
)
SUPPLY = (5.1, 4.0, 0.8)  # oxygen kPa, glucose mM, lactate mM
V10 = {  # half thickness mm, density factor: centre oxygen, lactate, glucose
    (3, 1): (3.885163, 1.719184, 3.303092),
    (5, 1): (2.520437, 2.856180, 2.441042),
    (7, 1): (1.468064, 4.082114, 1.511562),
    (5, 1.5): (1.875142, 3.537733, 1.924301),
    (5, 2): (1.438701, 4.126746, 1.477723),
    (5, 2.5): (1.131807, 4.656169, 1.076324),
}
V11_CENTRE = (1.162039, 4.638609, 1.089638)
V11_INTERFACE = (3.376667, 2.385785, 2.797687)


@pytest.fixture(scope="module")
def unit_slabs(slabs: Callable[..., Any]) -> dict[int, np.ndarray]:
    """Relative error at z = 0 of every case of PLAIN, by number of elements."""
    a, half, expected = np.array(PLAIN).T
    out = {}
    for count in (20, 40):
        nodes, elements = slabs([np.linspace(0, 1, count + 1)] * len(PLAIN))
        mesh = transport_mesh(nodes, elements)
        held = np.flatnonzero(nodes[:, 2] == 1)
        field = solve_solute(mesh, 1.0, 1.0, np.repeat(a, count), np.repeat(half, count), held, 1.0)
        centre = field.concentration_mM[nodes[:, 2] == 0].reshape(len(PLAIN), 4)
        assert np.ptp(centre, axis=1).max() < 1e-9
        assert not field.starved.any()
        out[count] = centre[:, 0] / expected - 1
    return out


def test_v8_zero_order_is_exact_at_the_nodes(unit_slabs: dict[int, np.ndarray]) -> None:
    assert abs(unit_slabs[20][0]) < 1e-9


def test_v8_and_v9_reach_their_digits_at_second_order(unit_slabs: dict[int, np.ndarray]) -> None:
    coarse, fine = unit_slabs[20][1:], unit_slabs[40][1:]
    assert np.max(np.abs(coarse)) < 0.01
    assert np.max(np.abs(fine)) < 1e-3
    np.testing.assert_allclose(np.log2(coarse / fine), 2, atol=0.2)


@pytest.fixture(scope="module")
def coupled(slabs: Callable[..., Any]) -> dict[int, dict[str, np.ndarray]]:
    """Oxygen, lactate, glucose at the centre of the six slabs of V10 and of V11, and at V11's interface."""
    parameters = replace(published_parameters(), glucose_limiter_mM=np.zeros(1))
    out = {}
    for count in (40, 80):
        few = count // 8
        planes = [np.linspace(0, h, count + 1) for h, _ in V10]
        planes.append(np.concatenate([np.linspace(0, 6.2, count - few + 1), np.linspace(6.2, 7.0, few + 1)[1:]]))
        nodes, elements = slabs(planes)
        layered = np.repeat([3.6, 13.5], [count - few, few])
        density = np.concatenate([*(np.full(count, 3.6 * f) for _, f in V10), layered])
        porosity = np.concatenate([np.full(count * len(V10), 0.8), np.where(layered == 3.6, 0.80, 0.66)])
        per_slab = 4 * (count + 1)
        top = np.concatenate([k * per_slab + 4 * count + np.arange(4) for k in range(len(planes))])
        problem = pose(
            transport_mesh(nodes, elements), porosity, {CellType.NATIVE: density}, parameters, [Held(top, *SUPPLY)]
        )
        fed = solve_steady(problem)
        assert fed.flux_balance < 1e-8
        fields = np.stack([fed.oxygen_kPa, fed.lactate_mM, fed.glucose_mM], axis=1).reshape(
            len(planes), count + 1, 4, 3
        )
        out[count] = {"centre": fields[:, 0, 0], "interface": fields[-1, count - few, 0]}
    return out


def test_v10_coupled_slab(coupled: dict[int, dict[str, np.ndarray]]) -> None:
    expected = np.array(list(V10.values()))
    coarse, fine = (coupled[n]["centre"][:6] for n in (40, 80))
    np.testing.assert_allclose(fine[1], expected[1], rtol=1e-4)
    np.testing.assert_allclose(fine, expected, rtol=2e-4)
    np.testing.assert_allclose((4 * fine - coarse) / 3, expected, rtol=2e-5)
    np.testing.assert_allclose(np.log2((coarse - expected) / (fine - expected)), 2, atol=0.2)


def test_v11_endplate_over_nucleus(coupled: dict[int, dict[str, np.ndarray]]) -> None:
    for place, expected in (("centre", V11_CENTRE), ("interface", V11_INTERFACE)):
        coarse, fine = (coupled[n][place][-1] if place == "centre" else coupled[n][place] for n in (40, 80))
        np.testing.assert_allclose((4 * fine - coarse) / 3, expected, rtol=1e-4)
