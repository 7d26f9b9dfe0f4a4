"""V5: a charged gel in a bath swells until its matrix balances the Donnan pressure."""

from __future__ import annotations

from scipy.optimize import brentq

from pulposus.mechanics.material import Material, energy
from pulposus.numerics.backend import jax, jnp
from pulposus.numerics.settings import VERIFY_MATERIAL
from pulposus.verification.case import Case, Check, Findings, printed
from pulposus.verification.closed.swelling import free_swelling
from pulposus.verification.rigs.point import GEL, composition, gel

SHEAR_MPa, SOLID, BATH_mEq_mL, TEMPERATURE_K = 0.5, 0.2, 0.15, 310.0
CHARGES_mEq_mL = (0.2, 0.29)


def _coded(charge: float, dimensions: int, where: Material) -> float:
    """Volume ratio at which the energy of the code has its minimum."""
    tissue = composition(1 - SOLID, charge)

    def total(J: jax.Array) -> jax.Array:
        stretches = jnp.array([1.0, 1.0, J]) if dimensions == 1 else jnp.full(3, J ** (1 / 3))
        return energy(jnp.diag(stretches), where, tissue, GEL)

    slope = jax.jit(jax.grad(total))
    return float(brentq(lambda J: float(slope(J)), 1.0, 3.0, xtol=1e-14))


def _run() -> Findings:
    where = gel(SHEAR_MPa, temperature_K=TEMPERATURE_K)
    checks = []
    for charge in CHARGES_mEq_mL:
        for dimensions in (1, 3):
            checks.append(
                Check(
                    name=f"volume ratio, {dimensions}-D, charge {charge:g} mEq/mL",
                    found=_coded(charge, dimensions, where),
                    expected=free_swelling(charge, BATH_mEq_mL, SOLID, SHEAR_MPa, TEMPERATURE_K, dimensions),
                    tolerance=VERIFY_MATERIAL,
                    printed=printed(f"v05_volume_ratio_cF{charge:g}_{dimensions}D"),
                )
            )
    return Findings(tuple(checks))


CASE = Case(
    id="V5",
    title="Donnan free swelling",
    solved="Neo-Hookean gel (mu 0.5 MPa, lambda 0, solid 0.2) with fixed charge in 0.15 mEq/mL at 310 K: the minimum "
    "of the coded energy, confined (1-D) and free (3-D).",
    reference="Root of the closed-form balance of elastic and Donnan pressure.",
    run=_run,
    usual_s=2.0,
)
