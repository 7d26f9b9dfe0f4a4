"""What the report says about each treatment: a sentence, the courses and the split of its change."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.forecasting.result import Forecast, TreatmentForecast, band
from pulposus.report.chances import main_month, shown_months
from pulposus.report.figures import forest, split, symptoms
from pulposus.report.figures.style import SHADES, Look
from pulposus.report.groups import groups
from pulposus.report.picture import Picture
from pulposus.report.words import band_text, includes_none, number, signed, span


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
    sentence: str
    pain: tuple[str, str]
    parts: dict[str, tuple[Part, Part]]  # outcome -> context, mechanism
    pictures: dict[str, Picture]
    table: dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class TreatmentBlock:
    """Treatments of one group."""

    title: str
    anchor: str
    colour: str
    views: tuple[TreatmentView, ...]


@dataclass(frozen=True)
class Split:
    """Context and mechanism of one outcome, for a desktop and for a phone."""

    heading: str
    wide: Picture
    narrow: Picture


def part(draws: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Part:
    """Text of one part of a change from its draws, shape (draws,)."""
    low, mid, high = (float(x) for x in band(draws, 0.9))
    return Part(signed(mid), span(low, high), not np.any(draws), includes_none(low, high))


def blocks(forecast: Forecast, look: dict[str, Look]) -> tuple[TreatmentBlock, ...]:
    """Everything about every treatment, group after group."""
    return tuple(
        TreatmentBlock(g.title, g.anchor, SHADES[g.key][0], tuple(view(forecast, t, look) for t in g.treatments))
        for g in groups(forecast)
    )


def view(forecast: Forecast, treatment: TreatmentForecast, look: dict[str, Look]) -> TreatmentView:
    """Everything about one treatment, pictures included."""
    month = main_month(forecast)
    at = forecast.months.index(month)
    outcomes = tuple(symptoms.TITLES)
    pain = treatment.symptoms["pain_0_100"]
    return TreatmentView(
        key=treatment.key,
        name=treatment.name,
        colour=look[treatment.key].colour,
        what=treatment.what,
        context=treatment.context,
        notes=treatment.notes,
        sentence=sentence(treatment, month, at),
        pain=band_text(pain[:, at]),
        parts={
            outcome: (part(treatment.symptoms[context][:, at]), part(treatment.symptoms[mechanism][:, at]))
            for outcome, (context, mechanism) in split.PARTS.items()
        },
        pictures={
            outcome: Picture.of_svg(
                symptoms.panel(forecast, treatment, outcome, look),
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


def splits(forecast: Forecast) -> tuple[Split, ...]:
    """The picture of context and mechanism for each outcome."""
    month = main_month(forecast)
    found = []
    for outcome, name in split.NAMES.items():
        words = split.alternative(forecast, outcome, month)
        wide, narrow = (
            Picture.of_svg(split.picture(forecast, outcome, month, width), words)
            for width in (forest.WIDE, forest.NARROW)
        )
        found.append(Split(f"Change of {name}", wide, narrow))
    return tuple(found)


def origin(treatment: TreatmentForecast, at: int) -> str:
    """Where what it adds to pain comes from: the disc model, or trials of the treatment; empty where not known."""
    through = treatment.symptoms.get("pain_through_disc")
    if through is None:
        return ""
    adds, disc = treatment.symptoms["pain_mechanism"][:, at], through[:, at]
    if not np.any(disc):
        return "All of what it adds is taken from trials, none of it from the disc model."
    if np.allclose(adds, disc, atol=1e-6):
        return "All of what it adds comes through the disc model, none of it from a trial of this treatment."
    return f"Of this, {part(disc).mid} comes through the disc model; the rest is taken from trials."


def sentence(treatment: TreatmentForecast, month: float, at: int) -> str:
    """One treatment in words: where pain is, what any arm would show, what the treatment adds."""
    pain = treatment.symptoms["pain_0_100"]
    (mid, edges), change = band_text(pain[:, at]), signed(float(np.median(pain[:, at] - pain[:, 0])))
    context, mechanism = (part(treatment.symptoms[name][:, at]) for name in split.PARTS["pain_0_100"])
    text = f"Median pain {mid} of 100 at month {number(month)} (90 of 100 draws: {edges}), a change of {change}. "
    if mechanism.none:
        return text + "All of this is what any such arm shows; it adds nothing to pain in any draw."
    tail = (
        "This band includes no effect."
        if mechanism.includes_zero
        else "In this model that band leaves out no effect; whether it is so in people, only trials can say."
    )
    parts = f"Any arm like it would show {context.mid}; the treatment adds {mechanism.mid} ({mechanism.edges})."
    return f"{text}{parts} {tail} {origin(treatment, at)}".rstrip()
