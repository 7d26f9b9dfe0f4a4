"""Hydraulic permeability of the tissue as its pores close: four laws, elementwise in the volume ratio J.

All values are mm4/(N s) (1 mm4/(N s) is 1e-12 m4/(N s)) and belong to the current configuration: the Darcy flux is
-k grad mu. Where no fluid is left the laws give zero or NaN, never a negative permeability.
"""

from __future__ import annotations

from typing import Literal

from pulposus.numerics.backend import jax, jnp

Array = jax.Array
Law = Literal["porosity_power", "holmes_mow", "argoubi", "constant"]


def constant(J: Array, k0: Array) -> Array:
    """``k0`` whatever the strain."""
    return k0 * jnp.ones_like(J)


def holmes_mow(J: Array, solid_fraction0: Array, k0: Array, alpha: Array, M: Array) -> Array:
    """k0 ((J - phi0)/(1 - phi0))^alpha exp(M (J^2 - 1)/2), phi0 the solid fraction of the reference.

    FEBio's "perm-Holmes-Mow", used by the yardstick problem. Source: Holmes and Mow 1990, J Biomech 23:1145.
    """
    return k0 * ((J - solid_fraction0) / (1 - solid_fraction0)) ** alpha * jnp.exp(M * (J**2 - 1) / 2)


def argoubi(J: Array, n0: Array, k0: Array, M: Array) -> Array:
    """k0 [e (1 + e0)/(e0 (1 + e))]^2 exp(M (e/e0 - 1)), e the void ratio n/(1 - n) (record M17, from memory).

    With a solid that keeps its volume e/e0 = (n0 - 1 + J)/n0 and (1 + e)/(1 + e0) = J.
    Source: Argoubi and Shirazi-Adl 1996, J Biomech 29:1331.
    """
    ratio = (n0 - 1 + J) / n0
    return k0 * (ratio / J) ** 2 * jnp.exp(M * (ratio - 1))


def porosity_power(J: Array, n0: Array, inside_solid: Array, alpha: Array, M: Array) -> Array:
    """alpha/(1 - n_ext)^M, n_ext the extrafibrillar water per tissue volume (records M1, M4).

    ``n0`` is the reference porosity, ``inside_solid`` the water inside collagen fibrils per solid volume, which does
    not flow. Source: Munoz-Moya et al. 2024, doi:10.3389/fbioe.2024.1384599.
    """
    outside = (n0 - 1 + J - inside_solid * (1 - n0)) / J
    return alpha / (1 - outside) ** M
