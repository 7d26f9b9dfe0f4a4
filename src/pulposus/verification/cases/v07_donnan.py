"""V7: ideal Donnan pressure at points."""

from __future__ import annotations

from pulposus.mechanics.laws.osmosis import donnan_pressure
from pulposus.mechanics.material import osmotic_pressure
from pulposus.numerics.backend import jnp
from pulposus.numerics.settings import VERIFY_MATERIAL
from pulposus.verification.case import Case, Check, Findings, printed
from pulposus.verification.closed.swelling import RT_MPa, donnan
from pulposus.verification.rigs.point import GEL, composition, gel

BATH_mEq_mL, TEMPERATURE_K = 0.15, 310.0
CHARGES_mEq_mL = (0.1, 0.2, 0.3, 0.4)
POROSITY, SQUEEZED = 0.8, 0.9


def _run() -> Findings:
    checks = []
    for charge in CHARGES_mEq_mL:
        found = donnan_pressure(
            jnp.asarray(charge), jnp.asarray(BATH_mEq_mL), jnp.asarray(RT_MPa(TEMPERATURE_K)), jnp.asarray(1.0)
        )
        checks.append(
            Check(
                name=f"pressure at {charge:g} mEq/mL",
                unit="MPa",
                found=float(found),
                expected=donnan(charge, BATH_mEq_mL, TEMPERATURE_K),
                tolerance=VERIFY_MATERIAL,
                printed=printed(f"v07_pressure_cF{charge:g}"),
            )
        )
    where = gel(1.0, temperature_K=TEMPERATURE_K)
    crowded = CHARGES_mEq_mL[-1] * POROSITY / (POROSITY - 1 + SQUEEZED)
    found = osmotic_pressure(jnp.asarray(SQUEEZED), where, composition(POROSITY, CHARGES_mEq_mL[-1]), GEL)
    checks.append(
        Check(
            name=f"pressure of a tissue squeezed to J = {SQUEEZED:g}",
            unit="MPa",
            found=float(found),
            expected=donnan(crowded, BATH_mEq_mL, TEMPERATURE_K),
            tolerance=VERIFY_MATERIAL,
        )
    )
    return Findings(tuple(checks))


CASE = Case(
    id="V7",
    title="Ideal Donnan pressure",
    solved="Osmotic pressure at four fixed charges in 0.15 mEq/mL at 310 K, and of a tissue whose charge crowds as it "
    "is squeezed.",
    reference="RT (sqrt(cF^2 + 4 c^2) - 2 c).",
    run=_run,
    usual_s=1.0,
)
