"""Element sums against finite differences, closed forms and objectivity."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from pulposus.mechanics.hexa import Model
from pulposus.mechanics.hexa.block import Part
from pulposus.mechanics.hexa.kinematics import cofactor
from pulposus.mechanics.material import Laws

sys.path.insert(0, str(Path(__file__).parent))
from blocks_of_tissue import box, solid

FIBRE = np.array([[np.cos(0.5), np.sin(0.5), 0.0], [np.cos(0.5), -np.sin(0.5), 0.0]])
CHOICES = {
    "plain": (Laws("neo_hookean", "none", "none", "constant"), {}),
    "yardstick": (
        Laws("neo_hookean", "none", "exponential_power", "holmes_mow"),
        {"fibre_share": 2.0, "fibre_modulus": 2.0, "fibre_exponent": 20.0, "fibre_shape": 2.0},
    ),
    "disc": (
        Laws("wilson", "donnan", "exponential", "porosity_power"),
        {
            "fibre_share": 0.4,
            "fibre_modulus": 3.0,
            "fibre_exponent": 14.0,
            "RT": 2.577,
            "bath": 0.15,
            "osmotic_coefficient": 0.57,
        },
    ),
    "hgo": (
        Laws("neo_hookean", "none", "hgo", "argoubi"),
        {"fibre_share": 2.0, "fibre_modulus": 2.0, "fibre_exponent": 40.0, "fibre_shape": 0.08},
    ),
}


def part(choice: str, kind: int = 8) -> tuple[Part, np.ndarray, np.ndarray]:
    laws, numbers = CHOICES[choice]
    nodes, elements = box((2, 2, 1), (2.0, 3.0, 1.0), kind)
    rng = np.random.default_rng(5)
    nodes = nodes + rng.uniform(-0.05, 0.05, nodes.shape)
    fibres = np.broadcast_to(FIBRE, (len(elements), 2, 3))
    model = Model(nodes, elements, (solid(elements, laws, fibres, **numbers),), np.zeros((len(nodes), 3), bool))
    stretch = nodes @ np.array([[0.06, 0.02, 0], [0.0, -0.03, 0.01], [0.03, 0, 0.05]])
    return (
        Part(model, model.blocks[0]),
        stretch + rng.uniform(-0.02, 0.02, nodes.shape),
        rng.uniform(0, 0.2, len(nodes)),
    )


@pytest.mark.parametrize("kind", [8, 20])
@pytest.mark.parametrize("choice", CHOICES)
def test_matrices_are_the_derivatives_of_the_sums(choice: str, kind: int) -> None:
    block, u, mu = part(choice, kind)
    rng, step = np.random.default_rng(1), 1e-6
    d, e = rng.normal(size=u.shape), rng.normal(size=mu.shape)
    found = block.matrices(u, mu)
    high, low = block.forces(u + step * d, mu), block.forces(u - step * d, mu)
    local = d[block.elements]
    force = np.einsum("kaijb,kbj->kai", found.stiffness, local)
    assert np.allclose((high.force - low.force) / (2 * step), force, rtol=1e-6, atol=1e-7)
    content = np.einsum("kmib,kbi->km", found.coupling, local)
    assert np.allclose((high.content - low.content) / (2 * step), content, rtol=1e-7, atol=1e-8)
    high, low = block.forces(u, mu + step * e), block.forces(u, mu - step * e)
    corner = e[block.elements[:, :8]]
    assert np.allclose(
        (high.outflow - low.outflow) / (2 * step), np.einsum("kmn,kn->km", found.conductance, corner), atol=1e-10
    )
    # The potential pushes on the nodes as the contents grow with their displacement.
    push = -np.einsum("kmib,km->kbi", found.coupling, corner)
    assert np.allclose((high.force - low.force) / (2 * step), push, rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_turn_of_the_body_turns_its_forces(choice: str) -> None:
    block, u, mu = part(choice)
    R = Rotation.from_rotvec([0.4, -0.7, 1.1]).as_matrix()
    nodes = part_nodes()
    turned = (nodes + u) @ R.T - nodes
    before, after = block.forces(u, mu), block.forces(turned, mu)
    assert np.allclose(after.force, before.force @ R.T, atol=1e-12)
    assert np.allclose(after.content, before.content, atol=1e-12)
    assert np.allclose(after.outflow, before.outflow, atol=1e-15)


def part_nodes() -> np.ndarray:
    nodes, _ = box((2, 2, 1), (2.0, 3.0, 1.0))
    return nodes + np.random.default_rng(5).uniform(-0.05, 0.05, nodes.shape)


def test_rest_has_no_force() -> None:
    block, u, _ = part("yardstick")
    found = block.forces(np.zeros_like(u), np.zeros(len(u)))
    assert np.abs(found.force).max() < 1e-15
    assert found.content.sum() == pytest.approx(block.volume.sum())


def test_slack_fibres_do_nothing() -> None:
    """Under isotropic compression the fibres are shortened: the block answers as its bare matrix."""
    laws, numbers = CHOICES["yardstick"]
    nodes, elements = box((1, 1, 1), (1, 1, 1))
    fibres = np.broadcast_to(FIBRE, (1, 2, 3))
    bare = Laws("neo_hookean", "none", "none", "holmes_mow")
    free = np.zeros((8, 3), bool)
    both = [
        Part(model, model.blocks[0]).forces(-0.05 * nodes, np.zeros(8)).force
        for model in (
            Model(nodes, elements, (solid(elements, laws, fibres, **numbers),), free),
            Model(nodes, elements, (solid(elements, bare),), free),
        )
    ]
    assert np.array_equal(*both)


def test_uniaxial_confined_force_of_the_neo_hookean_law() -> None:
    """P_zz = mu (l - 1/l) + lambda ln(l)/l for F = diag(1, 1, l)."""
    nodes, elements = box((1, 1, 1), (1, 1, 1))
    model = Model(nodes, elements, (solid(elements),), np.zeros((8, 3), bool))
    stretch = 0.8
    u = np.zeros_like(nodes)
    u[:, 2] = (stretch - 1) * nodes[:, 2]
    force = Part(model, model.blocks[0]).forces(u, np.zeros(8)).force[0]
    top = nodes[elements[0], 2] == 1
    assert force[top, 2].sum() == pytest.approx(0.4 * (stretch - 1 / stretch) + 0.3 * np.log(stretch) / stretch)


def test_cofactor_is_the_derivative_of_the_determinant() -> None:
    F = np.random.default_rng(0).normal(size=(3, 3, 4))
    inverse = np.linalg.inv(F.transpose(2, 0, 1))
    wanted = np.linalg.det(F.transpose(2, 0, 1))[:, None, None] * inverse.transpose(0, 2, 1)
    assert np.allclose(cofactor(F).transpose(2, 0, 1), wanted)
