"""Materials in FEBio's words; a law that FEBio lacks is refused with what to use instead."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import numpy as np

from pulposus.errors import InputError
from pulposus.library import value
from pulposus.problem.domains import Domain
from pulposus.problem.laws import Material
from pulposus.problem.posed import Posed
from pulposus.units import MOLM3_PER_MEQML

INSTEAD = {
    "wilson": "neo_hookean",
    "exponential": "exponential_power",
    "argoubi": "holmes_mow",
    "porosity_power": "holmes_mow",
    "schroeder": "donnan",
}


def number(x: float) -> str:
    """A number as it is written: twelve digits, enough that reading it back changes nothing that matters."""
    return f"{float(x):.12g}"


def _lacks(posed: Posed, domain: Domain, block: str, law: str) -> InputError:
    return InputError(
        f"{posed.name}: materials.{domain.material_name}.{block}: found '{law}', which FEBio does not have; use "
        f"'{INSTEAD[law]}' for the export, or solve here."
    )


def _solid(posed: Posed, domain: Domain, angle_rad: float) -> str:
    material = domain.material
    assert material.matrix is not None
    assert material.solid_fraction is not None
    if material.matrix.law != "neo_hookean":
        raise _lacks(posed, domain, "matrix", material.matrix.law)
    mu, lame = material.matrix.numbers.lame_MPa
    young, nu = mu * (3 * lame + 2 * mu) / (lame + mu), lame / (2 * (lame + mu))
    parts = [f'<solid type="neo-Hookean"><density>1</density><E>{number(young)}</E><v>{number(nu)}</v></solid>']
    if material.fibres is not None:
        parts += _fibres(posed, domain, angle_rad)
    swelling = _donnan(posed, domain)
    if swelling:
        parts.append(swelling)
    return parts[0] if len(parts) == 1 else f'<solid type="solid mixture">{"".join(parts)}</solid>'


def _fibres(posed: Posed, domain: Domain, angle_rad: float) -> list[str]:
    assert domain.material.fibres is not None
    law, q = domain.material.fibres.law, domain.material.fibres.numbers
    if law == "exponential_power":
        c, s = np.cos(angle_rad), np.sin(angle_rad)
        return [
            f'<solid type="fiber-exp-pow"><alpha>{number(q.alpha)}</alpha><beta>{number(q.beta)}</beta>'
            f"<ksi>{number(q.ksi_MPa)}</ksi><mu>0</mu><lam0>1</lam0>"
            f'<fiber type="vector"><vector>{number(c)},{number(sign * s)},0</vector></fiber></solid>'
            for sign in (1, -1)
        ]
    if law == "hgo":
        return [
            f'<solid type="HGO unconstrained"><c>0</c><k1>{number(q.k1_MPa)}</k1><k2>{number(q.k2)}</k2>'
            f"<kappa>{number(q.kappa)}</kappa><gamma>{number(np.rad2deg(angle_rad))}</gamma><k>0</k></solid>"
        ]
    raise _lacks(posed, domain, "fibres", law)


def _donnan(posed: Posed, domain: Domain) -> str:
    """FEBio's solid "Donnan equilibrium": the osmotic pressure as a stress; its fluid pressure is then our potential.

    Its water is ours outside the fibrils, and its charge is crowded into that water.
    """
    osmosis = domain.material.osmosis
    if osmosis is None or osmosis.law == "none":
        return ""
    if osmosis.law != "donnan":
        raise _lacks(posed, domain, "osmosis", osmosis.law)
    q, solid = osmosis.numbers, domain.material.solid_fraction
    assert solid is not None
    inside = q.fibril_water_g_g * q.collagen_fraction * value("mechanics", "solid_density_g_mL") * solid
    water = 1 - solid - inside
    if not water > 0:
        raise InputError(
            f"{posed.name}: materials.{domain.material_name}.osmosis.donnan: the fibrils hold more water than there "
            "is, expected some outside; lower fibril_water_g_g or collagen_fraction."
        )
    charge_mM = q.fixed_charge_mEq_mL * MOLM3_PER_MEQML * (1 - solid) / water
    return (
        f'<solid type="Donnan equilibrium"><phiw0>{number(water)}</phiw0><cF0>{number(charge_mM)}</cF0>'
        f"<bosm>{number(2 * posed.problem.bath_mEq_mL * MOLM3_PER_MEQML)}</bosm>"
        f"<Phi>{number(q.osmotic_coefficient)}</Phi></solid>"
    )


def _permeability(posed: Posed, domain: Domain) -> str:
    flow = domain.material.permeability
    if flow is None:  # an equilibrium does not depend on it
        return '<permeability type="perm-const-iso"><perm>0.001</perm></permeability>'
    q = flow.numbers
    if flow.law == "constant":
        return f'<permeability type="perm-const-iso"><perm>{number(q.k_mm4_Ns)}</perm></permeability>'
    if flow.law == "holmes_mow":
        return (
            f'<permeability type="perm-Holmes-Mow"><perm>{number(q.k0_mm4_Ns)}</perm><M>{number(q.M)}</M>'
            f"<alpha>{number(q.alpha)}</alpha></permeability>"
        )
    raise _lacks(posed, domain, "permeability", flow.law)


def biphasic(posed: Posed, domain: Domain, name: str, number_: int, angle_rad: float) -> str:
    """One <material> of mechanics.

    Raises:
        InputError: a law that FEBio lacks.
    """
    assert domain.material.solid_fraction is not None
    return (
        f'<material id="{number_}" name={quoteattr(name)} type="biphasic">'
        f"<phi0>{number(domain.material.solid_fraction)}</phi0><fluid_density>0</fluid_density>"
        f"{_solid(posed, domain, angle_rad)}{_permeability(posed, domain)}</material>\n"
    )


def multiphasic(posed: Posed, domain: Domain, name: str, number_: int, steady: bool) -> str:
    """One <material> of transport: a neutral solute in an undeformed solid.

    The supply is Michaelis-Menten per fluid volume. FEBio 4.11 multiplies it by the porosity twice in a steady analysis
    and once in a transient one, so that the rate is divided by the porosity in the former.

    Raises:
        InputError: oxygen, glucose and lactate, whose coupled rates FEBio lacks.
    """
    material: Material = domain.material
    if material.solute is None:
        raise InputError(
            f"{posed.name}: materials.{domain.material_name}: the coupled rates of oxygen, glucose and lactate are not "
            "in FEBio; give one 'solute' for the export, or solve here."
        )
    assert material.solid_fraction is not None
    q, fluid = material.solute, 1 - material.solid_fraction
    rate = q.uptake_mM_s / fluid if steady else q.uptake_mM_s
    reaction = (
        f'<reaction type="Michaelis-Menten"><Vbar>0</Vbar><Km>{number(q.half_mM)}</Km><c0>0</c0>'
        f'<forward_rate type="constant reaction rate"><k>{number(rate)}</k></forward_rate>'
        '<vR species="solute"><vR>1</vR></vR></reaction>'
    )
    return (
        f'<material id="{number_}" name={quoteattr(name)} type="multiphasic">'
        f"<phi0>{number(material.solid_fraction)}</phi0><fluid_density>0</fluid_density><penalty>1</penalty>"
        "<fixed_charge_density>0</fixed_charge_density>"
        '<solid type="neo-Hookean"><density>1</density><E>1</E><v>0</v></solid>'
        '<permeability type="perm-const-iso"><perm>0.001</perm></permeability>'
        '<osmotic_coefficient type="osm-coef-const"><osmcoef>1</osmcoef></osmotic_coefficient>'
        '<solute sol="solute"><diffusivity type="diff-const-iso">'
        f"<free_diff>{number(q.diffusivity_mm2_s)}</free_diff><diff>{number(q.diffusivity_mm2_s)}</diff></diffusivity>"
        '<solubility type="solub-const"><solub>1</solub></solubility></solute>'
        f"{reaction if q.uptake_mM_s > 0 else ''}</material>\n"
    )
