"""Diffusivity of a small solute in a porous tissue, and the area over which it acts.

Mackie and Meares (Proc R Soc A 1955): obstruction by the solid lengthens the path, D / D_water = (n / (2 - n))^2
with n the fluid volume fraction. Whether the flux is D grad c per total area, as in published disc models, or
per fluid area (n D grad c), as in mixture theory, changes how flux balances between regions. The exponent of n
is therefore a parameter: 0 total area, 1 fluid area.
"""

from __future__ import annotations

from pulposus.numerics.backend import jax
from pulposus.transport.arrays import Real

Array = jax.Array


def obstruction(porosity: Array) -> Array:
    """Mackie-Meares ratio of tissue to water diffusivity, any shape, in (0, 1)."""
    return (porosity / (2 - porosity)) ** 2


def flux_factor(porosity: Array, flux_porosity_exponent: Real | float) -> Array:
    """Flux per total area over ``D_water grad c``: obstruction times n to the declared exponent."""
    return obstruction(porosity) * porosity**flux_porosity_exponent
