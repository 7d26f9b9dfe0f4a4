"""VT3: stress profiles of degenerate discs against healthy ones (Adams, McNally and Dolan 1996).

The same draws at grade 2 and grade 4, under the same load, at swelling equilibrium: ratios are within a draw.
"""

from __future__ import annotations

import numpy as np

from pulposus.numerics.settings import VALIDATE_DRAWS
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.people import people
from pulposus.validation.profile import axial_stress_MPa, functional_nucleus_mm
from pulposus.validation.row import Row
from pulposus.validation.target import beyond, row, target

NAMES = {
    "nucleus_pressure": "stress in the nucleus, grade 4 over 2",
    "functional_nucleus": "width of even stress, grade 4 over 2",
    "stress_peak": "highest stress in the annulus, grade 4 over 2",
}


def run(progress: Progress) -> tuple[Row, ...]:
    """Nucleus stress, width of the even middle and peak of the annulus, degenerate over healthy."""
    found = {}
    sound = np.ones(VALIDATE_DRAWS, dtype=bool)
    for k, grade in enumerate((2, 4)):
        progress(f"grade {grade}", k / 2)
        discs = people("L4/5", grade, VALIDATE_DRAWS)
        loaded = discs.settle(target("vt3_load_MPa"))
        stress = axial_stress_MPa(discs, loaded)
        sound &= discs.sound & loaded.converged
        annulus = stress[:, discs.mesh.topology.nucleus :]
        width = functional_nucleus_mm(stress, loaded.nodes_mm)
        found[grade] = {
            "nucleus_pressure": stress[:, 0],
            "functional_nucleus": width,
            "stress_peak": annulus.max(axis=1),
        }
    factor = target("vt3_factor")
    return tuple(
        row(
            "VT3", name, f"vt3_{key}_ratio", np.where(sound, found[4][key] / found[2][key], np.nan),
            beyond(factor, target(f"vt3_{key}_ratio")), "prediction",
        )
        for key, name in NAMES.items()
    )  # fmt: skip


CASE = Case("VT3", "stress profiles with degeneration", run, 8)
