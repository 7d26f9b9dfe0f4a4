"""A posed problem as a model of the mechanics on hexahedra."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.errors import InputError
from pulposus.library import value
from pulposus.mechanics.hexa import Block, Curve, Load, Model, Plate, Potential
from pulposus.mechanics.laws.schroeder import SchroederTissue
from pulposus.mechanics.material import Composition, Laws, Material, Permeability
from pulposus.problem.conditions import Motion, PlateInput
from pulposus.problem.domains import Domain
from pulposus.problem.face_loads import nodal_forces_N
from pulposus.problem.posed import Posed
from pulposus.units import MOLM3_PER_MEQML, PA_PER_MPA

Float = NDArray[np.float64]
MM_PER_M = 1e3
# Names of motions here and there.
MOTIONS = {"x": "x", "y": "y", "z": "z", "rx": "rotation_x", "ry": "rotation_y", "rz": "rotation_z"}
FAMILIES = 2.0  # energies of both families are added, where the solver weights them by half a share each
_TOPIC = "mechanics"


def model_of(posed: Posed) -> Model:
    """The model that `pulposus.mechanics.hexa.march` solves.

    Raises:
        InputError: numbers that leave no water outside the fibrils, or a potential on mid-side nodes alone.
    """
    mesh, problem = posed.mesh, posed.problem
    corner = np.zeros(len(mesh.nodes_mm), dtype=bool)
    corner[mesh.elements[:, :8]] = True
    potentials = []
    for k, item in enumerate(problem.potential):
        nodes = posed.sets.nodes[item.nodes]
        nodes = nodes[corner[nodes]]
        if not len(nodes):
            raise InputError(
                f"{posed.name}: potential.{k}.nodes: '{item.nodes}' holds mid-side nodes alone, expected corners, "
                "which carry the potential; widen the set."
            )
        potentials.append(Potential(nodes, _curve(posed, item.curve, item.value_MPa)))
    loads = [
        Load(
            nodal_forces_N(mesh, posed.sets.faces[item.faces], item.vector_MPa, item.pressure_MPa),
            _curve(posed, item.curve),
        )
        for item in problem.traction
    ]
    return Model(
        nodes_mm=mesh.nodes_mm,
        elements=mesh.elements,
        blocks=tuple(_block(posed, domain) for domain in posed.domains),
        fixed=posed.fixed,
        plates=tuple(_plate(posed, plate) for plate in problem.plates),
        potentials=tuple(potentials),
        loads=tuple(loads),
        stabilise=problem.programme.stabilise,
    )


def _curve(posed: Posed, name: str | None, factor: float = 1.0) -> Curve:
    if name is None:
        return Curve.constant(factor)
    points = posed.problem.curves[name]
    return Curve(tuple(t for t, _ in points), tuple(factor * v for _, v in points))


def _plate(posed: Posed, plate: PlateInput) -> Plate:
    prescribed, load, held = {}, {}, []
    for short, move in plate.moves().items():
        name = MOTIONS[short]
        if move.state == "fixed":
            held.append(name)
        elif move.to_mm is not None or move.to_deg is not None:
            prescribed[name] = _curve(posed, move.curve, _size(move))
        elif move.state is None:
            load[name] = _curve(posed, move.curve, _size(move))
    x, y, z = posed.centre_mm(plate).tolist()
    return Plate(plate.name, posed.sets.nodes[plate.nodes], (x, y, z), prescribed, load, tuple(held))


def _size(move: Motion) -> float:
    """mm, rad, N or N mm."""
    if move.to_mm is not None:
        return move.to_mm
    if move.to_deg is not None:
        return float(np.deg2rad(move.to_deg))
    return move.force_N if move.force_N is not None else (move.moment_Nm or 0.0) * MM_PER_M


def laws_of(domain: Domain) -> Laws:
    """Which laws a domain obeys."""
    m = domain.material
    assert m.matrix is not None
    osmosis: Any = "none" if m.osmosis is None else m.osmosis.law
    if osmosis == "schroeder" and m.osmosis is not None and m.osmosis.numbers.corrected:
        osmosis = "schroeder_corrected"
    matrix: Any = m.matrix.law
    fibres: Any = "none" if m.fibres is None else m.fibres.law
    flow: Any = "constant" if m.permeability is None else m.permeability.law
    return Laws(matrix=matrix, osmosis=osmosis, fibres=fibres, permeability=flow)


def _block(posed: Posed, domain: Domain) -> Block:
    solid = domain.material.solid_fraction
    assert solid is not None
    osmosis = domain.material.osmosis
    charge = 0.0 if osmosis is None or osmosis.law == "none" else osmosis.numbers.fixed_charge_mEq_mL
    return Block(
        name=domain.name,
        elements=domain.elements,
        laws=laws_of(domain),
        material=_material(posed, domain),
        permeability=_permeability(domain),
        tissue=Composition(_leaf(1 - solid), _leaf(charge)),
        fibres=domain.fibres,
    )


def _leaf(x: float) -> Any:
    return np.float64(x)


def _permeability(domain: Domain) -> Permeability:
    flow = domain.material.permeability
    if flow is None:  # an equilibrium does not depend on it
        return Permeability(_leaf(1.0), _leaf(0.0), _leaf(0.0))
    q = flow.numbers
    scale = {"constant": "k_mm4_Ns", "porosity_power": "alpha_mm4_Ns"}.get(flow.law, "k0_mm4_Ns")
    return Permeability(_leaf(getattr(q, scale)), _leaf(getattr(q, "M", 0.0)), _leaf(getattr(q, "alpha", 0.0)))


def _material(posed: Posed, domain: Domain) -> Material:
    m = domain.material
    assert m.matrix is not None
    assert m.solid_fraction is not None
    shear, lame = (m.matrix.numbers.shear_MPa, 0.0) if m.matrix.law == "wilson" else m.matrix.numbers.lame_MPa
    share, modulus, exponent, shape = _fibres(domain)
    coefficient, inside, collagen = 1.0, 0.0, 0.0
    if m.osmosis is not None and m.osmosis.law == "donnan":
        q = m.osmosis.numbers
        collagen, coefficient = q.collagen_fraction, q.osmotic_coefficient
        inside = q.fibril_water_g_g * collagen * value(_TOPIC, "solid_density_g_mL")
        if not 1 - m.solid_fraction > inside * m.solid_fraction:
            raise InputError(
                f"{posed.name}: materials.{domain.material_name}.osmosis.donnan: the fibrils hold more water than "
                "there is, expected some outside; lower fibril_water_g_g or collagen_fraction."
            )
    elif m.osmosis is not None and m.osmosis.law == "schroeder":
        collagen = m.osmosis.numbers.collagen_fraction
    gas = value(_TOPIC, "gas_constant_J_molK") * MOLM3_PER_MEQML / PA_PER_MPA
    return Material(
        shear=_leaf(shear),
        lame=_leaf(lame),
        fibre_share=_leaf(share),
        fibre_modulus=_leaf(modulus),
        fibre_exponent=_leaf(exponent),
        fibre_along=_leaf(1.0),
        inside_solid=_leaf(inside),
        RT=_leaf(gas * posed.problem.temperature_K),
        bath=_leaf(posed.problem.bath_mEq_mL),
        osmotic_coefficient=_leaf(coefficient),
        schroeder=_schroeder(domain, collagen),
        fibre_shape=_leaf(shape),
    )


def _fibres(domain: Domain) -> tuple[float, float, float, float]:
    """Share, modulus, exponent and shape of the fibre law."""
    fibres = domain.material.fibres
    if fibres is None:
        return 0.0, 1.0, 1.0, 0.0
    q = fibres.numbers
    if fibres.law == "exponential":
        return q.share, q.modulus_MPa, q.exponent, 0.0
    if fibres.law == "exponential_power":
        return FAMILIES, q.ksi_MPa, q.alpha, q.beta
    return FAMILIES, q.k1_MPa, q.k2, q.kappa


def _schroeder(domain: Domain, collagen: float) -> SchroederTissue:
    osmosis = domain.material.osmosis
    whose = osmosis.numbers.fibril_water if osmosis is not None and osmosis.law == "schroeder" else "nucleus"

    def fact(name: str) -> Any:
        return _leaf(value(_TOPIC, name))

    a, b, c = (fact(f"schroeder_fibril_water_{whose}_{letter}") for letter in "abc")
    scale, power, rate, floor = (fact(f"schroeder_activity_{part}") for part in ("scale", "power", "rate", "floor"))
    return SchroederTissue(
        fluid=_leaf(0.0),
        charge=_leaf(0.0),
        collagen=_leaf(collagen),
        inside=(a, b, c),
        least_extrafibrillar=fact("schroeder_least_extrafibrillar_g_g"),
        density=fact("solid_density_g_mL"),
        activity=(scale, power, rate, floor),
        manning=fact("schroeder_manning"),
        coefficient=fact("schroeder_osmotic_coefficient"),
    )
