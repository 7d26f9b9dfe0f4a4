"""What the report says about each treatment: the summary, the courses and the split of its change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.forecasting.result import Forecast, TreatmentForecast, band
from pulposus.report.chances import main_month, shown_months
from pulposus.report.figures import split, symptoms
from pulposus.report.figures.style import Look
from pulposus.report.picture import Picture
from pulposus.report.words import band_text, number, signed, span


@dataclass(frozen=True)
class Part:
    """One part of a change: median and 90 % band as text; ``none`` where it is nothing in every draw."""

    mid: str
    edges: str
    none: bool
    includes_zero: bool


@dataclass(frozen=True)
class TreatmentView:
    """One treatment as the template needs it; ``table`` holds median and band per outcome and month."""

    key: str
    name: str
    colour: str
    what: str
    context: str
    notes: tuple[str, ...]
    pain: tuple[str, str]
    odi: tuple[str, str]
    pain_change: str
    parts: dict[str, tuple[Part, Part]]  # outcome -> context, mechanism
    pictures: dict[str, Picture]
    table: dict[str, tuple[tuple[str, str], ...]]


def part(draws: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Part:
    """Text of one part of a change from its draws, shape (draws,)."""
    low, mid, high = (float(x) for x in band(draws, 0.9))
    return Part(signed(mid), span(low, high), not np.any(draws), low <= 0 <= high)


def view(forecast: Forecast, treatment: TreatmentForecast, look: Look) -> TreatmentView:
    """Everything about one treatment, pictures included."""
    month = main_month(forecast)
    at = forecast.months.index(month)
    outcomes = tuple(symptoms.TITLES)
    pain = treatment.symptoms["pain_0_100"]
    return TreatmentView(
        key=treatment.key,
        name=treatment.name,
        colour=look.colour,
        what=treatment.what,
        context=treatment.context,
        notes=treatment.notes,
        pain=band_text(pain[:, at]),
        odi=band_text(treatment.symptoms["odi_0_100"][:, at]),
        pain_change=signed(float(np.median(pain[:, at] - pain[:, 0]))),
        parts={
            outcome: (part(treatment.symptoms[context][:, at]), part(treatment.symptoms[mechanism][:, at]))
            for outcome, (context, mechanism) in split.PARTS.items()
        },
        pictures={
            outcome: Picture.of_svg(
                symptoms.panel(forecast, treatment, outcome),
                symptoms.alternative(forecast, treatment, outcome),
            )
            for outcome in outcomes
        },
        table={
            outcome: tuple(
                band_text(treatment.symptoms[outcome][:, forecast.months.index(m)])
                for m in (0.0, *shown_months(forecast))
            )
            for outcome in outcomes
        },
    )


def splits(forecast: Forecast) -> tuple[Picture, ...]:
    """The picture of context and mechanism for each outcome."""
    month = main_month(forecast)
    return tuple(
        Picture.of_svg(split.panel(forecast, outcome, month), split.alternative(forecast, outcome, month))
        for outcome in split.PARTS
    )


def sentence(view: TreatmentView, month: float) -> str:
    """One treatment in words: where pain is, what any arm would show, what the mechanism adds."""
    mid, edges = view.pain
    context, mechanism = view.parts["pain_0_100"]
    text = (
        f"median pain {mid} of 100 at month {number(month)} (90 of 100 draws: {edges}), "
        f"a change of {view.pain_change}. "
    )
    if mechanism.none:
        return text + "All of this is what any such arm shows; it has no mechanism of its own."
    tail = (
        "This band includes no effect."
        if mechanism.includes_zero
        else "In this model that band leaves out no effect; whether it is so in people, only trials can say."
    )
    return (
        f"{text}Any arm like it would show {context.mid}; its own mechanism adds {mechanism.mid} "
        f"({mechanism.edges}). {tail}"
    )
