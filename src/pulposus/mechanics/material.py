"""One material point of the disc: which laws, with which numbers, in which composition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pulposus.mechanics.laws import fibres, matrix, osmosis, schroeder
from pulposus.mechanics.laws import permeability as flow
from pulposus.mechanics.laws.kinematics import first_invariant, squared_stretch, volume_ratio
from pulposus.numerics.backend import jax, jnp

Array = jax.Array
_ABSENT: Any = 0.0  # a number of a law that is not used


@dataclass(frozen=True)
class Laws:
    """Which law stands for matrix, fibres, swelling and permeability; chosen once, compiled in."""

    matrix: Literal["wilson", "neo_hookean"] = "wilson"
    osmosis: Literal["donnan", "schroeder", "schroeder_corrected", "none"] = "donnan"
    fibres: Literal["exponential", "exponential_power", "hgo", "none"] = "exponential"
    permeability: Literal["porosity_power", "holmes_mow", "argoubi", "constant"] = "porosity_power"


class Material(NamedTuple):
    """Numbers of the laws that do not depend on the composition; every leaf an array of one common shape.

    Moduli MPa, charge and bath mEq/mL. ``fibre_along`` is the squared cosine of the fibre angle to the transverse
    plane (a cosine is dear at every point), ``fibre_share`` the share of the tissue that both families fill
    together (two where their energies are added without volume weights), ``inside_solid`` the intrafibrillar water
    per solid volume. ``fibre_modulus``, ``fibre_exponent``, ``fibre_shape`` are E1, k1 and nothing (exponential), ksi,
    alpha and beta (exponential power), or k1, k2 and kappa (HGO).
    """

    shear: Array
    lame: Array
    fibre_share: Array = _ABSENT
    fibre_modulus: Array = _ABSENT
    fibre_exponent: Array = _ABSENT
    fibre_along: Array = _ABSENT
    inside_solid: Array = _ABSENT
    RT: Array = _ABSENT
    bath: Array = _ABSENT
    osmotic_coefficient: Array = _ABSENT
    schroeder: schroeder.SchroederTissue = schroeder.NO_TISSUE
    """Its ``fluid`` and ``charge`` are replaced by those of the composition."""
    fibre_shape: Array = _ABSENT


class Permeability(NamedTuple):
    """Numbers of the permeability laws, mm4/(N s): ``scale`` is k0 or alpha, ``exponent`` M, ``power`` Holmes-Mow's."""

    scale: Array
    exponent: Array
    power: Array


class Composition(NamedTuple):
    """Reference composition at a point: porosity n0 and fixed charge cF0 per fluid volume, mEq/mL."""

    porosity: Array
    fixed_charge: Array


def matrix_energy(I1: Array, J: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Energy of the solid matrix, MPa per reference volume."""
    if laws.matrix == "wilson":
        return matrix.wilson(I1, J, material.shear, 1 - tissue.porosity)
    return matrix.neo_hookean(I1, J, material.shear, material.lame)


def fibre_energy(I1: Array, I4: Array, material: Material, laws: Laws) -> Array:
    """Energy of both fibre families if each had the squared stretch ``I4``, MPa per reference volume."""
    modulus, exponent = material.fibre_modulus, material.fibre_exponent
    if laws.fibres == "none":
        return jnp.zeros_like(I4)
    if laws.fibres == "exponential_power":
        return material.fibre_share * fibres.exponential_power(I4, modulus, exponent, material.fibre_shape)
    if laws.fibres == "hgo":
        return material.fibre_share * fibres.hgo(I1, I4, modulus, exponent, material.fibre_shape)
    return material.fibre_share * fibres.exponential(I4, modulus, exponent)


def _extrafibrillar(J: Array, material: Material, tissue: Composition) -> Array:
    """Water outside the fibrils per reference volume."""
    return tissue.porosity - 1 + J - material.inside_solid * (1 - tissue.porosity)


def _schroeder(material: Material, tissue: Composition) -> schroeder.SchroederTissue:
    return material.schroeder._replace(fluid=tissue.porosity, charge=tissue.fixed_charge * tissue.porosity)


def osmotic_energy(J: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Osmotic energy, MPa per reference volume; its derivative with respect to J is minus the pressure."""
    if laws.osmosis == "none":
        return jnp.zeros_like(J)
    if laws.osmosis == "donnan":
        return osmosis.donnan_energy(
            _extrafibrillar(J, material, tissue),
            tissue.fixed_charge * tissue.porosity,
            material.bath,
            material.RT,
            material.osmotic_coefficient,
        )
    return schroeder.energy(J, _schroeder(material, tissue), material.bath, material.RT, laws.osmosis == "schroeder")


def osmotic_pressure(J: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Swelling pressure above the bath, MPa: the fluid pressure at equilibrium."""
    if laws.osmosis == "none":
        return jnp.zeros_like(J)
    if laws.osmosis == "donnan":
        charge = tissue.fixed_charge * tissue.porosity / _extrafibrillar(J, material, tissue)
        return osmosis.donnan_pressure(charge, material.bath, material.RT, material.osmotic_coefficient)
    return schroeder.pressure(J, _schroeder(material, tissue), material.bath, material.RT, laws.osmosis == "schroeder")


def energy(F: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Whole energy at swelling equilibrium with the bath, MPa per reference volume.

    F (3, 3, ...) has its components in the order (radial, circumferential, axial); the other arguments match its
    further axes.
    """
    J, I1 = volume_ratio(F), first_invariant(F)
    families = [
        fibre_energy(I1, squared_stretch(F, fibres.direction(material.fibre_along, sign)), material, laws) / 2
        for sign in (1.0, -1.0)
    ]
    return (
        matrix_energy(I1, J, material, tissue, laws)
        + families[0]
        + families[1]
        + osmotic_energy(J, material, tissue, laws)
    )


def permeability(J: Array, numbers: Permeability, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Permeability in the current shape, mm4/(N s)."""
    if laws.permeability == "constant":
        return flow.constant(J, numbers.scale)
    if laws.permeability == "holmes_mow":
        return flow.holmes_mow(J, 1 - tissue.porosity, numbers.scale, numbers.power, numbers.exponent)
    if laws.permeability == "argoubi":
        return flow.argoubi(J, tissue.porosity, numbers.scale, numbers.exponent)
    return flow.porosity_power(J, tissue.porosity, material.inside_solid, numbers.scale, numbers.exponent)
