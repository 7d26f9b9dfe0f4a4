"""Pain and disability over time: one panel per treatment, the same axes for all, comparison arms in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pulposus.forecasting.result import Forecast, TreatmentForecast, band
from pulposus.report.figures.style import (
    INK,
    MUTED,
    PANEL_INCHES,
    Look,
    apart,
    comparators,
    drawing,
    figure,
    looks,
    month_axis,
    short_name,
    svg,
    title_name,
)
from pulposus.report.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLES = {"pain_0_100": "Pain", "odi_0_100": "Disability (ODI)"}
_TICKS = (0, 25, 50, 75, 100)


def draw(ax: Axes, forecast: Forecast, treatment: TreatmentForecast, outcome: str, look: dict[str, Look]) -> None:
    """Bands and median of one outcome under one treatment, with the medians of the comparison arms."""
    months, own = forecast.months, look[treatment.key]
    values = treatment.symptoms[outcome]
    for share, alpha in ((0.9, 0.16), (0.5, 0.32)):
        low, mid, high = band(values, share)
        ax.fill_between(months, low, high, color=own.colour, alpha=alpha, linewidth=0)
    low, mid, high = band(values, 0.9)
    labels: list[tuple[float, str, str, str]] = []
    for other in comparators(forecast):
        if other.key == treatment.key:
            continue
        line = band(other.symptoms[outcome], 0.5)[1]
        ax.plot(months, line, color=look[other.key].colour, linestyle=look[other.key].dash, linewidth=1.1)
        labels.append((float(line[-1]), short_name(other), look[other.key].colour, "normal"))
    ax.plot(
        months, mid, color=own.colour, linewidth=2.2, marker=own.marker, markersize=4.5, markeredgecolor="white",
        markeredgewidth=0.6, clip_on=False, zorder=5,
    )  # fmt: skip
    labels.append((float(mid[-1]), number(float(mid[-1])), own.colour, "bold"))
    labels.append((float(high[-1]), number(float(high[-1])), MUTED, "normal"))
    labels.append((float(low[-1]), number(float(low[-1])), MUTED, "normal"))
    for (_, text, colour, weight), y in zip(
        labels, apart([label[0] for label in labels], gap=8.5, low=1, high=99), strict=True
    ):
        ax.annotate(
            text, (1, y), xycoords=("axes fraction", "data"), xytext=(6, 0), textcoords="offset points",
            color=colour, weight=weight, va="center", ha="left", annotation_clip=False,
        )  # fmt: skip
    month_axis(ax, months)
    ax.set_ylim(0, 100)
    ax.set_yticks(_TICKS)
    ax.grid(axis="y", color="#e6ebef", linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set_title(title_name(treatment), loc="left", color=own.colour, weight="bold", fontsize=10.5, pad=18)
    ax.text(
        0,
        1.035,
        f"{TITLES[outcome]}, 0 to 100, lower is better",
        transform=ax.transAxes,
        color=INK,
        fontsize=8.5,
    )


def panel(forecast: Forecast, treatment: TreatmentForecast, outcome: str) -> bytes:
    """One panel as SVG."""
    with drawing():
        fig = figure(*PANEL_INCHES)
        ax = fig.add_axes((0.09, 0.165, 0.615, 0.63))
        draw(ax, forecast, treatment, outcome, looks(forecast))
        return svg(fig)


def alternative(forecast: Forecast, treatment: TreatmentForecast, outcome: str) -> str:
    """What the panel shows, in words."""
    low, mid, high = band(treatment.symptoms[outcome], 0.9)
    visits = ", ".join(
        f"{number(float(m))} at month {month:g} ({number(float(a))} to {number(float(b))})"
        for month, m, a, b in zip(forecast.months, mid, low, high, strict=True)
        if month in (3, 12, 24) or month == forecast.months[-1]
    )
    return (
        f"{TITLES[outcome]} under {treatment.name} over {forecast.months[-1]:g} months: median "
        f"{number(float(mid[0]))} at the start, then {visits}; in brackets the band that holds 90 of 100 draws."
    )
