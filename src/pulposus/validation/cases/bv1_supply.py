"""BV1: what published models say of supply (Shirazi-Adl 2010, Wu 2013, Travascio 2014), with the coupled course.

Own cells die when the endplate closes, added cells need supply, and a growth factor harms where there is little.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pulposus.course.action import disc_action
from pulposus.course.doses import DoseResponse, dose_responses
from pulposus.course.follow import follow
from pulposus.course.start import Start
from pulposus.numerics.settings import VALIDATE_LADDER
from pulposus.progress import Progress
from pulposus.treatment import load
from pulposus.validation.case import Case
from pulposus.validation.row import Role, Row
from pulposus.validation.supplied import held_factor, ladder_fed, onset, supplied
from pulposus.validation.target import row, target

Float = NDArray[np.float64]
ROLE: Role = "model beside model"
MONTH, LATE_MONTH = 1.0, 6.0


def run(progress: Progress) -> tuple[Row, ...]:
    """The ladder of openings, then cells and a factor in the same discs under poor and under good supply."""
    openings, least = np.array(VALIDATE_LADDER), target("bv1_onset_loss")
    found = np.array([onset(openings, 1 - fed / fed[-1], least) for fed in ladder_fed()])
    at, points = target("bv1_open_share"), target("supply_tolerance")
    progress("the same discs with poor and with good supply", 0.3)
    poor, good = supplied(target("bv1_poor_share")), supplied(1.0)
    return (
        row(
            "BV1", "open endplate below which own cells die", "bv1_open_share", found,
            ((at - points, at + points), f"+-{100 * points:.0f} points"), ROLE,
        ),
        *_cells(poor, good),
        *_factor(poor, good, progress),
    )  # fmt: skip


def _cells(poor: Start, good: Start) -> tuple[Row, ...]:
    """The same number of cells stays in every disc."""
    dose, volume = np.array([target("bv1_cells_1e6")]), load("bm_msc").volume_mL
    assert volume is not None  # an injection has a volume
    starved, fed = dose_responses([poor, good], dose, volume_mL=volume, months=(MONTH, LATE_MONTH))
    sound = starved.converged[0] & fed.converged[0]

    def read(response: DoseResponse, name: str, month: int = 0) -> Float:
        return np.where(sound, response.outcomes[name][0, :, month], np.nan)

    least = target("least_difference")
    more = ((least, np.inf), f"more, by {least:g}")
    return (
        row(
            "BV1", "added cells alive after a month, poor over good supply", "bv1_live_ratio",
            read(starved, "live_fraction") / read(fed, "live_fraction"), ((0.0, 1 - least), "fewer"), ROLE,
        ),
        row(
            "BV1", "inflammation that added cells leave, poor less good", "bv1_damping_lost",
            read(starved, "inflammation_change") - read(fed, "inflammation_change"), more, ROLE,
        ),
        row(
            "BV1", "own cells that added cells cost, poor less good", "bv1_own_cells_lost",
            read(starved, "native_loss", 1) - read(fed, "native_loss", 1), more, ROLE,
        ),
    )  # fmt: skip


def _factor(poor: Start, good: Start, progress: Progress) -> tuple[Row, ...]:
    """A growth factor that stays, beside the same needle without it; own cells of the nucleus half a year later."""
    least, kept = target("least_difference"), []
    for k, start in enumerate((poor, good)):
        progress("a growth factor", 0.7 + 0.15 * k)
        lasting = held_factor(start)
        given, bare = (follow(lasting, disc_action(load(key)), (0.0, LATE_MONTH)) for key in ("prp", "saline"))
        ratio = given.outcomes["native_cells_1e6_mL"][:, -1] / bare.outcomes["native_cells_1e6_mL"][:, -1]
        kept.append(np.where(given.converged & bare.converged, ratio, np.nan))
    return (
        row(
            "BV1", "own cells with a growth factor over without, poor supply", "bv1_factor_starved", kept[0],
            ((0.0, 1 - least), "fewer"), ROLE,
        ),
        row(
            "BV1", "own cells with a growth factor over without, good supply", "bv1_factor_fed", kept[1],
            ((1 - least, np.inf), "no fewer"), ROLE,
        ),
    )  # fmt: skip


CASE = Case("BV1", "supply, cells and growth factors", run, 13)
