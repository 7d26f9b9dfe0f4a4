"""V15: what any mesh must reproduce exactly: one strain, one pressure gradient, rigid motion, slack fibres."""

from __future__ import annotations

import numpy as np
from scipy.spatial.transform import Rotation

from pulposus.disc.reduced import Region
from pulposus.mechanics import Laws, MechanicsParameters
from pulposus.mechanics.material import energy, osmotic_pressure
from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.settings import VERIFY_ROUNDOFF
from pulposus.verification.case import Case, Check, Findings
from pulposus.verification.rigs import patch, ring
from pulposus.verification.rigs.point import composition, numbers

LAWS = {"Donnan": Laws(), "Schroeder": Laws(matrix="neo_hookean", osmosis="schroeder")}
SQUEEZED, STRETCHES = 0.95, (1.07, 1.12)
KINDS = {"hex8": 8, "hex20": 20}
PATCHES = {
    "constant strain leaves inner nodes at rest": patch.inner_force,
    "even traction gives the affine motion, mm": patch.traction_error,
    "constant potential gradient": patch.gradient_error,
    "rigid rotation leaves no stress": patch.rotation_force,
    "rotation superposed on strain, tissue with fibres": patch.superposed,
}


def _laws() -> list[Check]:
    checks = []
    turn = Rotation.random(random_state=1).as_matrix()
    strained = np.eye(3) + 0.15 * np.random.default_rng(1).normal(size=(3, 3))
    tissue = composition(0.77, 0.18)
    for name, laws in LAWS.items():
        where = numbers(MechanicsParameters.central(1, laws), Region.OUTER_ANNULUS)
        stored = jax.jit(lambda F, where=where, laws=laws: energy(F, where, tissue, laws))
        one, other = float(stored(strained)), float(stored(turn @ strained))
        checks.append(Check(f"laws, {name}: energy after a rotation", other, one, VERIFY_ROUNDOFF, "MPa"))
        stress = np.asarray(jax.jit(jax.grad(stored))(turn))
        pressure = float(osmotic_pressure(jnp.asarray(1.0), where, tissue, laws))
        left = float(np.abs(stress + pressure * turn).max())
        checks.append(_nought(f"laws, {name}: a rotation stresses nothing but the fluid, MPa", left))
    where = numbers(MechanicsParameters.central(), Region.OUTER_ANNULUS)
    bare = where._replace(fibre_share=jnp.asarray(0.0))
    squeezed = SQUEEZED * jnp.eye(3)
    with_, without = (float(energy(squeezed, each, tissue, Laws())) for each in (where, bare))
    checks.append(Check("laws: slack fibres in isotropic compression", with_, without, VERIFY_ROUNDOFF, "MPa"))
    return checks


def _nought(name: str, found: float) -> Check:
    return Check(name, found, 0.0, VERIFY_ROUNDOFF, kind="absolute")


def _run() -> Findings:
    checks = _laws()
    checks.append(_nought("reduced: constant stretch leaves inner nodes at rest", ring.patch_force(*STRETCHES)))
    for kind, nodes in KINDS.items():
        checks += [_nought(f"{kind}: {name}", test(nodes)) for name, test in PATCHES.items()]
    return Findings(tuple(checks))


CASE = Case(
    id="V15",
    title="Patch tests and objectivity",
    solved="Laws at a point, rings of the reduced disc, and 80 distorted elements (8 and 20 nodes) at finite strain: "
    "constant strain, even traction, constant potential gradient, rigid rotation, superposed rotation, slack fibres.",
    reference="Exact but for rounding.",
    run=_run,
    usual_s=14.0,
)
