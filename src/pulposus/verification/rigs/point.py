"""A material point of the disc with the laws of :mod:`pulposus.mechanics`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.disc.reduced import Region
from pulposus.mechanics.material import Composition, Laws, Material
from pulposus.mechanics.parameters import MechanicsParameters, material
from pulposus.numerics.backend import jax, jnp

GEL = Laws(matrix="neo_hookean")


def numbers(parameters: MechanicsParameters, region: Region) -> Material:
    """Numbers of the laws in one region, every leaf a scalar."""
    leaves = material(parameters, np.array([[int(region)]]))
    return jax.tree.map(lambda leaf: jnp.ravel(leaf)[0], leaves)


def composition(porosity: float, charge_mEq_mL: float) -> Composition:
    """Reference composition as JAX scalars."""
    return Composition(jnp.asarray(porosity), jnp.asarray(charge_mEq_mL))


def gel(shear_MPa: float, laws: Laws = GEL, temperature_K: float | None = None) -> Material:
    """A plain gel: neo-Hookean with lambda = 0, ideal Donnan osmosis, no fibres, no water inside fibrils."""
    central = MechanicsParameters.central(1, laws)
    none = np.zeros_like(central.shear_modulus_MPa)
    temperature = central.temperature_K if temperature_K is None else np.array([temperature_K])
    made = replace(
        central,
        shear_modulus_MPa=none + shear_MPa,
        lame_modulus_MPa=none,
        fibre_share=none,
        fibril_water_g_g=none,
        osmotic_coefficient=np.ones(1),
        temperature_K=temperature,
    )
    return numbers(made, Region.NUCLEUS)
