"""One material point of the disc: which laws, with which numbers, in which composition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from pulposus.mechanics.laws import composition, fibres, matrix, osmosis, schroeder
from pulposus.mechanics.laws.kinematics import first_invariant, squared_stretch, volume_ratio
from pulposus.numerics.backend import jax

Array = jax.Array


@dataclass(frozen=True)
class Laws:
    """Which law stands for matrix and swelling; chosen once, compiled in."""

    matrix: Literal["wilson", "neo_hookean"] = "wilson"
    osmosis: Literal["donnan", "schroeder", "schroeder_corrected"] = "donnan"


class Material(NamedTuple):
    """Numbers of the laws that do not depend on the composition; every leaf an array of one common shape.

    Moduli MPa, charge and bath mEq/mL. ``fibre_along`` is the squared cosine of the fibre angle to the transverse
    plane (a cosine is dear at every point), ``fibre_share`` the share of the tissue that both families fill
    together, ``inside_solid`` the intrafibrillar water per solid volume.
    """

    shear: Array
    lame: Array
    fibre_share: Array
    fibre_modulus: Array
    fibre_exponent: Array
    fibre_along: Array
    inside_solid: Array
    RT: Array
    bath: Array
    osmotic_coefficient: Array
    schroeder: schroeder.SchroederTissue
    """Its ``fluid`` and ``charge`` are replaced by those of the composition."""


class Composition(NamedTuple):
    """Reference composition at a point: porosity n0 and fixed charge cF0 per fluid volume, mEq/mL."""

    porosity: Array
    fixed_charge: Array

    def of_current(self, J: Array) -> Composition:
        """Take self as the current composition and return the reference one that swells into it by J."""
        return Composition(
            composition.reference_porosity(self.porosity, J),
            composition.reference_fixed_charge(self.fixed_charge, self.porosity, J),
        )


def matrix_energy(I1: Array, J: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Energy of the solid matrix, MPa per reference volume."""
    if laws.matrix == "wilson":
        return matrix.wilson(I1, J, material.shear, 1 - tissue.porosity)
    return matrix.neo_hookean(I1, J, material.shear, material.lame)


def fibre_energy(I4: Array, material: Material) -> Array:
    """Energy of both fibre families if each had the squared stretch ``I4``, MPa per reference volume."""
    return material.fibre_share * fibres.exponential(I4, material.fibre_modulus, material.fibre_exponent)


def _extrafibrillar(J: Array, material: Material, tissue: Composition) -> Array:
    """Water outside the fibrils per reference volume."""
    return tissue.porosity - 1 + J - material.inside_solid * (1 - tissue.porosity)


def _schroeder(material: Material, tissue: Composition) -> schroeder.SchroederTissue:
    return material.schroeder._replace(fluid=tissue.porosity, charge=tissue.fixed_charge * tissue.porosity)


def osmotic_energy(J: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Osmotic energy, MPa per reference volume; its derivative with respect to J is minus the pressure."""
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
    if laws.osmosis == "donnan":
        charge = tissue.fixed_charge * tissue.porosity / _extrafibrillar(J, material, tissue)
        return osmosis.donnan_pressure(charge, material.bath, material.RT, material.osmotic_coefficient)
    return schroeder.pressure(J, _schroeder(material, tissue), material.bath, material.RT, laws.osmosis == "schroeder")


def energy(F: Array, material: Material, tissue: Composition, laws: Laws) -> Array:
    """Whole energy at swelling equilibrium with the bath, MPa per reference volume.

    F (3, 3, ...) has its components in the order (radial, circumferential, axial); the other arguments match its
    further axes.
    """
    J = volume_ratio(F)
    families = [
        fibre_energy(squared_stretch(F, fibres.direction(material.fibre_along, sign)), material) / 2
        for sign in (1.0, -1.0)
    ]
    return (
        matrix_energy(first_invariant(F), J, material, tissue, laws)
        + families[0]
        + families[1]
        + osmotic_energy(J, material, tissue, laws)
    )
