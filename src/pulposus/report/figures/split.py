"""How much of the change any arm would show, and how much the treatment adds beyond it: two columns, never one sum."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.report.figures import forest
from pulposus.report.figures.style import SHADES, looks
from pulposus.report.groups import groups
from pulposus.report.words import MINUS, band_text, month_name, number, signed

if TYPE_CHECKING:
    from pulposus.forecasting.result import Forecast

PARTS = {"pain_0_100": ("pain_context", "pain_mechanism"), "odi_0_100": ("odi_context", "odi_mechanism")}
NAMES = {"pain_0_100": "pain", "odi_0_100": "disability (ODI)"}
KEY = ("grey: any arm like it", "colour: what the treatment adds")
_STEP = 20.0


def _span(forecast: Forecast, names: tuple[str, ...], at: int) -> tuple[float, float]:
    """Ends of an axis that holds the 90 % bands of all treatments and zero, at whole twenties."""
    edges = [np.quantile(t.symptoms[name][:, at], (0.05, 0.95)) for t in forecast.treatments for name in names]
    low, high = min(-1.0, float(np.min(edges))), max(1.0, float(np.max(edges)))
    return float(np.floor(low / _STEP) * _STEP), float(np.ceil(high / _STEP) * _STEP)


def picture(forecast: Forecast, outcome: str, month: float, width: float) -> bytes:
    """The split of one outcome at one month as SVG; both columns have the same axis."""
    at, look = forecast.months.index(month), looks(forecast)
    low, high = _span(forecast, PARTS[outcome], at)
    ticks = tuple(float(t) for t in np.arange(low, high + 1, _STEP))
    foot = f"points of {NAMES[outcome]}; {MINUS} is better"
    columns = [
        forest.Column(title, title, low, high, ticks, 0.0, "", foot) for title in ("Any arm like it", "Treatment adds")
    ]
    blocks = []
    for group in groups(forecast):
        rows = []
        for treatment in group.treatments:
            context, adds = (treatment.symptoms[name][:, at] for name in PARTS[outcome])
            cells = (
                forest.Cell(forest.five(context), None, _text(context)),
                forest.Cell(None, forest.five(adds), _text(adds))
                if np.any(adds)
                else forest.Cell(None, None, "nothing"),
            )
            rows.append(forest.Row(treatment.name, look[treatment.key], cells))
        blocks.append(forest.Block(group.title, SHADES[group.key][0], tuple(rows)))
    return forest.draw(blocks, columns, width, KEY)


def _text(draws: np.ndarray[tuple[int], np.dtype[np.float64]]) -> str:
    mid, edges = float(np.median(draws)), band_text(draws)[1]
    return f"{signed(mid)} ({edges})"


def alternative(forecast: Forecast, outcome: str, month: float) -> str:
    """What the picture shows, in words."""
    at = forecast.months.index(month)
    context, mechanism = PARTS[outcome]
    parts = []
    for group in groups(forecast):
        for treatment in group.treatments:
            mid = [float(np.median(treatment.symptoms[part][:, at])) for part in (context, mechanism)]
            adds = number(mid[1]) if np.any(treatment.symptoms[mechanism][:, at]) else "nothing"
            parts.append(
                f"{treatment.name}: {number(mid[0])} from any arm like it and {adds} from the treatment beyond it"
            )
    name = "pain" if outcome == "pain_0_100" else "ODI"
    return f"Change of {name} at {month_name(month)}, split in two. {'; '.join(parts)}."
