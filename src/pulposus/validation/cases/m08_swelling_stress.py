"""M8: swelling stress of nucleus confined at its volume in saline (Johannessen and Elliott 2005).

The osmotic coefficient was chosen with this measurement in view, so the row is no prediction.
"""

from __future__ import annotations

import numpy as np

from pulposus.disc.composition import sample_regions
from pulposus.disc.reduced import Region
from pulposus.mechanics.material import Composition, osmotic_pressure
from pulposus.mechanics.parameters import MechanicsParameters, material
from pulposus.numerics.settings import VALIDATE_POINT_DRAWS
from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.people import AGE_Y, SEED
from pulposus.validation.row import Row
from pulposus.validation.target import row, scatter


def run(_progress: Progress) -> tuple[Row, ...]:
    """Osmotic pressure of drawn grade 2 nucleus at its own volume: the matrix carries nothing there."""
    n = VALIDATE_POINT_DRAWS
    porosity, charge, _ = sample_regions(grade=np.full(n, 2), age_y=AGE_Y, n=n, seed=SEED)[Region.NUCLEUS]
    parameters = MechanicsParameters.sample(n, SEED)
    numbers = material(parameters, np.full((1, 1), Region.NUCLEUS, dtype=np.int64))
    tissue = Composition(porosity[:, None, None], charge[:, None, None])  # type: ignore[arg-type]
    pressure = np.asarray(osmotic_pressure(np.ones((n, 1, 1)), numbers, tissue, parameters.laws))  # type: ignore[arg-type]
    span = scatter("m8_swelling_stress_MPa")
    assert span is not None
    return (
        row(
            "M8", "swelling stress of healthy nucleus", "m8_swelling_stress_MPa", pressure,
            (span, "within one SD of the measurement"), "calibrated on",
        ),
    )  # fmt: skip


CASE = Case("M8", "confined nucleus in saline", run, 1)
