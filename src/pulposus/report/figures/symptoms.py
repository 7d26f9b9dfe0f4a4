"""Pain and disability over time: one panel per treatment, the same axes for all, its control arm in grey behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.forecasting.result import Forecast, TreatmentForecast, band
from pulposus.report.figures.panel import Label, Panel
from pulposus.report.figures.style import CONTROL_WIDE, MUTED, looks
from pulposus.report.groups import MECHANISMS, control_scores, natural_course, same
from pulposus.report.words import number

if TYPE_CHECKING:
    from pulposus.report.figures.style import Look

TITLES = {"pain_0_100": "Pain", "odi_0_100": "Disability (ODI)"}
_TICKS = (0, 25, 50, 75, 100)


def panel(forecast: Forecast, treatment: TreatmentForecast, outcome: str, look: dict[str, Look] | None = None) -> bytes:
    """Bands and median of one outcome under one treatment, before its control arm and the natural course."""
    own = (look or looks(forecast))[treatment.key]
    values = treatment.symptoms[outcome]
    drawn = Panel(
        forecast.months, 0, 100, title=treatment.name, colour=own.colour, ticks=_TICKS,
        unit=f"{TITLES[outcome]}, 0 to 100, lower is better",
    )  # fmt: skip
    labels = []
    low, mid, high = band(values, 0.9)
    control_low, control, control_high = band(control_scores(treatment, outcome), 0.9)
    if np.any(treatment.symptoms[MECHANISMS[outcome]]):
        drawn.band(control_low, control_high, CONTROL_WIDE)
        labels.append(Label(float(control[-1]), "its control arm", MUTED))
    drawn.band(low, high, own.colour, 0.16)
    half_low, _, half_high = band(values, 0.5)
    drawn.band(half_low, half_high, own.colour, 0.3)
    if labels:
        drawn.line(control, MUTED, "6 3", 1.6)
    natural = natural_course(forecast)
    if natural is not None and natural.key != treatment.key:
        course = band(natural.symptoms[outcome], 0.9)[1]
        if not (labels and same(course, control)):
            drawn.line(course, MUTED, "2 3", 1.4)
            labels.append(Label(float(course[-1]), "natural course", MUTED))
    drawn.line(mid, own.colour, width=2.4)
    drawn.marks(mid, own.mark, own.colour)
    labels.append(Label(float(mid[-1]), f"{number(float(mid[-1]))} median", own.colour, bold=True))
    labels.append(Label(float(high[-1]), number(float(high[-1])), MUTED))
    labels.append(Label(float(low[-1]), number(float(low[-1])), MUTED))
    drawn.labels(labels)
    return drawn.svg()


def alternative(forecast: Forecast, treatment: TreatmentForecast, outcome: str) -> str:
    """What the panel shows, in words."""
    low, mid, high = band(treatment.symptoms[outcome], 0.9)
    visits = ", ".join(
        f"{number(float(m))} at month {month:g} ({number(float(a))} to {number(float(b))})"
        for month, m, a, b in zip(forecast.months, mid, low, high, strict=True)
        if month in (3, 12, 24) or month == forecast.months[-1]
    )
    beside = ""
    if np.any(treatment.symptoms[MECHANISMS[outcome]]):
        control = float(np.median(control_scores(treatment, outcome)[:, -1]))
        beside = f" Its control arm ({treatment.context}) ends at {number(control)}."
    return (
        f"{TITLES[outcome]} under {treatment.name} over {forecast.months[-1]:g} months: median "
        f"{number(float(mid[0]))} at the start, then {visits}; in brackets the band that holds 90 of 100 draws.{beside}"
    )
