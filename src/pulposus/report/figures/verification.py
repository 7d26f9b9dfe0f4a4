"""The verification on one sheet: solutions beside their references, errors against size, and errors at a point."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pulposus.report.figures.style import FAINT, INK, MUTED, PAPER, drawing, figure, png, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pulposus.verification import CaseResult, Order, Verification

PASS, FAIL = "#1f6390", "#b0400f"
SERIES = ("#1f6390", "#b0400f", "#00736a", "#77399a", "#7d5600", "#4c6100", "#a3195b", "#2b4bb0")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p")
COLUMNS = 4
PANEL_INCHES = (3.05, 2.45)
FLOOR = 1e-9  # shares of the tolerance below this are drawn here
LABELS_INCHES = 1.75  # room for the names of the cases


def draw(result: Verification) -> Figure:
    """A sheet of small panels, four in a row: curves first, then orders of convergence, then errors over tolerance."""
    panels = [(_curves, case) for case in result.cases if case.curves]
    panels += [(_orders, case) for case in result.cases if case.orders]
    rows = math.ceil(len(panels) / COLUMNS)
    strip = 0.6 + 0.17 * len(result.cases)
    with drawing():
        height = rows * PANEL_INCHES[1] + strip + 0.5
        fig = figure(COLUMNS * PANEL_INCHES[0], height)
        grid = fig.add_gridspec(
            rows + 1,
            COLUMNS,
            height_ratios=[*([PANEL_INCHES[1]] * rows), strip],
            hspace=0.62,
            wspace=0.36,
            left=0.055,
            right=0.985,
            bottom=0.42 / height,
            top=1 - 0.55 / height,
        )
        good = sum(case.passed for case in result.cases)
        fig.text(
            0.055,
            1 - 0.2 / height,
            f"Verification: {good} of {len(result.cases)} cases pass. Lines are references, marks are Pulposus.",
            fontsize=11,
            fontweight="bold",
        )
        for k, (paint, case) in enumerate(panels):
            paint(fig.add_subplot(grid[k // COLUMNS, k % COLUMNS]), case)
        margins = fig.add_subplot(grid[rows, :])
        place = margins.get_position()
        left = LABELS_INCHES / (COLUMNS * PANEL_INCHES[0])
        margins.set_position((left, place.y0, place.x1 - left, place.height))
        _margins(margins, result)
    return fig


def _title(ax: Axes, case: CaseResult, what: str) -> None:
    ax.set_title(f"{case.id}  {case.title}", loc="left", fontweight="bold", color=INK, pad=11)
    ax.text(
        0, 1.02, what, transform=ax.transAxes, fontsize=7, color=MUTED if case.passed else FAIL, ha="left", va="bottom"
    )


def _curves(ax: Axes, case: CaseResult) -> None:
    shown = case.curves[: len(SERIES)]
    for k, curve in enumerate(shown):
        colour = SERIES[k % len(SERIES)]
        ax.plot(curve.x, curve.y, color=colour, linewidth=1.1, alpha=0.75)
        name = curve.name if len(shown) > 1 else None
        marker = MARKERS[k % len(MARKERS)]
        ax.plot(curve.found_x, curve.found_y, marker, color=colour, markerfacecolor=PAPER, markersize=3.2, label=name)
    if shown[0].log_x:
        ax.set_xscale("log")
    ax.set_xlabel(shown[0].x_label, labelpad=1, fontsize=8)
    labels = {curve.y_label for curve in shown}
    ax.set_ylabel(labels.pop() if len(labels) == 1 else "", labelpad=2, fontsize=8)
    ax.tick_params(labelsize=7, length=2)
    if len(shown) > 1:
        ax.legend(fontsize=6, frameon=False, handlelength=1.0, borderaxespad=0.2, labelspacing=0.25)
    _title(ax, case, "solution beside its reference")


def _orders(ax: Axes, case: CaseResult) -> None:
    ax.set_xscale("log")
    ax.set_yscale("log")
    for k, order in enumerate(case.orders):
        colour = SERIES[k % len(SERIES)]
        label = f"{order.name.replace(': ', ' ')}: {order.observed:.2f}"
        style = "-" if order.passed else ":"
        marker = MARKERS[k % len(MARKERS)]
        ax.plot(
            order.sizes, order.errors, style, color=colour, marker=marker, markersize=3.2, linewidth=1.1, label=label
        )
    good = [error for order in case.orders for error in order.errors if math.isfinite(error) and error > 0] or [1.0]
    lows, highs = [min(good)], [max(good)]
    span = math.log10(max(highs) / min(lows))
    # Room below the lines for the names, one row each.
    ax.set_ylim(min(lows) / 10 ** (0.35 + (0.13 + 0.05 * span) * len(case.orders)), max(highs) * 2.5)
    smallest = min(min(order.sizes) for order in case.orders)
    largest = max(max(order.sizes) for order in case.orders)
    ax.set_xlim(smallest / 1.35, largest * 1.5)
    for slope in sorted({order.expected for order in case.orders}):
        _triangle(ax, next(order for order in reversed(case.orders) if order.expected == slope))
    ax.set_xlabel(
        case.orders[0].size if len({o.size for o in case.orders}) == 1 else "size or step", labelpad=1, fontsize=8
    )
    ax.set_ylabel("error", labelpad=2, fontsize=8)
    _plain_ticks(ax, sorted({size for order in case.orders for size in order.sizes}))
    ax.tick_params(labelsize=7, length=2)
    ax.legend(fontsize=5.6, frameon=False, loc="lower left", handlelength=1.4, borderaxespad=0.1, labelspacing=0.2)
    _title(ax, case, "error against size, with the observed order")


def _plain_ticks(ax: Axes, sizes: list[float]) -> None:
    """A few sizes written out instead of powers of ten, which may not fall inside the axis."""
    picked = sizes if len(sizes) <= 3 else [sizes[0], sizes[len(sizes) // 2], sizes[-1]]
    ax.set_xticks(picked, [f"{size:.3g}" for size in picked])
    ax.set_xticks([], minor=True)
    ax.tick_params(axis="y", which="minor", labelleft=False)


def _triangle(ax: Axes, order: Order) -> None:
    """A right triangle of the expected slope just above the fine end of a line."""
    low, high = order.sizes[-1], order.sizes[-2]
    if not (math.isfinite(order.errors[-1]) and order.errors[-1] > 0):
        return
    side = low * (high / low) ** 0.7
    base = order.errors[-1] * 1.6
    top = base * (side / low) ** order.expected
    ax.fill([low, side, low], [base, top, top], facecolor=FAINT, edgecolor=MUTED, linewidth=0.6, zorder=0)
    ax.annotate(
        f"{order.expected:g}", (low, math.sqrt(base * top)), xytext=(-2, 0), textcoords="offset points",
        fontsize=7, color=INK, ha="right", va="center",
    )  # fmt: skip


def _margins(ax: Axes, result: Verification) -> None:
    """Every check as error over tolerance: left of 1 passes."""
    for row, case in enumerate(result.cases):
        checks = [check for check in case.checks if check.tolerance > 0]
        shares = [max(check.error / check.tolerance, FLOOR) if math.isfinite(check.error) else 1e3 for check in checks]
        colours = [PASS if check.passed else FAIL for check in checks]
        ax.scatter(shares, np.full(len(shares), row), s=13, c=colours, alpha=0.55, linewidths=0, zorder=2)
        ax.axhline(row, color=FAINT, linewidth=0.6, zorder=0)
    ax.axvline(1.0, color=FAIL, linewidth=1.0)
    ax.text(1.15, -0.9, "limit", color=FAIL, fontsize=7, va="center")
    ax.set_xscale("log")
    ax.set_xlim(FLOOR / 2, 30)
    ax.set_ylim(len(result.cases) - 0.4, -1.4)
    ax.set_yticks(range(len(result.cases)), [f"{case.id} {case.title}" for case in result.cases], fontsize=7)
    for label, case in zip(ax.get_yticklabels(), result.cases, strict=True):
        label.set_color(INK if case.passed else FAIL)
    ax.tick_params(labelsize=7, length=2)
    ax.set_title("Every check", loc="left", fontweight="bold", color=INK, pad=4)
    ax.set_xlabel("error over tolerance, one mark a check (1e-9 and less at the left end)", labelpad=1, fontsize=8)
    ax.spines["left"].set_visible(False)


def as_svg(result: Verification) -> bytes:
    """The sheet as SVG."""
    with drawing():
        return svg(draw(result))


def as_png(result: Verification) -> bytes:
    """The sheet as PNG."""
    with drawing():
        return png(draw(result))
