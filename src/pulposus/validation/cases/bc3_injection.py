"""BC3: pressure for a volume by tear of the annulus, and the volume at which abnormal discs hurt (discography)."""

from __future__ import annotations

import numpy as np

from pulposus.library import value
from pulposus.numerics.settings import VALIDATE_POINT_DRAWS
from pulposus.progress import Progress
from pulposus.treatment.carrier import sample_carrier
from pulposus.treatment.injection import Injected, draw_dallas, elastance_psi_mL, inject, largest_volume_mL
from pulposus.units import MPA_PER_PSI
from pulposus.validation.case import Case
from pulposus.validation.people import SEED
from pulposus.validation.row import Row
from pulposus.validation.target import row, spread_of, target

INTACT, TEARS = 0, (0, 1, 3, 4, 5)
ABNORMAL = (3, 4)  # Pfirrmann


def run(_progress: Progress) -> tuple[Row, ...]:
    """Inject into discs of every tear until the cap; then into abnormal discs whose tear is drawn."""
    n = VALIDATE_POINT_DRAWS
    rows = []
    for tear in TEARS:
        fact, done = f"bc3_elastance_{tear}_psi_mL", into(tear, largest_volume_mL(tear))
        elastance = done.pressure_MPa / MPA_PER_PSI / done.volume_in_mL
        rows.append(
            row(
                "BC3", f"pressure per volume, Dallas {'2 and 3' if tear == 3 else tear}", fact, elastance,
                spread_of(fact), "calibrated on", centre=float(np.mean(elastance)),
            )
        )  # fmt: skip
    intact = into(INTACT, largest_volume_mL(INTACT))
    rows.append(
        row(
            "BC3", "volume at the cap, intact disc", "bc3_intact_volume_mL", intact.volume_in_mL,
            spread_of("bc3_intact_volume_mL"), "calibrated on",
        )
    )  # fmt: skip
    torn = draw_dallas(np.resize(ABNORMAL, n), n, SEED)
    room = value("injection", "pressure_cap_psi") / elastance_psi_mL(torn, n, SEED)
    least = target("bc3_painful_volume_mL") - _half_width("bc3_painful_volume_mL")
    rows.append(
        row(
            "BC3", "volume at the cap, grade III or IV", "bc3_painful_volume_mL", room,
            ((least, np.inf), "at least the least volume at which such discs hurt"), "prediction",
        )
    )  # fmt: skip
    return tuple(rows)


def into(dallas: int, volume_mL: float) -> Injected:
    """Saline into draws of a disc of a tear that was seen."""
    n = VALIDATE_POINT_DRAWS
    grade = np.full(n, ABNORMAL[0])
    carrier = sample_carrier("saline", n, SEED)
    return inject(grade=grade, volume_mL=volume_mL, carrier=carrier, n=n, seed=SEED, dallas=dallas)


def _half_width(fact: str) -> float:
    low, high = spread_of(fact)[0]
    return (high - low) / 2


CASE = Case("BC3", "pressure of an injection", run, 1)
