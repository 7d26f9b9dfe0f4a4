"""Rings of the reduced disc: distorted meshes, nodal forces, and a manufactured motion."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.reduced import Region
from pulposus.mechanics import Laws, MechanicsParameters, assembly, axisymmetric
from pulposus.mechanics.material import Composition, Material, energy
from pulposus.mechanics.parameters import material
from pulposus.numerics.backend import jax, jnp

Array = jax.Array
Float = NDArray[np.float64]
LAWS = Laws()
POROSITY, CHARGE_mEq_mL = 0.77, 0.2
NEWTON_STEPS = 6
_expand = jax.jit(axisymmetric.expand, static_argnames="laws")


def numbers(shape: tuple[int, ...]) -> tuple[Material, Composition]:
    """Outer annulus everywhere, every leaf of the shape."""
    leaves = jax.tree.map(
        lambda a: jnp.broadcast_to(jnp.ravel(a)[0], shape),
        material(MechanicsParameters.central(), np.array([[int(Region.OUTER_ANNULUS)]])),
    )
    return leaves, Composition(jnp.full(shape, POROSITY), jnp.full(shape, CHARGE_mEq_mL))


def grid(n_r: int, n_z: int, distort: float = 0.0) -> Array:
    """Nodes (4, 2, n_r, n_z) of a ring 1 <= R <= 2, 0 <= Z <= 1, its inner nodes moved at random."""
    R, Z = np.meshgrid(1 + np.arange(n_r + 1) / n_r, np.arange(n_z + 1) / n_z, indexing="ij")
    nodes = np.stack([R, Z], axis=-1)
    nodes[1:-1, 1:-1] += distort / n_r * np.random.default_rng(0).uniform(-1, 1, (n_r - 1, n_z - 1, 2))
    return assembly.gather(jnp.asarray(nodes))


def nodal(element: Float) -> Float:
    """Sum (4, c, n_r, n_z) to nodes (n_r + 1, n_z + 1, c)."""
    n_r, n_z = element.shape[-2:]
    total = np.zeros((n_r + 1, n_z + 1, element.shape[1]))
    for side in (0, 1):
        for level in (0, 1):
            part = np.moveaxis(element[2 * side + level], 0, -1)
            total[side : n_r + side, level : n_z + level] += part
    return total


def patch_force(stretch_r: float, stretch_z: float) -> float:
    """Largest force left on inner nodes of a distorted mesh under r = a R, z = b Z (no fibres), over the largest on its
    surface."""
    where, tissue = numbers((4, 3))
    where = where._replace(fibre_share=jnp.zeros((4, 3)))
    nodes = grid(4, 3, distort=0.25)
    deformed = nodes * jnp.array([stretch_r, stretch_z])[:, None, None]
    _, force, _ = _expand(axisymmetric.operators(nodes), deformed, where, tissue, laws=LAWS)
    sums = np.abs(nodal(np.asarray(force)))
    return float(sums[1:-1, 1:-1].max() / sums.max())


def _exact(X: Array) -> Array:
    R, Z = X
    return jnp.array([R + 0.08 * jnp.sin(2 * R) * jnp.cos(1.5 * Z), Z + 0.06 * jnp.cos(R) * jnp.sin(2 * Z)])


def _body_force(X: Array, where: Material, tissue: Composition) -> Array:
    """-Div P in cylindrical coordinates, of the exact motion, by automatic differentiation."""

    def piola(Y: Array) -> Array:
        G = jax.jacfwd(_exact)(Y)
        hoop = _exact(Y)[0] / Y[0]
        F = jnp.array([[G[0, 0], 0, G[0, 1]], [0, hoop, 0], [G[1, 0], 0, G[1, 1]]])
        return jax.grad(lambda g: energy(g, where, tissue, LAWS))(F)

    P, dP = piola(X), jax.jacfwd(piola)(X)
    radial = dP[0, 0, 0] + dP[0, 2, 1] + (P[0, 0] - P[1, 1]) / X[0]
    axial = dP[2, 0, 0] + dP[2, 2, 1] + P[2, 0] / X[0]
    return -jnp.array([radial, axial])


def manufactured_error(n: int) -> float:
    """L2 error of the motion at the Gauss points of n x n elements whose boundary follows the exact motion."""
    where, tissue = numbers((n, n))
    one = (jax.tree.map(lambda a: a[0, 0], where), jax.tree.map(lambda a: a[0, 0], tissue))
    reference = grid(n, n)
    ops = axisymmetric.operators(reference)
    value = jnp.asarray(axisymmetric.VALUE)
    points = jnp.einsum("gn,ncij->gijc", value, reference)
    force_at = jax.jit(lambda X: _body_force(X, *one))
    load = jnp.asarray([force_at(X) for X in points.reshape(-1, 2)]).reshape(4, n, n, 2)
    pull = np.asarray(jnp.einsum("gn,gij,gijc->ncij", value, ops.volume, load))

    lines = nodal(np.asarray(reference)) / nodal(np.ones((4, 1, n, n)))
    x = np.array(jax.vmap(_exact)(jnp.asarray(lines.reshape(-1, 2)))).reshape(n + 1, n + 1, 2)
    numbering = np.arange(x.size).reshape(x.shape)
    inner = numbering[1:-1, 1:-1].ravel()
    places = np.asarray(assembly.gather(jnp.asarray(numbering))).reshape(8, -1)
    for _ in range(NEWTON_STEPS):
        _, force, stiffness = _expand(ops, assembly.gather(jnp.asarray(x)), where, tissue, laws=LAWS)
        matrix = np.zeros((x.size, x.size))
        np.add.at(matrix, (places[:, None], places[None, :]), np.asarray(stiffness).reshape(8, 8, -1))
        out = nodal(np.asarray(force) - pull).ravel()[inner]
        x.ravel()[inner] -= np.linalg.solve(matrix[np.ix_(inner, inner)], out)
    found = jnp.einsum("gn,ncij->gijc", value, assembly.gather(jnp.asarray(x)))
    exact = jax.vmap(_exact)(points.reshape(-1, 2)).reshape(found.shape)
    return float(jnp.sqrt(jnp.sum(ops.volume[..., None] * (found - exact) ** 2)))
