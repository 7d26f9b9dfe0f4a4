"""A quarter of a cylinder between frictionless plates, meshed as an O-grid: a square core and rings around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Curve, Model, Plate, Potential, march
from pulposus.verification.rigs.block import Mesh, plain
from pulposus.verification.rigs.column import FAIR, FIRST, SMALL, STABILISED

Float = NDArray[np.float64]
MODULUS_MPa, PERMEABILITY_mm4_Ns, RADIUS_mm, HEIGHT_mm = 1.0, 1e-3, 1.0, 0.5
SECONDS = RADIUS_mm**2 / (MODULUS_MPa * PERMEABILITY_mm4_Ns)
CORE_SHARE, ROUND = 0.4, 0.6  # size of the core over the radius, and how round its outer side is


@dataclass(frozen=True)
class Meshing:
    """Elements along one side of the core and across the rings."""

    core: int
    rings: int

    @property
    def radial(self) -> int:
        """Elements from the axis to the side."""
        return self.core + self.rings


def quarter(meshing: Meshing) -> Mesh:
    """One layer of eight-node elements. ``lattice`` holds the shell (0 axis, 2 times ``radial`` the side), a code of
    the planes x = 0 and y = 0, and the level (0 or 2)."""
    m, r = meshing.core, meshing.rings
    rows: dict[tuple[float, float], int] = {}
    places: list[tuple[float, float, int]] = []

    def node(x: float, y: float, shell: int) -> int:
        key = (round(x, 9), round(y, 9))
        if key not in rows:
            rows[key] = len(places)
            places.append((x, y, shell))
        return rows[key]

    def core(i: int, j: int) -> tuple[float, float]:
        s, t = i / m, j / m
        reach = max(s, t)
        # Lines of equal reach bend from squares at the axis towards circles at the rim of the core.
        length = np.hypot(s, t)
        bend = ROUND * reach * (1 - reach / length if length else 0.0)
        return CORE_SHARE * s * (1 - bend), CORE_SHARE * t * (1 - bend)

    def outer(k: int, layer: int) -> tuple[float, float]:
        i, j = (m, k) if k <= m else (2 * m - k, m)
        inner, angle = np.array(core(i, j)), np.pi / 2 * k / (2 * m)
        share = layer / r
        return tuple((1 - share) * inner + share * RADIUS_mm * np.array([np.cos(angle), np.sin(angle)]))

    quads = [
        [node(*core(i + a, j + b), max(i + a, j + b)) for a, b in ((0, 0), (1, 0), (1, 1), (0, 1))]
        for i in range(m)
        for j in range(m)
    ]
    quads += [
        [node(*outer(k + a, layer + b), m + layer + b) for a, b in ((0, 0), (0, 1), (1, 1), (1, 0))]
        for layer in range(r)
        for k in range(2 * m)
    ]
    flat, count = np.array(places), len(places)
    nodes = np.concatenate([np.column_stack([flat[:, :2], np.full(count, z)]) for z in (0.0, HEIGHT_mm)])
    elements = np.concatenate([np.array(quads), np.array(quads) + count], axis=1)
    shell = np.tile(2 * flat[:, 2].astype(np.int64), 2)
    sides = (np.abs(nodes[:, 0]) > 1e-9).astype(np.int64) + 2 * (np.abs(nodes[:, 1]) > 1e-9)
    return Mesh(nodes, elements, np.column_stack([shell, sides, np.repeat([0, 2], count)]))


def unconfined(meshing: Meshing, times: Sequence[float], poisson: float) -> Float:
    """Force over its closed-form final value E eps pi a^2 / 4 at dimensionless times after a step of strain."""
    mesh = quarter(meshing)
    fixed = np.zeros((len(mesh.nodes_mm), 3), dtype=bool)
    fixed[np.abs(mesh.nodes_mm[:, 0]) < 1e-9, 0] = True
    fixed[np.abs(mesh.nodes_mm[:, 1]) < 1e-9, 1] = True
    fixed[mesh.on(2, 0), 2] = True
    press = Curve.constant(-SMALL * HEIGHT_mm)
    model = Model(
        nodes_mm=mesh.nodes_mm,
        elements=mesh.elements,
        blocks=plain(mesh, MODULUS_MPa, poisson, PERMEABILITY_mm4_Ns),
        fixed=fixed,
        plates=(Plate("top", mesh.on(2, -1), (0.0, 0.0, HEIGHT_mm), prescribed={"z": press}, slide="z"),),
        potentials=(Potential(mesh.on(0, -1)),),
        stabilise=STABILISED,
    )
    young = MODULUS_MPa * (1 + poisson) * (1 - 2 * poisson) / (1 - poisson)
    final = young * SMALL * np.pi * RADIUS_mm**2 / 4
    steps = march(model, [t * SECONDS for t in times], tolerance=FAIR, first_step_s=FIRST * SECONDS)
    return np.array([-step.reaction[0] for step in steps if step.output]) / final
