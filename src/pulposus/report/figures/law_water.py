"""Curves of composition, osmosis, permeability and flow, by the laws themselves with the numbers of the library."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.disc.composition import porosity_from_water_mass
from pulposus.disc.reduced import Region
from pulposus.library import facts, value
from pulposus.mechanics import material as point
from pulposus.mechanics.laws import composition, osmosis, permeability
from pulposus.mechanics.material import Composition, Laws, Material
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics.backend import jax, jnp
from pulposus.report.figures.law_panel import Curve, Panel, curve
from pulposus.units import HOURS_PER_DAY, SECONDS_PER_DAY
from pulposus.verification.cases.v06_schroeder import TEMPERATURE_K, VOLUME_RATIOS
from pulposus.verification.closed.consolidation import settlement
from pulposus.verification.rigs.point import numbers

Array = jax.Array
POINTS = 121
VOLUME = "volume ratio J"
STATES = {"healthy": "grade1", "grade III": "grade3"}  # as composition.yaml names them
FLOWS = {"healthy": "healthy", "grade III": "grade3"}  # as mechanics.yaml names them


def tissue_of(name: str, state: str) -> Composition:
    """Published reference composition of ``nucleus`` or ``endplate``, ``healthy`` or ``grade III``."""
    grade = STATES[state]
    water = np.asarray(value("composition", f"water_mass_fraction_{name}_{grade}"))
    charge = value("composition", f"fixed_charge_mEq_mL_{name}_{grade}")
    return Composition(jnp.asarray(porosity_from_water_mass(water)), jnp.asarray(charge))


def holmes_mow() -> tuple[Panel, ...]:
    """Nucleus and annulus of the yardstick, and the constant law of the nucleus."""
    J = np.linspace(0.4, 1.3, POINTS)
    curves = []
    for name in ("nucleus", "annulus"):
        solid, k0, alpha, M = (
            jnp.asarray(value("yardstick", f"{n}_{name}"))
            for n in ("solid_fraction", "permeability_mm4_Ns", "permeability_alpha", "permeability_M")
        )
        curves.append(
            curve(f"{name} of the yardstick", J, permeability.holmes_mow(jnp.asarray(J), solid, k0, alpha, M))
        )
    k0 = jnp.asarray(value("yardstick", "permeability_mm4_Ns_nucleus"))
    curves.append(curve("constant", J, permeability.constant(jnp.asarray(J), k0)))
    return (Panel(VOLUME, "permeability, mm⁴/(N s)", tuple(curves), log_y=True),)


def argoubi() -> tuple[Panel, ...]:
    """Measured nucleus with the exponent of the library and the ends of its spread."""
    J = np.linspace(0.5, 1.3, POINTS)
    n0 = tissue_of("nucleus", "healthy").porosity
    k0 = jnp.asarray(value("mechanics", "permeability_measured_nucleus_mm4_Ns"))
    fact = facts("mechanics")["permeability_strain_exponent"]
    assert isinstance(fact.spread, tuple)
    curves = tuple(
        curve(f"M = {M:g}", J, permeability.argoubi(jnp.asarray(J), n0, k0, jnp.asarray(M)))
        for M in (fact.value, *fact.spread)
    )
    return (Panel(VOLUME, "permeability, mm⁴/(N s)", curves, log_y=True),)


def porosity_power() -> tuple[Panel, ...]:
    """Nucleus and endplate of the published set, healthy and grade III."""
    J = np.linspace(0.6, 1.3, POINTS)
    curves = []
    for name, region in (("nucleus", Region.NUCLEUS), ("endplate", Region.ENDPLATE)):
        inside = numbers(MechanicsParameters.central(), region).inside_solid
        for state in STATES:
            key = FLOWS[state]
            alpha = jnp.asarray(value("mechanics", f"permeability_scale_{name}_{key}_mm4_Ns"))
            M = jnp.asarray(value("mechanics", f"permeability_exponent_{name}_{key}"))
            n0 = tissue_of(name, state).porosity
            k = permeability.porosity_power(jnp.asarray(J), n0, inside, alpha, M)
            curves.append(curve(f"{name}, {state}", J, k))
    return (Panel(VOLUME, "permeability, mm⁴/(N s)", tuple(curves), log_y=True),)


def compositions() -> tuple[Panel, ...]:
    """Porosity and fixed charge of the nucleus as its volume changes."""
    J = np.linspace(0.4, 1.6, POINTS)
    tissues = {state: tissue_of("nucleus", state) for state in STATES}
    water = [curve(f"nucleus, {s}", J, composition.porosity(t.porosity, jnp.asarray(J))) for s, t in tissues.items()]
    charge = [
        curve(f"nucleus, {s}", J, composition.fixed_charge(t.fixed_charge, t.porosity, jnp.asarray(J)))
        for s, t in tissues.items()
    ]
    return (
        Panel(VOLUME, "porosity", tuple(water), y_range=(0.0, 1.0)),
        Panel(VOLUME, "fixed charge,\nmEq per mL fluid", tuple(charge)),
    )


def donnan() -> tuple[Panel, ...]:
    """Pressure against fixed charge, and of the nucleus against its volume."""
    one = numbers(MechanicsParameters.central(), Region.NUCLEUS)
    charge = np.linspace(0.0, 0.5, POINTS)
    J = np.linspace(0.5, 1.6, POINTS)
    ideal = one._replace(osmotic_coefficient=jnp.asarray(1.0))

    def pressure(at: Material) -> Array:
        return osmosis.donnan_pressure(jnp.asarray(charge), at.bath, at.RT, at.osmotic_coefficient)

    phi = float(one.osmotic_coefficient)
    first = (curve("ideal, phi = 1", charge, pressure(ideal)), curve(f"disc, phi = {phi:g}", charge, pressure(one)))
    second = tuple(
        curve(f"nucleus, {s}", J, point.osmotic_pressure(jnp.asarray(J), one, tissue_of("nucleus", s), Laws()))
        for s in STATES
    )
    return (
        Panel("fixed charge outside the fibrils, mEq/mL", "swelling pressure, MPa", first),
        Panel(VOLUME, "swelling pressure, MPa", second),
    )


def schroeder() -> tuple[Panel, ...]:
    """Published and corrected mode of both nuclei at the temperature of case V6, with its printed digits."""
    J = np.linspace(0.75, 1.45, POINTS)
    curves: list[Curve] = []
    spread = facts("mechanics")["collagen_fraction_nucleus"].spread
    assert isinstance(spread, tuple)
    for (state, collagen), key in zip(zip(STATES, spread, strict=True), ("healthy", "gradeIII"), strict=True):
        made = MechanicsParameters.published()
        made = replace(
            made,
            temperature_K=np.array([TEMPERATURE_K]),
            collagen_fraction=np.full_like(made.collagen_fraction, collagen),
        )
        one, tissue = numbers(made, Region.NUCLEUS), tissue_of("nucleus", state)
        printed = [value("verification", f"v06_pressure_{key}_J{j:g}") for j in VOLUME_RATIOS]
        published, corrected = (
            point.osmotic_pressure(jnp.asarray(J), one, tissue, laws)
            for laws in (Laws(osmosis="schroeder"), Laws(osmosis="schroeder_corrected"))
        )
        curves.append(curve(f"{state}, published", J, published))
        curves.append(curve(f"{state}, printed", VOLUME_RATIOS, printed, marks=True))
        curves.append(curve(f"{state}, corrected", J, corrected))
    return (Panel(VOLUME, "swelling pressure, MPa", tuple(curves)),)


def consolidation_s(parameters: MechanicsParameters, state: str, height_mm: float) -> float:
    """Time constant h²/(H k) of a nucleus that drains over ``height_mm``, s; H holds matrix and osmosis at J = 1."""
    one, tissue = numbers(parameters, Region.NUCLEUS), tissue_of("nucleus", state)
    key = FLOWS[state]
    flow = point.Permeability(
        jnp.asarray(value("mechanics", f"permeability_scale_nucleus_{key}_mm4_Ns")),
        jnp.asarray(value("mechanics", f"permeability_exponent_nucleus_{key}")),
        jnp.asarray(0.0),
    )
    laws = parameters.laws

    def energy(J: Array) -> Array:
        solid = point.matrix_energy(2 + J**2, J, one, tissue, laws)
        return solid + point.osmotic_energy(J, one, tissue, laws)

    rest = jnp.asarray(1.0)
    modulus = jax.grad(jax.grad(energy))(rest)
    return float(height_mm**2 / (modulus * point.permeability(rest, flow, one, tissue, laws)))


def darcy_flow() -> tuple[Panel, ...]:
    """How soon a small load on a column as high as half a disc presses its water out."""
    half = value("yardstick", "height_mm") / 2
    hours = np.linspace(0.05, 36.0, 180)
    sets = (
        ("measured matrix, healthy flow", MechanicsParameters.central(), "healthy"),
        ("measured matrix, grade III", MechanicsParameters.central(), "grade III"),
        ("published stiff matrix, healthy", MechanicsParameters.published(), "healthy"),
    )
    curves = []
    for name, parameters, state in sets:
        time = hours * (SECONDS_PER_DAY / HOURS_PER_DAY) / consolidation_s(parameters, state, half)
        curves.append(curve(name, hours, settlement(time)))
    return (Panel("time under load, h", "share of the final settlement", tuple(curves), y_range=(0.0, 1.03)),)
