"""The dose response of a disc of a case, by carrier and place, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pulposus.course.action import PLACES, Place
from pulposus.course.capacity import largest_dose_1e6, living_1e6
from pulposus.course.doses import OUTCOMES, DoseResponse, default_doses_1e6, dose_responses
from pulposus.course.start import settle
from pulposus.errors import InputError
from pulposus.forecasting.case import Case
from pulposus.forecasting.one_disc import one_disc, world_of
from pulposus.forecasting.result import band
from pulposus.library import value
from pulposus.numerics import settings
from pulposus.progress import Progress, silent
from pulposus.treatment.carrier import carrier as known_carrier


@dataclass(frozen=True)
class DoseStudy:
    """Dose responses of one disc, and how many cells it can feed."""

    level: str
    responses: tuple[DoseResponse, ...]
    draws: int
    seed: int
    critical_glucose_mM: float

    @property
    def title(self) -> str:
        return f"How many cells can the disc at {self.level} feed?"

    def capacity_1e6(self, response: DoseResponse) -> tuple[float, float, float]:
        """Lower end, median and upper end (90 %) of the dose that costs the disc a twentieth of its own cells."""
        found = largest_dose_1e6(response, "native_loss", settings.DOSE_NATIVE_LOSS, response.months[-1])
        low, mid, high = band(found, 0.9)
        return float(low), float(mid), float(high)


def dose_study(
    case: Case,
    *,
    level: str | None = None,
    count: int = 25,
    draws: int = 64,
    seed: int = 0,
    carriers: Sequence[str] = ("saline",),
    places: Sequence[str] = ("centre",),
    months: tuple[float, ...] = settings.DOSE_MONTHS,
    progress: Progress = silent,
) -> DoseStudy:
    """Lay 1e5 to 1e9 living cells into one disc of a case and follow them.

    Raises:
        InputError: an unknown level, carrier or place, or too few doses.
    """
    if not settings.DOSE_COUNT_LOWEST <= count <= settings.DOSE_COUNT_HIGHEST:
        raise InputError(
            f"--doses: found {count}, expected {settings.DOSE_COUNT_LOWEST} to {settings.DOSE_COUNT_HIGHEST} doses."
        )
    for name in carriers:
        known_carrier(name)
    for name in places:
        if name not in PLACES:
            raise InputError(f"--place: found '{name}', expected one of {', '.join(PLACES)}.")
    disc = one_disc(case, level)
    progress(f"disc {disc.level}: shape, load and supply", 0.0)
    start = settle(world_of(case, disc, draws, seed))
    pairs = [(c, p) for c in carriers for p in places]
    responses: list[DoseResponse] = []
    for k, (name, place) in enumerate(pairs):

        def tick(share: float, k: int = k, name: str = name) -> None:
            before = settings.DOSE_START_SHARE
            progress(f"{count} doses in {name.replace('_', ' ')}", before + (1 - before) * (k + share) / len(pairs))

        chosen: Place = next(p for p in PLACES if p == place)
        responses += dose_responses(
            [start], default_doses_1e6(count), carrier=name, place=chosen,
            volume_mL=value("treatment", "injection_volume_mL"), months=months, tick=tick,
        )  # fmt: skip
    return DoseStudy(disc.level, tuple(responses), draws, seed, value("transport", "critical_glucose_mM"))


def rows(study: DoseStudy) -> list[dict[str, object]]:
    """One row per carrier, place, dose and month: median and 90 % band of every outcome, and the cells that live."""
    out: list[dict[str, object]] = []
    for response in study.responses:
        for m, month in enumerate(response.months):
            living = living_1e6(response, month)
            for d, dose in enumerate(response.doses_1e6):
                row: dict[str, object] = {
                    "carrier": response.carrier,
                    "place": response.place,
                    "retained_1e6": float(dose),
                    "month": month,
                }
                columns = {name: response.outcomes[name][d, :, m] for name in OUTCOMES} | {"living_1e6": living[d]}
                for name, values in columns.items():
                    low, mid, high = band(values[response.converged[d]], 0.9)
                    row |= {f"{name}_low": float(low), name: float(mid), f"{name}_high": float(high)}
                out.append(row)
    return out


def write_csv(study: DoseStudy, path: Path) -> None:
    """The rows as CSV."""
    import csv

    table = rows(study)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, list(table[0]), lineterminator="\n")
        out.writeheader()
        for row in table:
            out.writerow({k: f"{v:.6g}" if isinstance(v, (float, np.floating)) else v for k, v in row.items()})
