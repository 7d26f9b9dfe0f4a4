"""One figure for each law of the documentation, drawn from the functions that the solvers call.

``law_solid``, ``law_water`` and ``law_transport`` compute the curves; here they become pictures that a phone can show.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pulposus.report.figures import law_solid as solid
from pulposus.report.figures import law_transport as transport
from pulposus.report.figures import law_water as water
from pulposus.report.figures.law_panel import Panel
from pulposus.report.figures.style import FAINT, MUTED, PAPER, drawing, figure, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FIGURES: Mapping[str, Callable[[], tuple[Panel, ...]]] = {
    "matrix_neo_hookean": solid.neo_hookean,
    "matrix_wilson": solid.wilson,
    "fibre_exponential": solid.fibre_exponential,
    "fibre_exponential_power": solid.fibre_exponential_power,
    "fibre_hgo": solid.fibre_hgo,
    "permeability_holmes_mow": water.holmes_mow,
    "permeability_argoubi": water.argoubi,
    "permeability_porosity_power": water.porosity_power,
    "osmosis_donnan": water.donnan,
    "osmosis_schroeder": water.schroeder,
    "composition": water.compositions,
    "darcy_flow": water.darcy_flow,
    "diffusivity": transport.diffusivity,
    "oxygen": transport.oxygen,
    "glucose_lactate": transport.glucose_lactate,
    "stromal_respiration": transport.stromal_respiration,
    "ph": transport.acidity,
    "viability": transport.death,
}
"""What each page of ``docs/laws`` shows: its name with underscores, and the function that computes its curves."""

COLOURS = ("#1f6390", "#b0400f", "#00736a", "#77399a", "#7d5600", "#4c6100")
DASHES: tuple[Any, ...] = ("solid", (0, (6, 2)), (0, (1.5, 1.5)), (0, (4, 1.5, 1, 1.5)))
WIDTH_INCHES, AXES_INCHES = 4.4, 2.0
LEFT, RIGHT, ABOVE, BELOW, LINE = 0.82, 0.2, 0.16, 0.56, 0.19  # margins and height of a line of names, inches


@cache
def panels(name: str) -> tuple[Panel, ...]:
    """The panels of one law, computed once. Raises KeyError for a name that is not in ``FIGURES``."""
    return FIGURES[name]()


def _rows(panel: Panel) -> tuple[int, int]:
    """Columns and lines that the names over a panel take."""
    columns = 2 if len(panel.curves) > 1 and max(len(c.name) for c in panel.curves) < 20 else 1
    return columns, math.ceil(len(panel.curves) / columns)


def paint(ax: Axes, panel: Panel) -> None:
    """Draw one panel; colour and line kind both tell the curves apart, marks take the colour before them."""
    lines = 0
    for c in panel.curves:
        if c.marks:
            colour = COLOURS[(lines - 1) % len(COLOURS)]
            ax.plot(c.x, c.y, "o", color=colour, markerfacecolor=PAPER, markersize=4.5, label=c.name, zorder=3)
            continue
        ax.plot(c.x, c.y, color=COLOURS[lines], linestyle=DASHES[lines % len(DASHES)], linewidth=1.6, label=c.name)
        lines += 1
    ax.set_xlabel(panel.x_label)
    ax.set_ylabel(panel.y_label)
    ax.set_xlim(min(c.x.min() for c in panel.curves), max(c.x.max() for c in panel.curves))
    if panel.log_y:
        ax.set_yscale("log")
    if panel.y_range is not None:
        ax.set_ylim(*panel.y_range)
    ax.grid(color=FAINT, linewidth=0.5)
    ax.tick_params(length=2.5, color=MUTED)
    columns, _ = _rows(panel)
    ax.legend(
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        ncol=columns,
        frameon=False,
        fontsize=8.5,
        handlelength=2.4,
        columnspacing=1.2,
        labelspacing=0.25,
        borderaxespad=0.2,
    )


def draw(name: str) -> Figure:
    """The figure of one law, its panels below each other. Raises KeyError for a name that is not in ``FIGURES``."""
    shown = panels(name)
    heights = [ABOVE + _rows(panel)[1] * LINE + AXES_INCHES + BELOW for panel in shown]
    with drawing():
        fig = figure(WIDTH_INCHES, sum(heights))
        top = sum(heights)
        for panel, height in zip(shown, heights, strict=True):
            top -= height
            place = (LEFT / WIDTH_INCHES, (top + BELOW) / sum(heights))
            size = (1 - (LEFT + RIGHT) / WIDTH_INCHES, AXES_INCHES / sum(heights))
            paint(fig.add_axes((*place, *size)), panel)
        return fig


def write(folder: Path) -> tuple[Path, ...]:
    """Write ``law_<name>.svg`` of every law into an existing folder; the files, in order."""
    files = []
    for name in FIGURES:
        with drawing():
            content = svg(draw(name))
        files.append(folder / f"law_{name}.svg")
        files[-1].write_bytes(content)
    return tuple(files)
