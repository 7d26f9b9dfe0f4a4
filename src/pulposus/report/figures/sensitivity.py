"""What drives the forecast: total and first index of each group of unknowns, one panel per output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.report.figures.style import FAINT, INK, MUTED, drawing, figure, png, svg

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pulposus.forecasting.sensitivity import Sensitivity

TOTAL, FIRST = "#2762bc", "#0b2e66"


def draw(found: Sensitivity) -> Figure:
    """Bars are total indices with their standard error, dots first ones; sorted by the mean of all totals."""
    from pulposus.forecasting.sensitivity import OUTPUTS

    order = np.argsort(np.mean([found.total[name] for name in OUTPUTS], axis=0))
    y = np.arange(len(order))
    with drawing():
        fig = figure(10.0, 5.4)
        fig.text(0.02, 0.95, f"What drives the forecast of cells in saline at month {found.month:g}", fontsize=12,
                 fontweight="bold", color=INK)  # fmt: skip
        axes = fig.subplots(1, len(OUTPUTS), sharey=True, gridspec_kw={"left": 0.245, "right": 0.985, "top": 0.86,
                                                                       "bottom": 0.14, "wspace": 0.1})  # fmt: skip
        for ax, (name, words) in zip(axes, OUTPUTS.items(), strict=True):
            total, error = found.total[name][order], found.total_error[name][order]
            ax.barh(y, total, height=0.62, color=TOTAL, alpha=0.75, xerr=error, error_kw={"ecolor": MUTED, "lw": 0.8})
            ax.plot(found.first[name][order], y, "o", color=FIRST, markersize=4)
            ax.set_title(words, loc="left", fontsize=9)
            ax.set_yticks(y, [found.groups[k] for k in order])
            ax.set_xlim(min(0.0, float(np.min(found.first[name])) - 0.02), None)
            ax.axvline(0, color=MUTED, linewidth=0.7)
            ax.grid(True, axis="x", color=FAINT, linewidth=0.6)
            ax.tick_params(axis="y", length=0)
        fig.text(0.02, 0.035, f"Bars: total index with standard error (what a group does by itself and with others); "
                 f"dots: first index (by itself). {found.draws} draws a sample, Jansen's estimators.", fontsize=7.5,
                 color=MUTED)  # fmt: skip
    return fig


def as_png(found: Sensitivity) -> bytes:
    """The figure as PNG."""
    return png(draw(found))


def as_svg(found: Sensitivity) -> bytes:
    """The figure as SVG."""
    return svg(draw(found))
