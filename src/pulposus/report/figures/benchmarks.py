"""Cost against size, log-log: every problem of the bench that was run on several meshes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.report.figures.style import INK, MUTED, PAPER, drawing, figure, png, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pulposus.benchmarks.result import Bench, Point

COLOURS = ("#1f6390", "#b0400f", "#00736a", "#77399a", "#7d5600")
MARKERS = ("o", "s", "^", "D", "v")


def draw(benches: tuple[Bench, ...]) -> Figure | None:
    """Wall seconds against elements; the exponent of each line stands beside it. None without points."""
    series: dict[str, list[Point]] = {}
    for bench in benches:
        for point in bench.points:
            series.setdefault(point.problem, []).append(point)
    if not series:
        return None
    with drawing():
        fig = figure(6.4, 4.4)
        ax = fig.add_axes((0.11, 0.12, 0.6, 0.76))
        for k, (name, points) in enumerate(series.items()):
            x, y = (np.array([getattr(p, field) for p in points]) for field in ("elements", "seconds"))
            colour = COLOURS[k % len(COLOURS)]
            ax.plot(
                x, y, MARKERS[k % len(MARKERS)] + "-", color=colour, markerfacecolor=PAPER, markersize=5, linewidth=1.2
            )
            large = x >= 1000
            slope = np.polyfit(np.log(x[large]), np.log(y[large]), 1)[0] if large.sum() > 1 else np.nan
            ax.annotate(
                f"{name}\n~ elements$^{{{slope:.1f}}}$", (x[-1], y[-1]), xytext=(8, 0), textcoords="offset points",
                color=colour, fontsize=8, va="center", annotation_clip=False,
            )  # fmt: skip
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_xlabel("elements of the yardstick mesh")
        ax.set_ylabel("wall time after compilation, s")
        ax.grid(True, which="major", color=MUTED, alpha=0.2)
        fig.text(0.11, 0.94, "What a larger mesh costs", fontsize=11, fontweight="bold", color=INK)
    return fig


def as_png(benches: tuple[Bench, ...]) -> bytes | None:
    """The figure as PNG, None where there is nothing to draw."""
    fig = draw(benches)
    return None if fig is None else png(fig)


def as_svg(benches: tuple[Bench, ...]) -> bytes | None:
    """The figure as SVG, None where there is nothing to draw."""
    fig = draw(benches)
    return None if fig is None else svg(fig)
