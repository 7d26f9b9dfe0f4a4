"""All treatments in one picture: pain and disability at one month, each before the band of its own control arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.listing import listing
from pulposus.report.figures import forest
from pulposus.report.figures.style import SHADES, looks
from pulposus.report.groups import MECHANISMS, control_scores, groups
from pulposus.report.words import band_text, month_name, number

if TYPE_CHECKING:
    from pulposus.forecasting.result import Forecast

NAMES = {"pain_0_100": "Pain", "odi_0_100": "Disability (ODI)"}
KEY = ("grey: what its own control arm shows", "colour: under this treatment")
_TICKS = (0.0, 25.0, 50.0, 75.0, 100.0)


def picture(forecast: Forecast, month: float, width: float) -> bytes:
    """Rows of bands in groups as SVG."""
    at, look = forecast.months.index(month), looks(forecast)
    columns = [
        forest.Column(
            f"{name} at {month_name(month)}", f"{short} at {month_name(month)}", 0, 100, _TICKS,
            float(np.median(forecast.treatments[0].symptoms[outcome][:, 0])), "start",
            "0 to 100, lower is better",
        )
        for (outcome, name), short in zip(NAMES.items(), ("Pain", "ODI"), strict=True)
    ]  # fmt: skip
    blocks = []
    for group in groups(forecast):
        rows = []
        for treatment in group.treatments:
            cells = []
            for outcome in NAMES:
                draws = treatment.symptoms[outcome][:, at]
                mid, edges = band_text(draws)
                control = forest.five(control_scores(treatment, outcome)[:, at])
                cells.append(forest.Cell(control, forest.five(draws), f"{mid} ({edges})"))
            rows.append(forest.Row(treatment.name, look[treatment.key], tuple(cells)))
        blocks.append(forest.Block(group.title, SHADES[group.key][0], tuple(rows)))
    return forest.draw(blocks, columns, width, KEY)


def alternative(forecast: Forecast, month: float) -> str:
    """What the picture shows, in words: every median with its band, and the median of the control arm."""
    at = forecast.months.index(month)
    parts = []
    for group in groups(forecast):
        said = []
        for treatment in group.treatments:
            words = []
            for outcome, name in (("pain_0_100", "pain"), ("odi_0_100", "ODI")):
                mid, edges = band_text(treatment.symptoms[outcome][:, at])
                control = ""
                if np.any(treatment.symptoms[MECHANISMS[outcome]]):
                    control = f", its control arm {number(float(np.median(control_scores(treatment, outcome)[:, at])))}"
                words.append(f"{name} {mid} ({edges}){control}")
            said.append(f"{treatment.name}: {listing(words)}")
        parts.append(f"{group.title}. {'; '.join(said)}.")
    return (
        f"Median and band of 90 of 100 draws at {month_name(month)}, treatments in groups and in no ranking. "
        f"{' '.join(parts)}"
    )
