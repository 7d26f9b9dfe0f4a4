"""The one unit system inside, and the conversions at its edges.

Length mm, force N, stress MPa, time day, concentration mM (mol/m3), fixed charge mEq/mL, cells 1e6 per mL,
oxygen kPa (partial pressure), angle rad inside and deg in names that say so. Months are twelfths of a year.
"""

from __future__ import annotations

DAYS_PER_YEAR = 365.25
MONTHS_PER_YEAR = 12.0
DAYS_PER_MONTH = DAYS_PER_YEAR / MONTHS_PER_YEAR
HOURS_PER_DAY = 24.0
SECONDS_PER_DAY = 86_400.0
MM3_PER_ML = 1_000.0
MM3_PER_CM3 = 1_000.0
MM2_PER_M2 = 1e6
PA_PER_MPA = 1e6
NMM_PER_NM = 1_000.0
KPA_PER_MPA = 1e3
MOLM3_PER_MEQML = 1e3  # 1 mEq/mL of fixed charge is 1000 mol/m3


def m2_per_s_to_mm2_per_day(diffusivity_m2_s: float) -> float:
    """Diffusivity from m2/s to mm2/day."""
    return diffusivity_m2_s * MM2_PER_M2 * SECONDS_PER_DAY


SCORE_CEILING = 100.0  # pain and ODI run from 0 to 100
MPA_PER_PSI = 0.006894757293168
UM3_PER_ML = 1e12
PER_MILLION = 1e6
