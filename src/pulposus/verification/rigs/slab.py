"""Mandel's slab: plane strain, a rigid frictionless plate on top, drained at its side; one half of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pulposus.mechanics.hexa import Curve, Model, Plate, Potential, march
from pulposus.verification.rigs.block import box, plain
from pulposus.verification.rigs.column import ELEMENTS, FAIR, FIRST, SMALL, STABILISED

Float = NDArray[np.float64]
MODULUS_MPa, PERMEABILITY_mm4_Ns, HALF_mm, HEIGHT_mm = 1.0, 1e-3, 1.0, 0.5
SECONDS = HALF_mm**2 / (MODULUS_MPa * PERMEABILITY_mm4_Ns)


def mandel(elements: int, times: Sequence[float], poisson: float, nodes: int = 8) -> tuple[Float, Float]:
    """Places x/a (n,) along the bottom, and the potential (t, n) there over half the mean pressure of the plate."""
    mesh = box((elements, 1, ELEMENTS // elements), (HALF_mm, HEIGHT_mm, HEIGHT_mm), nodes)
    fixed = np.zeros((len(mesh.nodes_mm), 3), dtype=bool)
    fixed[mesh.on(0, 0), 0] = True
    fixed[:, 1] = True
    fixed[mesh.on(2, 0), 2] = True
    mean = SMALL * MODULUS_MPa
    force = Curve.constant(-mean * HALF_mm * HEIGHT_mm)
    model = Model(
        nodes_mm=mesh.nodes_mm,
        elements=mesh.elements,
        blocks=plain(mesh, MODULUS_MPa, poisson, PERMEABILITY_mm4_Ns),
        fixed=fixed,
        plates=(Plate("top", mesh.on(2, -1), (0.0, 0.0, HEIGHT_mm), load={"z": force}, slide="z"),),
        potentials=(Potential(mesh.wet(0, -1)),),
        stabilise=STABILISED,
    )
    row = mesh.lattice
    line = np.flatnonzero((row[:, 1] == 0) & (row[:, 2] == 0) & (row[:, 0] % 2 == 0))
    line = line[np.argsort(row[line, 0])]
    steps = march(model, [t * SECONDS for t in times], tolerance=FAIR, first_step_s=FIRST * SECONDS)
    potential = np.array([step.state.potential_MPa[line] for step in steps if step.output])
    return mesh.nodes_mm[line, 0] / HALF_mm, potential / (mean / 2)
