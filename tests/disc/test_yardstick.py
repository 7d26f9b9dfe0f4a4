"""The yardstick disc against the counts, volume and least Jacobian that its definition prints."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.disc.yardstick import SIZES, yardstick, yardstick_numbers
from pulposus.errors import InputError
from pulposus.numerics.hexahedron import HEX8, operators

# Nodes, elements, volume (mm3) and least Jacobian at a Gauss point, printed by the definition of the yardstick.
PRINTED = {
    "tiny": (445, 320, 16325.4, 2.88),
    "small": (1953, 1632, 16562.4, 0.598),
    "medium": (11849, 10752, 16705.3, 0.0672),
    "large": (43263, 40480, 16735.9, 0.0166),
}


@pytest.mark.parametrize("size", SIZES)
def test_mesh_is_the_one_defined(size: str) -> None:
    mesh = yardstick(size)
    nodes, elements, volume, jacobian = PRINTED[size]
    assert (len(mesh.nodes_mm), len(mesh.elements)) == (nodes, elements)
    share = operators(HEX8, mesh.nodes_mm[mesh.elements])[2]
    assert share.sum() == pytest.approx(volume, abs=0.05)
    assert share.min() == pytest.approx(jacobian, rel=0.01)
    assert share[mesh.nucleus].sum() / share.sum() == pytest.approx(0.400, abs=0.0006)
    np.testing.assert_allclose(np.ptp(mesh.nodes_mm, axis=0)[::2], (52.0, 11.0), rtol=0.01)
    assert mesh.nodes_mm[:, 1].min() >= -18
    assert mesh.nodes_mm[:, 1].max() <= 18


def test_sets_lie_where_they_say() -> None:
    mesh = yardstick("small")
    assert np.all(mesh.nodes_mm[mesh.bottom, 2] == 0)
    assert np.all(mesh.nodes_mm[mesh.top, 2] == 11)
    assert np.sum(mesh.nodes_mm[:, 2] == 0) == mesh.bottom.size
    # The rim: no node of a layer lies farther out along its ray, so no element has more than two rim nodes a layer.
    rim = np.isin(mesh.elements, mesh.lateral)
    assert set(rim.sum(axis=1)) == {0, 4}
    assert rim.any(axis=1).sum() == 24 * 8
    assert mesh.surface.size == 2 * mesh.bottom.size + 24 * 7
    middle = mesh.nodes_mm[mesh.elements[mesh.middle]][..., 2]
    assert (middle.min(), middle.max()) == (11 * 3 / 8, 11 * 5 / 8)


def test_tangents_run_around() -> None:
    mesh = yardstick("small")
    np.testing.assert_allclose(np.linalg.norm(mesh.tangent, axis=1), 1)
    centre = mesh.nodes_mm[mesh.elements].mean(axis=1)
    outer = ~mesh.nucleus
    turning = centre[:, 0] * mesh.tangent[:, 1] - centre[:, 1] * mesh.tangent[:, 0]
    assert np.all(turning[outer] > 0)
    # On the long axis the kidney's rim is upright: the ring runs to the front.
    right = outer & (np.abs(centre[:, 1]) < 3) & (centre[:, 0] > 20)
    assert np.all(mesh.tangent[right, 1] > 0.9)


def test_numbers_and_answers() -> None:
    numbers = yardstick_numbers()
    assert (numbers.nucleus.porosity, numbers.annulus.porosity) == pytest.approx((0.8, 0.7))
    assert numbers.answer_time_s[-1] == numbers.end_s
    assert numbers.answer_solute_min_mM == {"small": 1.0286, "medium": 1.0237}
    assert len(numbers.answer_plate_mm) == len(numbers.answer_pressure_MPa) == 5
    assert np.all(np.diff(numbers.answer_plate_mm) < 0)
    mesh = yardstick("tiny")
    porosity = mesh.per_element(numbers.nucleus.porosity, numbers.annulus.porosity)
    assert porosity[mesh.nucleus].max() == pytest.approx(0.8)


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(InputError, match="'huge'; choose one of tiny, small, medium, large"):
        yardstick("huge")
