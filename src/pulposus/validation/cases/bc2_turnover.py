"""BC2: half-lives of aggrecan and collagen by racemization (Sivan 2006, 2008), as the step turns them over.

The large monomer (5.6 years) is a part of aggrecan that the model does not follow: no row.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pulposus.biology.parameters import sample_parameters
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.progress import Progress
from pulposus.units import DAYS_PER_YEAR
from pulposus.validation.case import Case
from pulposus.validation.culture import bath, cultured
from pulposus.validation.people import SEED
from pulposus.validation.row import Row
from pulposus.validation.target import row, spread_of

NORMAL, DEGENERATE = 2, 4
GROUPS = (
    ("aggrecan, normal disc", "bc2_aggrecan_normal_y", "gag", NORMAL, "collagen_old_from_y"),
    ("aggrecan, degenerate disc", "bc2_aggrecan_degenerate_y", "gag", DEGENERATE, "collagen_old_from_y"),
    ("collagen, young disc", "bc2_collagen_young_y", "collagen", NORMAL, "collagen_young_until_y"),
    ("collagen, old disc", "bc2_collagen_old_y", "collagen", NORMAL, "collagen_old_from_y"),
)


def run(_progress: Progress) -> tuple[Row, ...]:
    """Turn synthesis off in fed tissue, watch a year, and read the half-life from what is left."""
    n, years = settings.VALIDATE_POINT_DRAWS, settings.VALIDATE_TURNOVER_YEARS
    fields = bath(n, value("transport", "bone_glucose_mM"), value("transport", "critical_pH"))
    rows = []
    for name, fact, part, grade, age in GROUPS:
        drawn = sample_parameters(n, SEED, grade=np.full(n, grade), age_y=value("biology", age))
        biology = replace(drawn, gag_balance=np.zeros(n), collagen_balance=np.zeros(n))
        state = cultured(biology, fields, years * DAYS_PER_YEAR, settings.VALIDATE_TURNOVER_STEP_DAYS)
        left = np.asarray(getattr(state, part))[:, 0, 0]
        with np.errstate(divide="ignore"):  # a draw of no turnover at all has no half-life
            half_life = years * np.log(2) / -np.log(left)
        rows.append(row("BC2", f"half-life of {name}", fact, half_life, spread_of(fact), "calibrated on"))
    return tuple(rows)


CASE = Case("BC2", "turnover of matrix", run, 2)
