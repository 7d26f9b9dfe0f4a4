"""A forecast in a few lines: a table for a person, a tree for a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pulposus.forecasting.result import Chance, Forecast, TreatmentForecast, band

if TYPE_CHECKING:
    from rich.table import Table

BAND = 0.9
SHOWN_MONTH = 12.0  # the primary visit of most trials; the last month where the forecast is shorter
NAME_WIDTH = 30  # letters; longer names take a second line, so that the table fits a terminal of 80
NOTE = (
    "Medians with 90 % bands; in groups, which is no ranking. * Chance of a pain gain of 15 more than the same patient "
    "would have from sham: a model quantity that no patient can observe."
)
EMPTY = ("",) * 4  # beside the heading of a group
PAIN_GAIN, BEYOND_SHAM = "pain gain >= 15", "pain gain >= 15 beyond sham"


def _shown(forecast: Forecast) -> int:
    """Index of the month that the table shows."""
    return max(i for i, month in enumerate(forecast.months) if month <= max(SHOWN_MONTH, forecast.months[0]))


def _band(treatment: TreatmentForecast, name: str, index: int) -> str:
    low, middle, high = (float(edge[index]) for edge in band(treatment.symptoms[name], BAND))
    return f"{middle:.0f} ({low:.0f} to {high:.0f})"


def _chance(treatment: TreatmentForecast, name: str, index: int) -> str:
    chances = treatment.chances.get(name)
    return "" if chances is None else f"{100 * chances[index].value:.0f} %"


def as_table(forecast: Forecast) -> Table:
    """One line for each treatment at twelve months under the heading of its group: medians with 90 % bands, chances."""
    from rich import box
    from rich.table import Table

    from pulposus.treatment.schema import GROUPS

    index = _shown(forecast)
    table = Table(box=box.SIMPLE_HEAD, title=None, pad_edge=False, padding=(0, 1, 0, 0))  # fits 80 letters
    table.add_column(f"after {forecast.months[index]:g} months", max_width=NAME_WIDTH)
    for heading in ("pain\n0-100", "disability\n0-100", "pain 15\nbetter", "beyond\nsham*"):
        table.add_column(heading, justify="right", no_wrap=True)
    groups = [(g, tuple(t for t in forecast.treatments if t.group == g)) for g in GROUPS]
    for group, treatments in groups:
        if treatments and len([g for g, members in groups if members]) > 1:
            table.add_row(f"{group.upper()}", *EMPTY)
        for place, treatment in enumerate(treatments, start=1):
            table.add_row(
                treatment.name,
                _band(treatment, "pain_0_100", index),
                _band(treatment, "odi_0_100", index),
                _chance(treatment, PAIN_GAIN, index),
                _chance(treatment, BEYOND_SHAM, index),
                end_section=place == len(treatments),
            )
    return table


def _chances(found: Mapping[str, tuple[Chance, ...]]) -> dict[str, object]:
    return {
        name: [{"value": c.value, "standard_error": c.standard_error, "draws": c.draws} for c in chances]
        for name, chances in found.items()
    }


def as_tree(forecast: Forecast) -> dict[str, object]:
    """Everything that a program needs: bands and chances by treatment and month."""
    treatments = {}
    for treatment in forecast.treatments:
        bands = {}
        for name, draws in treatment.symptoms.items():
            low, middle, high = band(draws, BAND)
            bands[name] = {"low": low.tolist(), "median": middle.tolist(), "high": high.tolist()}
        treatments[treatment.key] = {
            "name": treatment.name,
            "group": treatment.group,
            "context": treatment.context,
            "symptoms": bands,
            "chances": _chances(treatment.chances),
            "mri_chances": {level: _chances(found) for level, found in treatment.mri_chances.items()},
        }
    return {
        "seed": forecast.seed,
        "draws": forecast.draws,
        "months": list(forecast.months),
        "levels": list(forecast.levels),
        "treated_levels": list(forecast.treated_levels),
        "assumed": list(forecast.assumed),
        "band": BAND,
        "treatments": treatments,
        "failures": list(forecast.failures),
        "facts_used": list(forecast.facts_used),
        "attribution": forecast.attribution,
    }
