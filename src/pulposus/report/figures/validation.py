"""The validation on one sheet: model beside measurement, each row on a scale of its own tolerance."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from pulposus.report.figures.style import FAINT, INK, MUTED, PAPER, drawing, figure, png, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pulposus.validation import Row, Validation

HIT, MISS, MEASURED, BAND = "#1f6390", "#b0400f", "#1b2733", "#cfe3de"
ROW_INCHES, WIDTH_INCHES = 0.3, 10.6
REACH = 3.2  # half widths of the tolerance that the scale shows; what lies beyond gets an arrow
HEADS = {
    "prediction": "Predictions: nothing here was calibrated",
    "calibrated on": "Calibration: the model was fitted to these",
    "model beside model": "Beside published models, not experiments",
}


def draw(result: Validation) -> Figure:
    """Rows by role: the tolerance as a band, the measurement with its scatter, the model with its band of draws."""
    groups = {role: [row for row in result.rows if row.role == role] for role in HEADS}
    groups = {role: rows for role, rows in groups.items() if rows}
    lines = sum(len(rows) + 1.6 for rows in groups.values())
    with drawing():
        height = 1.6 + ROW_INCHES * lines
        fig = figure(WIDTH_INCHES, height)
        ax = fig.add_axes((0.41, 0.5 / height, 0.30, 1 - 1.55 / height))
        good = sum(row.passed for row in result.rows)
        fig.text(
            0.02, 1 - 0.3 / height, f"Validation: {good} of {len(result.rows)} rows lie within their tolerance",
            fontsize=13, fontweight="bold", va="center",
        )  # fmt: skip
        _legend(fig, 1 - 0.62 / height, height)
        y = 0.0
        for role, rows in groups.items():
            passed = sum(row.passed for row in rows)
            _left(ax, y, f"{HEADS[role]} ({passed} of {len(rows)})", weight="bold", size=9.5)
            y -= 1.0
            for row in rows:
                _row(ax, y, row)
                y -= 1.0
            y -= 0.6
        ax.set_ylim(y + 0.9, 0.6)
        ax.set_xlim(-REACH, REACH)
        for x, text in ((-1, "lowest\naccepted"), (0, ""), (1, "highest\naccepted")):
            ax.axvline(x, color=FAINT, linewidth=0.7, zorder=0)
            if text:
                ax.text(x, 0.68, text, fontsize=7, color=MUTED, ha="center", va="bottom", linespacing=0.95)
        ax.set_yticks([])
        ax.set_xticks([])
        for side in ("left", "bottom"):
            ax.spines[side].set_visible(False)
        ax.text(
            0, y + 0.75, "each row on the scale of its own tolerance", fontsize=7.5, color=MUTED, ha="center", va="top"
        )
    return fig


def _left(ax: Axes, y: float, text: str, *, weight: str = "normal", size: float = 8.5, colour: str = INK) -> None:
    ax.annotate(
        text, (0, y), xycoords=("axes fraction", "data"), xytext=(-295, 0), textcoords="offset points", va="center",
        ha="left", fontsize=size, fontweight=weight, color=colour, annotation_clip=False,
    )  # fmt: skip


def _scale(row: Row) -> tuple[float, float]:
    """Middle and half width of the accepted span; one-sided spans reach twice as far as their measured value."""
    low, high = row.accept
    if not math.isfinite(high):
        high = low + 2 * abs(row.measured - low)
    return (low + high) / 2, (high - low) / 2


def _row(ax: Axes, y: float, row: Row) -> None:
    middle, half = _scale(row)

    def at(x: float) -> float:
        return min(max((x - middle) / half, -REACH), REACH)

    colour = HIT if row.passed else MISS
    edge = REACH if not math.isfinite(row.accept[1]) else 1.0
    ax.barh(y, edge + 1, left=-1, height=0.74, color=BAND, zorder=1, linewidth=0)
    if row.scatter is not None:
        ends = [at(x) for x in row.scatter]
        ax.plot(ends, [y + 0.17] * 2, color=MEASURED, linewidth=1.0, zorder=3)
    ax.plot(at(row.measured), y + 0.17, "|", color=MEASURED, markersize=8, markeredgewidth=1.6, zorder=4)
    if row.band is not None:
        ax.plot([at(x) for x in row.band], [y - 0.13] * 2, color=colour, linewidth=2.4, alpha=0.4, zorder=2,
                solid_capstyle="round")  # fmt: skip
    place = (row.model - middle) / half if math.isfinite(row.model) else math.nan
    if abs(place) > REACH:
        marker = ">" if place > 0 else "<"
        ax.plot(math.copysign(REACH - 0.08, place), y - 0.13, marker, color=colour, markersize=6, zorder=5,
                clip_on=False)  # fmt: skip
    else:
        ax.plot(place, y - 0.13, "o", color=colour, markersize=5.5, markeredgecolor=PAPER, zorder=5)
    _left(ax, y, f"{row.case}  {row.name}", colour=INK if row.passed else MISS)
    for offset, text, shade, align in (
        (62, _number(row.model), colour, "right"),
        (118, _number(row.measured), INK, "right"),
        (126, "" if row.unit == "1" else row.unit, MUTED, "left"),
        (166, "pass" if row.passed else "MISS", colour, "left"),
    ):
        ax.annotate(
            text, (1, y), xycoords=("axes fraction", "data"), xytext=(offset, 0), textcoords="offset points",
            va="center", ha=align, fontsize=8.5, color=shade, annotation_clip=False,
            fontweight="bold" if text == "MISS" else "normal",
        )  # fmt: skip


def _number(x: float) -> str:
    if not math.isfinite(x):
        return "none"
    return f"{x:.3g}".replace("-", "\u2212")


def _legend(fig: Figure, y: float, height: float) -> None:
    """What the marks mean, and the heads of the columns of numbers."""
    ax = fig.add_axes((0, y - 0.12 / height, 1, 0.24 / height))
    ax.axis("off")
    ax.set_xlim(0, WIDTH_INCHES)
    ax.set_ylim(-1, 1)
    x = 0.22
    ax.barh(0, 0.3, left=x, height=1.3, color=BAND)
    ax.text(x + 0.38, 0, "accepted", fontsize=8, va="center")
    ax.plot(x + 1.2, 0, "|", color=MEASURED, markersize=9, markeredgewidth=1.6)
    ax.plot([x + 1.05, x + 1.35], [0, 0], color=MEASURED, linewidth=1.0)
    ax.text(x + 1.45, 0, "found, with its scatter", fontsize=8, va="center")
    start = x + 3.1
    for colour, text in ((HIT, "model, 90 % of draws"), (MISS, "model that misses")):
        ax.plot([start, start + 0.3], [0, 0], color=colour, linewidth=2.4, alpha=0.4, solid_capstyle="round")
        ax.plot(start + 0.15, 0, "o", color=colour, markersize=5.5, markeredgecolor=PAPER)
        ax.text(start + 0.4, 0, text, fontsize=8, va="center")
        start += 1.85
    edge = 0.71 * WIDTH_INCHES
    for offset, text in ((62, "model"), (118, "found")):
        ax.text(edge + offset / 72, 0, text, fontsize=8, va="center", ha="right", color=MUTED, fontweight="bold")


def as_svg(result: Validation) -> bytes:
    """The sheet as SVG."""
    with drawing():
        return svg(draw(result))


def as_png(result: Validation) -> bytes:
    """The sheet as PNG."""
    with drawing():
        return png(draw(result))
