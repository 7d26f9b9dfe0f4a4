"""How much of the change any arm would show, and how much the treatment's mechanism adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.forecasting.result import Forecast, band
from pulposus.report.figures.style import FAINT, INK, MUTED, PANEL_INCHES, drawing, figure, looks, svg, title_name
from pulposus.report.words import number, signed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PARTS = {"pain_0_100": ("pain_context", "pain_mechanism"), "odi_0_100": ("odi_context", "odi_mechanism")}
_NAMES = ("any arm like it", "mechanism adds")
_ROW = 2.6  # rows of one treatment, with the space before the next


def draw(ax: Axes, forecast: Forecast, outcome: str, month: float) -> None:
    """Two interval marks per treatment: context (grey square) and mechanism (the treatment's colour)."""
    at = forecast.months.index(month)
    look = looks(forecast)
    bands = {
        (t.key, part): [float(x) for x in band(t.symptoms[part][:, at], 0.9)]
        for t in forecast.treatments
        for part in PARTS[outcome]
    }
    edges = np.array(list(bands.values()))
    left, right = min(-5.0, float(edges.min())) - 2, max(5.0, float(edges.max())) + 2
    ax.axvline(0, color=MUTED, linewidth=0.9)
    for row, treatment in enumerate(forecast.treatments):
        top = -_ROW * row
        own = look[treatment.key]
        ax.text(
            0,
            top,
            title_name(treatment),
            transform=ax.get_yaxis_transform(),
            color=own.colour,
            weight="bold",
            va="center",
        )
        for line, (part, name) in enumerate(zip(PARTS[outcome], _NAMES, strict=True), start=1):
            y = top - 0.78 * line
            low, mid, high = bands[treatment.key, part]
            colour, marker = (MUTED, "s") if line == 1 else (own.colour, own.marker)
            ax.plot([low, high], [y, y], color=colour, linewidth=3.2 if line == 2 else 1.4, alpha=0.55, zorder=2)
            ax.plot([mid], [y], color=colour, marker=marker, markersize=6, markeredgecolor="white", zorder=3)
            ax.annotate(
                f"{name}  {signed(mid)}", (1, y), xycoords=("axes fraction", "data"), xytext=(8, 0),
                textcoords="offset points", va="center", ha="left", annotation_clip=False, color=INK,
                weight="bold" if line == 2 else "normal", fontsize=8.5,
            )  # fmt: skip
    ax.set_xlim(left, right)
    ax.set_ylim(-_ROW * len(forecast.treatments) + 0.5, 0.7)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.set_xlabel("better   ←   points of change   →   worse", labelpad=3)


def panel(forecast: Forecast, outcome: str, month: float) -> bytes:
    """The split of one outcome at one month as SVG; as high as there are treatments."""
    with drawing():
        height = 0.75 + 0.62 * len(forecast.treatments)
        fig = figure(PANEL_INCHES[0] + 0.1, height)
        ax = fig.add_axes((0.03, 0.5 / height, 0.54, 1 - 0.6 / height))
        draw(ax, forecast, outcome, month)
        return svg(fig)


def alternative(forecast: Forecast, outcome: str, month: float) -> str:
    """What the picture shows, in words."""
    at = forecast.months.index(month)
    context, mechanism = PARTS[outcome]
    parts = []
    for treatment in forecast.treatments:
        mid = [float(np.median(treatment.symptoms[part][:, at])) for part in (context, mechanism)]
        parts.append(f"{treatment.name}: {number(mid[0])} from context and {number(mid[1])} from its mechanism")
    name = "pain" if outcome == "pain_0_100" else "ODI"
    return f"Change of {name} at month {month:g}, split in two. {'; '.join(parts)}."
