"""The creep yardstick as a model: a force ramped in a second and held for eight hours, drained all round."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.disc.yardstick import Numbers, Tissue, YardstickMesh
from pulposus.mechanics.hexa.model import Block, Curve, Model, Plate, Potential
from pulposus.mechanics.material import Composition, Laws, Material, Permeability
from pulposus.numerics.backend import jnp

Float = NDArray[np.float64]


def creep_model(mesh: YardstickMesh, numbers: Numbers, *, stabilise: float = 0.0) -> Model:
    """Bottom fixed, top on a plate that only sinks, potential zero on the whole surface, no osmosis."""
    fixed = np.zeros(mesh.nodes_mm.shape, dtype=bool)
    fixed[mesh.bottom] = True
    push = Curve((0.0, numbers.ramp_s, numbers.end_s), (0.0, -numbers.force_N, -numbers.force_N))
    middle = mesh.nodes_mm[mesh.top].mean(axis=0)
    plate = Plate(
        "top",
        mesh.top,
        (float(middle[0]), float(middle[1]), float(middle[2])),
        load={"z": push},
        held=("x", "y", "rotation_x", "rotation_y", "rotation_z"),
    )
    blocks = (
        _block("nucleus", np.flatnonzero(mesh.nucleus), numbers.nucleus, None, numbers),
        _block("annulus", np.flatnonzero(~mesh.nucleus), numbers.annulus, mesh.tangent, numbers),
    )
    return Model(mesh.nodes_mm, mesh.elements, blocks, fixed, (plate,), (Potential(mesh.surface),), stabilise=stabilise)


def _block(name: str, elements: NDArray[np.int64], tissue: Tissue, tangent: Float | None, numbers: Numbers) -> Block:
    mu = tissue.young_MPa / (2 * (1 + tissue.poisson))
    lame = tissue.young_MPa * tissue.poisson / ((1 + tissue.poisson) * (1 - 2 * tissue.poisson))
    fibres = None
    if tangent is not None:
        angle, up = np.deg2rad(numbers.fibre_angle_deg), np.array([0.0, 0.0, 1.0])
        fibres = np.stack(
            [np.cos(angle) * tangent[elements] + sign * np.sin(angle) * up for sign in (1.0, -1.0)], axis=1
        )
    laws = Laws("neo_hookean", "none", "none" if fibres is None else "exponential_power", "holmes_mow")
    leaf = jnp.asarray
    material = Material(
        shear=leaf(mu),
        lame=leaf(lame),
        fibre_share=leaf(2.0),  # the families' energies are added without volume weights
        fibre_modulus=leaf(numbers.fibre_ksi_MPa),
        fibre_exponent=leaf(numbers.fibre_alpha),
        fibre_shape=leaf(numbers.fibre_beta),
    )
    flow = Permeability(leaf(tissue.permeability_mm4_Ns), leaf(tissue.permeability_M), leaf(tissue.permeability_alpha))
    return Block(name, elements, laws, material, flow, Composition(leaf(tissue.porosity), leaf(0.0)), fibres)
