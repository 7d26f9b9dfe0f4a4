"""VT1: pressure in the nucleus of one man, standing, lying, and over a night (Wilke 1999).

The loads are those of the standard day (0.54 and 0.11 MPa on the endplate), which its authors took from measurements
like these: the standing and lying rows test how a disc turns load into pressure, the rise of the night how it swells.
"""

from __future__ import annotations

from pulposus.progress import Progress
from pulposus.validation.case import Case
from pulposus.validation.days import healthy_day
from pulposus.validation.row import Row
from pulposus.validation.target import row, target, within


def run(_progress: Progress) -> tuple[Row, ...]:
    """Pressure four hours into the day, just lain down, and seven hours later."""
    discs, day = healthy_day()
    # The last day from its morning: standing, evening, lain down, seven hours later, morning.
    pressure = day.history.nucleus_pressure_MPa[:, day.last]
    standing, lying, late = pressure[:, 1], pressure[:, 3], pressure[:, 4]
    good = day.history.converged
    share = target("vt1_tolerance")
    rows = {
        "pressure standing": ("vt1_standing_MPa", standing),
        "pressure lying down": ("vt1_lying_MPa", lying),
        "pressure after seven hours in bed": ("vt1_night_end_MPa", late),
    }
    return (
        *(
            row("VT1", name, fact, discs.only(values, good), within(fact, share), "prediction")
            for name, (fact, values) in rows.items()
        ),
        row(
            "VT1", "rise of pressure over the night", "vt1_night_rise_MPa", discs.only(late - lying, good),
            ((0.0, float("inf")), "rises"), "prediction",
        ),
    )  # fmt: skip


CASE = Case("VT1", "pressure standing, lying, over a night", run, 60)
