"""One block of elements, ready to evaluate: forces, contents, fluxes and element matrices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import pointwise
from pulposus.mechanics.hexa.kinematics import Kinematics, kinematics, second_order
from pulposus.mechanics.hexa.model import Block, Model
from pulposus.numerics.backend import jax
from pulposus.numerics.hexahedron import CORNER_NODES, KINDS, operators

Float = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forces:
    """Of k elements: nodal forces (k, n, 3) N, contents (k, 8) mm3, outflows (k, 8) mm3/s, least J (k,)."""

    force: Float
    content: Float
    outflow: Float
    least_J: Float


@dataclass(frozen=True, eq=False)
class Matrices:
    """Of k elements: ``stiffness`` (k, n, 3, 3, n) ordered (a, i, j, b), ``coupling`` (k, 8, 3, n) the derivative of
    the contents by displacement, ``conductance`` (k, 8, 8). How permeability changes with strain is left out."""

    stiffness: Float
    coupling: Float
    conductance: Float


class Part:
    """Geometry and numbers of a block, made once."""

    def __init__(self, model: Model, block: Block) -> None:
        self.elements = model.elements[block.elements]
        self.kind = KINDS[self.elements.shape[1]]
        self.laws = block.laws
        self.gradient, self.corner_gradient, self.volume = operators(self.kind, model.nodes_mm[self.elements])
        k, g = self.volume.shape
        self.points = self.volume.ravel()

        def leaf(x: object) -> Float:
            return np.repeat(np.broadcast_to(np.asarray(x, dtype=float), (k,)), g)

        self.numbers = pointwise.Numbers(
            *(jax.device_put(jax.tree.map(leaf, part)) for part in (block.material, block.permeability, block.tissue))
        )
        used = block.fibres is not None and block.laws.fibres != "none"
        self.fibres = (
            np.repeat(block.fibres.transpose(1, 2, 0), g, axis=-1) if used and block.fibres is not None else None
        )

    def kinematics(self, u: Float) -> Kinematics:
        """F and its invariants at the points from nodal displacements (nodes, 3)."""
        k, g = self.volume.shape
        turned = np.matmul(self.gradient.reshape(k, 3 * g, -1), u[self.elements])  # (k, g L, i)
        F = np.ascontiguousarray(turned.reshape(-1, 3, 3).transpose(2, 1, 0))
        for i in range(3):
            F[i, i] += 1
        return kinematics(F, self.fibres)

    def potential(self, mu: Float) -> Float:
        """Fluid potential at the points, (k * g,)."""
        return np.asarray(mu[self.elements[:, :CORNER_NODES]] @ self.kind.corner_value.T).ravel()

    def _flow(self, x: Kinematics, k: Float) -> Float:
        """Spatial gradients of the corner functions times the root of permeability and current volume, (k, 3 g, 8)."""
        root = np.sqrt(np.maximum(k * self.points / x.J, 0))
        turned = np.moveaxis(x.cofactor * root, -1, 0).reshape(*self.volume.shape, 3, 3)
        return np.matmul(turned, self.corner_gradient).reshape(len(self.elements), -1, CORNER_NODES)

    def _outflow(self, x: Kinematics, k: Float, mu: Float) -> Float:
        """Darcy flow out of the corners of each element, (k, 8) mm3/s."""
        n_k, g = self.volume.shape
        corner = self.corner_gradient.reshape(n_k, 3 * g, -1)
        slope = np.matmul(corner, mu[self.elements[:, :CORNER_NODES], None]).reshape(-1, 3).T  # (L, p)
        spatial = np.einsum("iLp,Lp->ip", x.cofactor, slope)
        flux = np.einsum("iLp,ip->Lp", x.cofactor, spatial) * (k * self.points / x.J)
        return np.matmul(corner.transpose(0, 2, 1), flux.T.reshape(n_k, 3 * g, 1))[..., 0]

    def forces(self, u: Float, mu: Float) -> Forces:
        """Sums over the points of each element, from nodal displacements and potentials."""
        x = self.kinematics(u)
        by, k = jax.device_get(pointwise.first(pointwise.Invariants(*x.invariants), self.numbers, self.laws))
        parts = [by.I1, by.J - self.potential(mu), by.first, by.second]
        stress = parts[0] * x.slopes[0]
        for part, slope in zip(parts[1:], x.slopes[1:], strict=False):
            stress += part * slope
        stress *= self.points
        n_k, g = self.volume.shape
        left = self.gradient.reshape(n_k, 3 * g, -1).transpose(0, 2, 1)
        held = (x.J * self.points).reshape(n_k, g)
        return Forces(
            np.matmul(left, stress.transpose(2, 1, 0).reshape(n_k, 3 * g, 3)),
            held @ self.kind.corner_value,
            self._outflow(x, k, mu),
            x.J.reshape(n_k, g).min(axis=1),
        )

    def matrices(self, u: Float, mu: Float) -> Matrices:
        """Element matrices at nodal displacements and potentials."""
        x = self.kinematics(u)
        by, by2, k = jax.device_get(pointwise.second(pointwise.Invariants(*x.invariants), self.numbers, self.laws))
        count = len(x.slopes)
        first = [by.I1, by.J - self.potential(mu), by.first, by.second][:count]
        stress = second_order(x, first, [list(row)[:count] for row in by2], self.points)
        n_k, g = self.volume.shape
        n = self.kind.nodes
        half = np.matmul(stress.reshape(n_k, g, 3**3, 3), self.gradient).reshape(n_k, 3 * g, 3**2 * n)
        left = self.gradient.reshape(n_k, 3 * g, n).transpose(0, 2, 1)
        turned = np.moveaxis(x.cofactor * self.points, -1, 0).reshape(n_k, g, 3, 3)
        slope = np.matmul(turned, self.gradient).reshape(n_k, g, 3 * n)
        flow = self._flow(x, k)
        return Matrices(
            np.matmul(left, half).reshape(n_k, n, 3, 3, n),
            np.matmul(self.kind.corner_value.T, slope).reshape(n_k, CORNER_NODES, 3, n),
            np.matmul(flow.transpose(0, 2, 1), flow),
        )

    def storage(self, share: float) -> Float:
        """Element matrices (k, 8, 8) of the pressure projection, ``share`` of White and Borja's weight 1/(2 G)."""
        weight = share / (2 * np.asarray(self.numbers.material.shear).reshape(self.volume.shape))
        mean = (self.volume / self.volume.sum(axis=1, keepdims=True)) @ self.kind.corner_value
        away = self.kind.corner_value[None] - mean[:, None, :]
        scaled = away * (self.volume * weight)[..., None]
        return np.matmul(scaled.transpose(0, 2, 1), away)
