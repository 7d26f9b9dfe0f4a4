"""What a dose does: how many cells live, what the disc is left with, and what it gains, against the cells retained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pulposus.report.figures.style import FAINT, INK, MUTED, drawing, figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from pulposus.course.doses import DoseResponse

COLOURS = ("#2762bc", "#9b5108", "#0a4b23", "#562471")
NOTE = (
    "Median and the middle 90 of 100 draws. Inflammation beside the same disc with the same needle and no cells.\n"
    "Prior knowledge, not a calibration on outcomes in people."
)
LINES = ("-", "--", ":", "-.")
# outcome, month (first or last), what the axis says, factor
PANELS = (
    ("live_fraction", 0, "injected cells alive after {month}, %", 100),
    ("live_fraction", -1, "injected cells alive after {month}, %", 100),
    ("lowest_glucose_mM", -1, "lowest glucose in the disc, mM", 1),
    ("native_loss", -1, "the disc's own cells lost, %", 100),
    ("inflammation_change", 0, "inflammation after {month}, %", 100),
    ("inflammation_change", -1, "inflammation after {month}, %", 100),
)


def name_of(response: DoseResponse) -> str:
    """Carrier and place of one response."""
    return f"{response.carrier.replace('_', ' ')}, {response.place}"


def _months(month: float) -> str:
    return f"{month:g} month" + ("" if month == 1 else "s")


def draw(responses: Sequence[DoseResponse], title: str, critical_glucose_mM: float) -> Figure:
    """Six panels over the retained dose; lines are medians, bands hold 90 of 100 draws."""
    with drawing():
        fig = figure(9.0, 5.6)
        fig.text(0.06, 0.955, title, fontsize=12, fontweight="bold", color=INK)
        axes = fig.subplots(2, 3, sharex=True, gridspec_kw={"left": 0.06, "right": 0.985, "top": 0.86, "bottom": 0.17,
                                                            "wspace": 0.22, "hspace": 0.36})  # fmt: skip
        for ax, (outcome, at, words, factor) in zip(axes.flat, PANELS, strict=True):
            for k, response in enumerate(responses):
                _line(ax, response, factor * response.outcomes[outcome][:, :, at], k)
            month = _months(responses[0].months[at])
            ax.set_title(words.format(month=month), loc="left", fontsize=9)
            ax.set_xscale("log")
            ax.grid(True, axis="y", color=FAINT, linewidth=0.6)
            if outcome == "lowest_glucose_mM":
                ax.axhline(critical_glucose_mM, color=MUTED, linewidth=0.8, dashes=(4, 2))
                ax.annotate("cells starve below", (responses[0].doses_1e6[-1], critical_glucose_mM), xytext=(-2, 3),
                            textcoords="offset points", ha="right", fontsize=7.5, color=MUTED)  # fmt: skip
        for ax in axes[1]:
            ax.set_xlabel("living cells that stay in the disc, millions")
            ax.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
        for k, response in enumerate(responses):
            fig.text(0.06 + 0.24 * k, 0.915, f"{'—' if len(responses) > 1 else ''} {name_of(response)}".strip(),
                     color=COLOURS[k % 4], fontsize=9)  # fmt: skip
        fig.text(0.06, 0.035, NOTE, fontsize=7.5, color=MUTED)
    return fig


def _line(ax: object, response: DoseResponse, values: NDArray[np.float64], k: int) -> None:
    low, mid, high = np.quantile(values, [0.05, 0.5, 0.95], axis=1)
    colour = COLOURS[k % 4]
    ax.fill_between(response.doses_1e6, low, high, color=colour, alpha=0.16, linewidth=0)  # type: ignore[attr-defined]
    ax.plot(response.doses_1e6, mid, LINES[k % 4], color=colour, linewidth=1.6)  # type: ignore[attr-defined]
