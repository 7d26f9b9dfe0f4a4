"""The smooth skin of one disc: outline, bulge, and upper and lower surface, and the map from the unit disc to it.

A point of the unit cylinder is (u, v, zeta): u to the right, v to the front, u^2 + v^2 <= 1, zeta from -1 (lower
surface) to 1 (upper). With s, theta the polar form of (u, v), a point lies at

    centre + s R(phi) (1 + bulge(phi) (1 - zeta^2)) (cos phi, sin phi),    z = middle(u, v) + zeta thickness(u, v) / 2

where phi is theta stretched by the semi-axes, so that an ellipse is mapped exactly and its nodes are spaced evenly.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.numerics.settings import OUTLINE_SAMPLES, SURFACE_DEGREE, SURFACE_LOCATE_STEPS

Float = NDArray[np.float64]
ANGLES = 2 * np.pi * np.arange(OUTLINE_SAMPLES) / OUTLINE_SAMPLES
EXPONENTS = tuple((i, j) for i in range(SURFACE_DEGREE + 1) for j in range(SURFACE_DEGREE + 1 - i))


def basis(u: Float, v: Float) -> Float:
    """Monomials u^i v^j of EXPONENTS, shape (..., p)."""
    pu, pv = [np.ones_like(u)], [np.ones_like(v)]
    for _ in range(SURFACE_DEGREE):
        pu.append(pu[-1] * u)
        pv.append(pv[-1] * v)
    return np.stack([pu[i] * pv[j] for i, j in EXPONENTS], axis=-1)


def polynomial(terms: Float, u: Float, v: Float) -> Float:
    """The polynomial of coefficients (p,) at (u, v), by nested multiplication."""
    table = dict(zip(EXPONENTS, terms, strict=True))
    result = np.zeros(np.broadcast(u, v).shape)
    for i in range(SURFACE_DEGREE, -1, -1):
        inner = np.zeros_like(result)
        for j in range(SURFACE_DEGREE - i, -1, -1):
            inner = inner * v + table[i, j]
        result = result * u + inner
    return result


def coefficients(terms: dict[tuple[int, int], float]) -> Float:
    """Coefficient vector (p,) from a few named terms, the rest zero."""
    return np.array([terms.get(exponent, 0.0) for exponent in EXPONENTS])


def bulge_factor(bulge: Float) -> Float:
    """By how much a bulge widens the volume: the mean of (1 + bulge (1 - zeta^2))^2 over zeta, exact by Gauss."""
    zeta, weight = np.polynomial.legendre.leggauss(3)
    return np.asarray(((1 + np.asarray(bulge)[..., None] * (1 - zeta**2)) ** 2 @ weight) / 2)


@dataclass(frozen=True, eq=False)
class Surfaces:
    """Skin of one disc.

    ``origin_mm`` (3,) and ``axes`` (3, 3; rows right, front, head) place the disc's frame in the world (RAS).
    ``centre_mm`` and ``semi_mm`` (2,) are nucleus centre and semi-axes in that frame; ``radius_mm`` and ``bulge``
    (m,) are taken about the centre at ANGLES; ``thickness`` and ``middle`` (p,) are polynomials, ``floor_mm`` the
    least thickness.
    """

    origin_mm: Float
    axes: Float
    centre_mm: Float
    semi_mm: Float
    radius_mm: Float
    bulge: Float
    thickness: Float
    middle: Float
    floor_mm: float

    def stretch(self, u: Float, v: Float) -> tuple[Float, Float]:
        """Share of the radius and polar angle in the disc's plane of points of the unit disc."""
        return np.hypot(u, v), np.arctan2(self.semi_mm[1] * v, self.semi_mm[0] * u)

    def at(self, phi: Float, values: Float) -> Float:
        """A periodic array given at ANGLES, at other angles."""
        return np.interp(phi, ANGLES, values, period=2 * np.pi)

    def thickness_mm(self, u: Float, v: Float) -> Float:
        """Distance from lower to upper surface."""
        return np.maximum(polynomial(self.thickness, u, v), self.floor_mm)

    def place(self, u: Float, v: Float, zeta: Float) -> Float:
        """World coordinates (..., 3) of points of the unit cylinder."""
        s, phi = self.stretch(u, v)
        r = s * self.at(phi, self.radius_mm) * (1 + self.at(phi, self.bulge) * (1 - zeta**2))
        x, y = self.centre_mm[0] + r * np.cos(phi), self.centre_mm[1] + r * np.sin(phi)
        z = polynomial(self.middle, u, v) + zeta * self.thickness_mm(u, v) / 2
        return self.origin_mm + np.stack([x, y, z], axis=-1) @ self.axes

    def unit_disc(self, x: Float, y: Float, bulged: Float | float = 1.0) -> tuple[Float, Float]:
        """(u, v) of points of the disc's plane, the outline widened by ``bulged``."""
        dx, dy = x - self.centre_mm[0], y - self.centre_mm[1]
        phi = np.arctan2(dy, dx)
        s = np.hypot(dx, dy) / (self.at(phi, self.radius_mm) * bulged)
        theta = np.arctan2(dy / self.semi_mm[1], dx / self.semi_mm[0])
        return s * np.cos(theta), s * np.sin(theta)

    def to_frame(self, world_mm: Float) -> Float:
        """World points in the disc's frame."""
        return np.asarray((world_mm - self.origin_mm) @ self.axes.T)

    def contains(self, world_mm: Float) -> NDArray[np.bool_]:
        """Which world points (n, 3) lie within the skin."""
        x, y, z = self.to_frame(world_mm).T
        phi = np.arctan2(y - self.centre_mm[1], x - self.centre_mm[0])
        bulge = self.at(phi, self.bulge)
        zeta = np.zeros_like(z)
        for _ in range(SURFACE_LOCATE_STEPS):
            u, v = self.unit_disc(x, y, 1 + bulge * (1 - np.clip(zeta, -1, 1) ** 2))
            far = np.maximum(np.hypot(u, v), 1)
            zeta = 2 * (z - polynomial(self.middle, u / far, v / far)) / self.thickness_mm(u / far, v / far)
        return (np.hypot(u, v) <= 1) & (np.abs(zeta) <= 1)

    def moments_mm2(self) -> Float:
        """Integral of each basis monomial over the axial area (bulge included), shape (p,)."""
        sector = self.radius_mm**2 * bulge_factor(self.bulge) * (ANGLES[1] - ANGLES[0])
        theta = np.arctan2(np.sin(ANGLES) / self.semi_mm[1], np.cos(ANGLES) / self.semi_mm[0])
        power = np.array([i + j + 2 for i, j in EXPONENTS])
        return np.asarray(sector @ basis(np.cos(theta), np.sin(theta)) / power)

    def volume_mm3(self) -> float:
        """Volume in closed form (where the thickness is nowhere at its floor)."""
        return float(self.moments_mm2() @ self.thickness)
