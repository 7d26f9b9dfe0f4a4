"""V6: Schroeder's osmotic law at points of a healthy and a grade III nucleus."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pulposus.disc.reduced import Region
from pulposus.mechanics.material import osmotic_pressure
from pulposus.mechanics.parameters import MechanicsParameters
from pulposus.numerics.backend import jax
from pulposus.numerics.settings import VERIFY_MATERIAL
from pulposus.verification.case import Case, Check, Findings, printed
from pulposus.verification.closed import schroeder
from pulposus.verification.rigs.point import composition, numbers

TEMPERATURE_K = 293.0
VOLUME_RATIOS = (0.8, 0.9, 1.0, 1.1, 1.2, 1.4)


@dataclass(frozen=True)
class _Nucleus:
    """Published nucleus: water per mass, fixed charge, collagen per dry mass."""

    name: str
    water: float
    charge_mEq_mL: float
    collagen: float


NUCLEI = (_Nucleus("healthy", 0.745, 0.29, 0.15), _Nucleus("gradeIII", 0.7, 0.221, 0.285))


def _run() -> Findings:
    checks = []
    for nucleus in NUCLEI:
        published = MechanicsParameters.published()
        made = replace(
            published,
            temperature_K=np.array([TEMPERATURE_K]),
            collagen_fraction=np.full_like(published.collagen_fraction, nucleus.collagen),
        )
        where = numbers(made, Region.NUCLEUS)
        tissue = composition(schroeder.porosity(nucleus.water), nucleus.charge_mEq_mL)
        pressure = jax.jit(
            lambda J, where=where, tissue=tissue, laws=made.laws: osmotic_pressure(J, where, tissue, laws)
        )
        for J in VOLUME_RATIOS:
            checks.append(
                Check(
                    name=f"swelling pressure, {nucleus.name.replace('gradeIII', 'grade III')}, J = {J:g}",
                    unit="MPa",
                    found=float(pressure(J)),
                    expected=schroeder.swelling_pressure(
                        J, nucleus.water, nucleus.charge_mEq_mL, nucleus.collagen, TEMPERATURE_K
                    ),
                    tolerance=VERIFY_MATERIAL,
                    printed=printed(f"v06_pressure_{nucleus.name}_J{J:g}"),
                )
            )
    return Findings(tuple(checks))


CASE = Case(
    id="V6",
    title="Schroeder's osmotic law",
    solved="Swelling pressure of the published nucleus at 293 K with water inside collagen fibrils and activity "
    "coefficients, J from 0.8 to 1.4.",
    reference="The published equations solved as nested scalar roots.",
    run=_run,
    usual_s=2.0,
)
