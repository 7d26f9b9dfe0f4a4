"""The discrete axisymmetric operator: order, exactness, volume, positivity."""

from __future__ import annotations

import numpy as np
import pytest

from pulposus.disc.reduced import ReducedTopology, build, element_volumes_mm3
from pulposus.numerics import ninepoint
from pulposus.numerics.backend import jax, jnp
from pulposus.transport.assembly import conductances, geometry, to_nodes


def curved_mesh(refine: int, rim_mm: float = 7.0) -> tuple[np.ndarray, np.ndarray]:
    """Nodes of one disc with a curved top and a bulging side, and element volumes."""
    one = np.ones(1)
    mesh = build(
        ReducedTopology(3 * refine, 2 * refine, refine, 3 * refine, refine),
        radius_mm=6 * one,
        mid_height_mm=10 * one,
        rim_height_mm=rim_mm * one,
        nucleus_radius_fraction=0.5 * one,
        inner_annulus_fraction=0.6 * one,
        endplate_mm=1.5 * one,
    )
    nodes = mesh.nodes_mm.copy()
    r, z = nodes[..., 0], nodes[..., 1]
    nodes[..., 0] = r * (1 + 0.08 * (r / 6) ** 2 * np.cos(np.pi * z / 10))
    return nodes, element_volumes_mm3(nodes)


@jax.jit
def edges_of(nodes: jax.Array) -> ninepoint.Conductances:
    return conductances(geometry(nodes), jnp.ones((nodes.shape[1] - 1, nodes.shape[2] - 1, nodes.shape[0])))


@jax.jit
def nodal_volume(nodes: jax.Array) -> jax.Array:
    return to_nodes(geometry(nodes), jnp.ones((nodes.shape[1] - 1, nodes.shape[2] - 1, nodes.shape[0])))


outflow = jax.jit(ninepoint.laplacian)


@jax.jit
def poisson(nodes: jax.Array, exact: jax.Array, source: jax.Array) -> jax.Array:
    """Solve -lap u = source with the values of ``exact`` on the bone and the outer side."""
    edges, volume = edges_of(nodes), nodal_volume(nodes)
    n, m = exact.shape[0] - 1, exact.shape[1] - 1
    rhs = source * volume - ninepoint.laplacian(edges, exact.at[:n, :m].set(0.0))
    return ninepoint.solve(ninepoint.degree(edges)[:n, :m], ninepoint.restrict(edges, n, m), rhs[:n, :m])


def poisson_error(refine: int) -> tuple[float, float]:
    """Root-mean-square and largest error of a manufactured solution of -lap u = f."""
    nodes, _ = curved_mesh(refine)
    r, z = (np.moveaxis(nodes[..., k], 0, -1) for k in (0, 1))
    k = 0.5
    # u = cos(k z) (1 + r^2 / 20), with u_z = 0 at the mid-plane and u_r = 0 on the axis.
    exact = np.cos(k * z) * (1 + r**2 / 20)
    source = k**2 * exact - np.cos(k * z) * 4 / 20
    error = np.asarray(poisson(*(jnp.asarray(v) for v in (nodes, exact, source)))) - exact[:-1, :-1]
    return float(np.sqrt(np.mean(error**2))), float(np.max(np.abs(error)))


def test_manufactured_solution_converges_at_second_order() -> None:
    coarse, fine = np.array(poisson_error(4)), np.array(poisson_error(8))
    orders = np.log2(coarse / fine)
    assert fine[0] < 2e-3
    assert orders[0] == pytest.approx(2, abs=0.2)
    assert orders[1] > 1.7


def test_constant_fields_carry_no_flux_and_linear_ones_are_exact_on_straight_meshes() -> None:
    z = np.linspace(0, 3, 5)
    r = np.array([0.0, 1.0, 1.5, 4.0])
    nodes = np.stack(np.broadcast_arrays(r[:, None], z[None, :]), axis=-1)[None]
    edges = edges_of(jnp.asarray(nodes))
    np.testing.assert_array_equal(np.asarray(outflow(edges, jnp.ones((4, 5, 1)))), 0)
    linear = np.asarray(outflow(edges, jnp.asarray(np.broadcast_to(z[None, :, None], (4, 5, 1)))))
    np.testing.assert_allclose(linear[:, 1:-1], 0, atol=1e-12)
    assert linear[:, -1].sum() == pytest.approx(np.pi * 4**2, rel=1e-12)  # the flux through the top


def test_radial_flux_between_cylinders() -> None:
    """ln r between concentric cylinders carries 2 pi h through every radius."""
    r = np.linspace(2, 5, 61)
    nodes = np.stack(np.broadcast_arrays(r[:, None], np.array([0.0, 0.7, 2.0])[None]), axis=-1)[None]
    field = np.broadcast_to(np.log(r)[:, None, None], (61, 3, 1))
    flux = np.asarray(outflow(edges_of(jnp.asarray(nodes)), jnp.asarray(field)))
    assert flux[-1].sum() == pytest.approx(2 * np.pi * 2.0, rel=1e-4)


def test_volume_is_conserved() -> None:
    nodes, volumes = curved_mesh(2)
    nodal = np.asarray(nodal_volume(jnp.asarray(nodes)))
    assert nodal.min() > 0
    assert nodal.sum() == pytest.approx(volumes.sum(), rel=1e-12)


def test_conductances_stay_non_negative_on_discs() -> None:
    """An M-matrix, on which positive concentrations rest: flat, normal and tall discs, wedge of either sign."""
    mid = np.array([5.0, 5.0, 8.0, 11.0, 14.0, 14.0])
    rim = np.array([4.0, 7.0, 6.0, 13.0, 9.0, 17.0])
    one = np.ones_like(mid)
    mesh = build(
        ReducedTopology(),
        radius_mm=20 * one,
        mid_height_mm=mid,
        rim_height_mm=rim,
        nucleus_radius_fraction=0.6 * one,
        inner_annulus_fraction=0.6 * one,
        endplate_mm=0.77 * one,
    )
    edges = edges_of(jnp.asarray(mesh.nodes_mm))
    assert min(float(g.min()) for g in edges) >= 0
    assert max(float(g.max()) for g in (edges.rising, edges.falling)) > 0  # the meshes are sheared


def test_folded_mesh_is_told() -> None:
    nodes, _ = curved_mesh(1)
    folded = nodes.copy()
    folded[0, 2, 2] = folded[0, 0, 0]
    assert list(np.asarray(jax.jit(geometry)(jnp.asarray(np.concatenate([nodes, folded]))).sound)) == [True, False]
