"""Elements against plain automatic differentiation of the 3-D energy, patch test, and a manufactured solution."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.mechanics import Laws, MechanicsParameters, assembly, axisymmetric
from pulposus.mechanics.material import Composition, Material, energy
from pulposus.mechanics.parameters import material
from pulposus.numerics.backend import jax, jnp

LAWS = Laws()
expand = jax.jit(axisymmetric.expand, static_argnames="laws")


def numbers(shape: tuple[int, ...]) -> tuple[Material, Composition]:
    """Outer annulus everywhere."""
    leaves = jax.tree.map(lambda a: a[0], material(MechanicsParameters.central(), np.full(shape, 2)))
    return leaves, Composition(jnp.full(shape, 0.77), jnp.full(shape, 0.2))


def grid(n_r: int, n_z: int, distort: float = 0.0) -> jax.Array:
    """Nodes (4, 2, n_r, n_z) of a ring 1 <= R <= 2, 0 <= Z <= 1, its inner nodes moved about."""
    R, Z = np.meshgrid(1 + np.arange(n_r + 1) / n_r, np.arange(n_z + 1) / n_z, indexing="ij")
    nodes = np.stack([R, Z], axis=-1)
    nodes[1:-1, 1:-1] += distort / n_r * np.random.default_rng(0).uniform(-1, 1, (n_r - 1, n_z - 1, 2))
    return assembly.gather(jnp.asarray(nodes))


@pytest.mark.slow
def test_forces_and_stiffness_are_derivatives_of_the_3d_energy() -> None:
    where, tissue = numbers((1, 1))
    reference = grid(1, 1) + 0.1 * jnp.asarray(np.random.default_rng(1).normal(size=(4, 2, 1, 1)))
    ops = axisymmetric.operators(reference)
    nodes = reference + 0.08 * jnp.asarray(np.random.default_rng(2).normal(size=(4, 2, 1, 1)))

    def deformation_gradient(f: axisymmetric.Entries) -> jax.Array:
        """F (3, 3, ...) in the order (r, hoop, z)."""
        zero = jnp.zeros_like(f.rR)
        rows = [[f.rR, zero, f.rZ], [zero, f.hoop, zero], [f.zR, zero, f.zZ]]
        return jnp.stack([jnp.stack(row) for row in rows])

    @jax.jit
    def plain(x: jax.Array) -> jax.Array:
        per_point = [
            at.volume * energy(deformation_gradient(axisymmetric.stretches(at, x)), where, tissue, LAWS)
            for at in (jax.tree.map(lambda a, g=g: a[g], ops) for g in range(4))
        ]
        return sum(per_point)[0, 0]  # type: ignore[index]

    value, force, stiffness = expand(ops, nodes, where, tissue, laws=LAWS)
    np.testing.assert_allclose(value[0, 0], plain(nodes), rtol=1e-12)
    np.testing.assert_allclose(force, jax.jit(jax.grad(plain))(nodes), atol=1e-11)
    np.testing.assert_allclose(
        np.asarray(stiffness)[..., 0, 0],
        np.asarray(jax.jit(jax.hessian(plain))(nodes))[:, :, 0, 0, :, :, 0, 0],
        atol=1e-10,
    )
    step = 1e-6
    push = jnp.zeros_like(nodes).at[2, 1].set(step)
    numeric = (plain(nodes + push) - plain(nodes - push)) / (2 * step)
    assert float(force[2, 1, 0, 0]) == pytest.approx(float(numeric), rel=1e-6)


def nodal(element: np.ndarray) -> np.ndarray:
    """Sum (4, c, n_r, n_z) to nodes (n_r + 1, n_z + 1, c)."""
    n_r, n_z = element.shape[-2:]
    total = np.zeros((n_r + 1, n_z + 1, element.shape[1]))
    for side in (0, 1):
        for level in (0, 1):
            part = np.moveaxis(element[2 * side + level], 0, -1)
            total[side : n_r + side, level : n_z + level] += part
    return total


def test_patch_v15() -> None:
    """r = a R, z = b Z on a distorted mesh: one stress everywhere, no force left on inner nodes."""
    where, tissue = numbers((4, 3))
    nodes = grid(4, 3, distort=0.25)
    ops = axisymmetric.operators(nodes)
    a, b = 1.07, 1.12
    # With a balance of hoop and radial stress no body force is needed: no fibres.
    where = where._replace(fibre_share=jnp.zeros((4, 3)))
    deformed = nodes * jnp.array([a, b])[:, None, None]
    f = jax.vmap(lambda at: jnp.stack(axisymmetric.stretches(at, deformed)))(ops)
    np.testing.assert_allclose(np.moveaxis(f, 1, -1), np.broadcast_to([a, 0, 0, b, a], (4, 4, 3, 5)), atol=1e-12)
    _, force, _ = expand(ops, deformed, where, tissue, laws=LAWS)
    np.testing.assert_allclose(nodal(np.asarray(force))[1:-1, 1:-1], 0, atol=1e-12)


def test_rigid_lift_changes_nothing() -> None:
    where, tissue = numbers((2, 2))
    nodes = grid(2, 2, distort=0.2)
    ops = axisymmetric.operators(nodes)
    lifted = nodes + jnp.array([0.0, 3.0])[:, None, None]
    np.testing.assert_allclose(
        expand(ops, lifted, where, tissue, laws=LAWS)[1],
        expand(ops, nodes, where, tissue, laws=LAWS)[1],
        atol=1e-12,
    )


def _exact(X: jax.Array) -> jax.Array:
    R, Z = X
    return jnp.array([R + 0.08 * jnp.sin(2 * R) * jnp.cos(1.5 * Z), Z + 0.06 * jnp.cos(R) * jnp.sin(2 * Z)])


def _body_force(X: jax.Array, where: Material, tissue: Composition) -> jax.Array:
    """-Div P in cylindrical coordinates, of the manufactured motion, by automatic differentiation."""

    def piola(Y: jax.Array) -> jax.Array:
        G = jax.jacfwd(_exact)(Y)
        hoop = _exact(Y)[0] / Y[0]
        F = jnp.array([[G[0, 0], 0, G[0, 1]], [0, hoop, 0], [G[1, 0], 0, G[1, 1]]])
        return jax.grad(lambda g: energy(g, where, tissue, LAWS))(F)

    P, dP = piola(X), jax.jacfwd(piola)(X)
    radial = dP[0, 0, 0] + dP[0, 2, 1] + (P[0, 0] - P[1, 1]) / X[0]
    axial = dP[2, 0, 0] + dP[2, 2, 1] + P[2, 0] / X[0]
    return -jnp.array([radial, axial])


def manufactured_error(n: int) -> float:
    """L2 error at the Gauss points on n x n elements, motion prescribed on the boundary."""
    where, tissue = numbers((n, n))
    one = (jax.tree.map(lambda a: a[0, 0], where), jax.tree.map(lambda a: a[0, 0], tissue))
    reference = grid(n, n)
    ops = axisymmetric.operators(reference)
    points = jnp.einsum("gn,ncij->gijc", jnp.asarray(axisymmetric.VALUE), reference)
    force_at = jax.jit(lambda X: _body_force(X, *one))
    load = jnp.asarray([force_at(X) for X in points.reshape(-1, 2)]).reshape(4, n, n, 2)
    pull = jnp.einsum("gn,gij,gijc->ncij", jnp.asarray(axisymmetric.VALUE), ops.volume, load)

    lines = nodal(np.asarray(reference)) / nodal(np.ones((4, 1, n, n)))
    x = np.array(jax.vmap(_exact)(jnp.asarray(lines.reshape(-1, 2)))).reshape(n + 1, n + 1, 2)
    numbering = np.arange(x.size).reshape(x.shape)
    inner = numbering[1:-1, 1:-1].ravel()
    places = np.asarray(assembly.gather(jnp.asarray(numbering))).reshape(8, -1)
    slopes = jax.jit(lambda y: axisymmetric.expand(ops, assembly.gather(y), where, tissue, LAWS)[1:])
    for _ in range(5):
        force, stiffness = slopes(jnp.asarray(x))
        matrix = np.zeros((x.size, x.size))
        blocks = np.asarray(stiffness).reshape(8, 8, -1)
        np.add.at(matrix, (places[:, None], places[None, :]), blocks)
        out = nodal(np.asarray(force) - np.asarray(pull)).ravel()[inner]
        x.ravel()[inner] -= np.linalg.solve(matrix[np.ix_(inner, inner)], out)
    assert np.max(np.abs(out)) < 1e-9
    found = jnp.einsum("gn,ncij->gijc", jnp.asarray(axisymmetric.VALUE), assembly.gather(jnp.asarray(x)))
    exact = jax.vmap(_exact)(points.reshape(-1, 2)).reshape(found.shape)
    return float(jnp.sqrt(jnp.sum(ops.volume[..., None] * (found - exact) ** 2)))


@pytest.mark.slow
def test_manufactured_solution_converges_with_order_two_v16() -> None:
    errors = [manufactured_error(n) for n in (4, 8, 16)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(np.abs(orders - 2) < 0.2), (errors, orders)
