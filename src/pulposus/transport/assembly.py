"""Diffusion on the reduced disc as a graph: edge conductances and nodal volumes of a batch, batch last.

Bilinear axisymmetric elements with the gradient taken at the corners, which makes diffusion a sum over edges:
on right-angled elements the five-point stencil, whatever their aspect ratio. A sheared element has one diagonal
of negative conductance; a multiple of the energy (u_a - u_b + u_c - u_d)^2, zero for every linear field, is
taken off so that both diagonals are non-negative. The matrix is then an M-matrix, and concentrations that it
solves for are positive. Second order in the element size.
"""

from __future__ import annotations

from typing import NamedTuple

from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.ninepoint import Conductances, pad

Array = jax.Array


class Geometry(NamedTuple):
    """Geometry of a batch, independent of tissue; corners in the order (i, j), (i+1, j), (i+1, j+1), (i, j+1)."""

    corner_volume_mm3: tuple[Array, Array, Array, Array]
    """Share of each element's volume at each corner, four of (er, ez, b)."""
    along_r: tuple[Array, Array, Array, Array]
    along_z: tuple[Array, Array, Array, Array]
    skew: tuple[Array, Array, Array, Array]
    sound: Array
    """(b,): no element is folded."""


def geometry(nodes_mm: Array) -> Geometry:
    """Corner geometry of the meshes (b, n_r, n_z, 2); a folded mesh gives a unit one and ``sound`` False."""
    r, z = jnp.moveaxis(nodes_mm[..., 0], 0, -1), jnp.moveaxis(nodes_mm[..., 1], 0, -1)

    def corners(f: Array) -> tuple[Array, Array, Array, Array]:
        return f[:-1, :-1], f[1:, :-1], f[1:, 1:], f[:-1, 1:]

    rs, zs = corners(r), corners(z)
    jacobians, inner = [], []
    for c in range(4):
        p, q = (c ^ 1), (3 - c)  # neighbours along r and along z
        e1, e2 = (rs[p] - rs[c], zs[p] - zs[c]), (rs[q] - rs[c], zs[q] - zs[c])
        sign = 1 if c % 2 == 0 else -1
        jacobians.append(sign * (e1[0] * e2[1] - e1[1] * e2[0]))
        inner.append((e1[0] ** 2 + e1[1] ** 2, e2[0] ** 2 + e2[1] ** 2, e1[0] * e2[0] + e1[1] * e2[1]))
    sound = jnp.all(jnp.stack(jacobians) > 0, axis=(0, 1, 2)) & jnp.all(r >= 0, axis=(0, 1))
    weight, along_r, along_z, skew = [], [], [], []
    for c in range(4):
        p, q, o = (c ^ 1), (3 - c), (c ^ 2)
        # Radius averaged with the corner's shape function, so that nodes on the axis keep their volume.
        radius = jnp.where(sound, (4 * rs[c] + 2 * rs[p] + 2 * rs[q] + rs[o]) / 3**2, 1.0)
        jacobian = jnp.where(sound, jacobians[c], 1.0)
        w = 2 * jnp.pi * radius / (4 * jacobian)
        e11, e22, e12 = inner[c]
        along_r.append(w * jnp.where(sound, e22, 1.0))
        along_z.append(w * jnp.where(sound, e11, 1.0))
        skew.append(-w * jnp.where(sound, e12, 0.0))
        weight.append(radius * jacobian)
    volume = _volume(rs, zs)
    share = jnp.where(sound, volume, 1.0) / (weight[0] + weight[1] + weight[2] + weight[3])
    volumes = tuple(w * share for w in weight)
    return Geometry(volumes, tuple(along_r), tuple(along_z), tuple(skew), sound)  # type: ignore[arg-type]


def _volume(rs: tuple[Array, ...], zs: tuple[Array, ...]) -> Array:
    """Swept volume of each element by Pappus, exact."""

    def swept(a: int, b: int, c: int) -> Array:
        area = ((rs[b] - rs[a]) * (zs[c] - zs[a]) - (zs[b] - zs[a]) * (rs[c] - rs[a])) / 2
        return 2 * jnp.pi * area * (rs[a] + rs[b] + rs[c]) / 3

    return swept(0, 1, 2) + swept(0, 2, 3)


def conductances(g: Geometry, flux_factor: Array) -> Conductances:
    """Edge conductances of diffusion with unit water diffusivity, ``flux_factor`` (er, ez, b) per element."""
    # The skew term 2 s (u_p - u_c)(u_q - u_c) is s[(u_p - u_c)^2 + (u_q - u_c)^2 - (u_p - u_q)^2].
    s = [flux_factor * k for k in g.skew]
    a = [flux_factor * k for k in g.along_r]
    c = [flux_factor * k for k in g.along_z]
    bottom = a[0] + s[0] + a[1] + s[1]
    top = a[2] + s[2] + a[3] + s[3]
    left = c[0] + s[0] + c[3] + s[3]
    right = c[1] + s[1] + c[2] + s[2]
    rising, falling = -(s[1] + s[3]), -(s[0] + s[2])
    shift = jnp.maximum(-jnp.minimum(rising, falling), 0)
    rising, falling = rising + shift, falling + shift
    radial = pad(bottom - shift, (0, 0), (0, 1)) + pad(top - shift, (0, 0), (1, 0))
    axial = pad(left - shift, (0, 1)) + pad(right - shift, (1, 0))
    return Conductances(radial, axial, rising, falling)


def to_nodes(g: Geometry, density: Array) -> Array:
    """Lump an element density (er, ez, b) to the nodes: sum over elements of density times corner volume."""
    v = [volume * density for volume in g.corner_volume_mm3]
    return pad(v[0], (0, 1), (0, 1)) + pad(v[1], (1, 0), (0, 1)) + pad(v[2], (1, 0), (1, 0)) + pad(v[3], (0, 1), (1, 0))
