"""A loaded disc on one sheet: how it turns under moments, the stress along its middle, and what changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pulposus.forecasting.mechanics_numbers import NOT_FOUND
from pulposus.report.figures.style import FAINT, INK, MUTED, drawing, figure, png, svg

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pulposus.forecasting.mechanics import MechanicsStudy
    from pulposus.forecasting.mechanics_numbers import StateMechanics
    from pulposus.mechanics.hexa.programmes import Direction

COLOURS = ("#2762bc", "#9b5108", "#562471")
LINES = ("-", "--", ":")
MARKS = ("o", "s", "^")
# Heading, direction drawn to the right, direction drawn to the left (none: mirror images are alike).
PLANES: tuple[tuple[str, Direction, Direction | None], ...] = (
    ("extension (left) and flexion (right)", "flexion", "extension"),
    ("lateral bending", "lateral_right", None),
    ("axial rotation", "axial_left", None),
)
BARS = {
    "pressure_day_MPa": "pressure, day",
    "height_lying_mm": "height, lying",
    "creep_mm": "creep, 4 h",
    "stiffness_N_mm": "axial stiffness",
    "bulge_largest_mm": "largest bulge",
    "flexion_deg": "flexion",
    "extension_deg": "extension",
    "lateral_bending_deg": "lateral bending",
    "axial_rotation_deg": "axial rotation",
    "stress_back_MPa": "peak stress, back",
    "stress_front_MPa": "peak stress, front",
}
BARS_AT = (0.68, 0.135, 0.305, 0.286)  # left, bottom, width, height: names stand to the left of the axes
NOTE = (
    "Central parameters, one disc, no draws. Moments and the day's load come on within seconds. The annulus was "
    "calibrated on flexion\nand extension of other discs; side bending, rotation and all pressures are predicted "
    "(pulposus validate)."
)


def draw(study: MechanicsStudy) -> Figure:
    """Moments above; stress profile and ratios to the first state below."""
    with drawing():
        fig = figure(10.2, 7.2)
        fig.text(0.06, 0.957, f"The disc at {study.level} under load", fontsize=12, fontweight="bold", color=INK)
        x = 0.06
        for k, state in enumerate(study.states):
            words = f"{LINES[k] if k else '—'} {state.name}" if len(study.states) > 1 else state.name
            label = fig.text(x, 0.918, words.replace("--", "– –").replace(":", "···"), color=COLOURS[k], fontsize=9.5)
            x += 0.022 + 0.0078 * len(label.get_text())
        grid = fig.add_gridspec(2, 6, left=0.06, right=0.985, top=0.845, bottom=0.135, hspace=0.46, wspace=1.0)
        for k, (heading, right, left) in enumerate(PLANES):
            _moments(fig.add_subplot(grid[0, 2 * k : 2 * k + 2]), study, heading, right, left)
        many = len(study.states) > 1
        _profile(fig.add_subplot(grid[1, :3] if many else grid[1, :]), study)
        if many:
            _bars(fig.add_axes(BARS_AT), study)
        fig.text(0.06, 0.022, NOTE, fontsize=7.5, color=MUTED, linespacing=1.4)
    return fig


def _moments(ax: Axes, study: MechanicsStudy, heading: str, right: Direction, left: Direction | None) -> None:
    for k, state in enumerate(study.states):
        pieces = []
        for way, sign in ((left, -1), (right, 1)):
            curve = state.curves.get(way) if way else None
            if curve is not None:
                order = slice(None, None, sign)
                pieces.append((sign * curve.moment_Nm[order], sign * curve.rotation_deg[order]))
        if pieces:
            moment, angle = (np.concatenate([piece[j] for piece in pieces]) for j in (0, 1))
            ax.plot(moment, angle, LINES[k], color=COLOURS[k], linewidth=1.6, marker=MARKS[k], markersize=3)
    ax.set_title(heading, loc="left", fontsize=9.5)
    ax.set_xlabel("moment, N m")
    ax.set_ylabel("rotation, deg", labelpad=2)
    ax.axhline(0, color=FAINT, linewidth=0.7, zorder=0)
    if left:
        ax.axvline(0, color=FAINT, linewidth=0.7, zorder=0)
    ax.grid(True, axis="y", color=FAINT, linewidth=0.5)


def _profile(ax: Axes, study: MechanicsStudy) -> None:
    for k, state in enumerate(study.states):
        if state.day is not None:
            profile = state.day.profile
            ax.plot(profile.place_mm, profile.vertical_MPa, LINES[k], color=COLOURS[k], linewidth=1.6,
                    marker=MARKS[k], markersize=3)  # fmt: skip
    ax.axhline(study.day_load_MPa, color=MUTED, linewidth=0.8, dashes=(4, 2))
    ax.text(0.5, 0.42, f"dashed: load on the endplate, {study.day_load_MPa:g} MPa", transform=ax.transAxes,
            fontsize=7.5, color=MUTED, ha="center")  # fmt: skip
    ax.set_title("vertical stress along the middle under the day's load, MPa", loc="left", fontsize=9.5)
    ax.set_xlabel("mm from the back (left) to the front")
    ax.grid(True, axis="y", color=FAINT, linewidth=0.5)


def _bars(ax: Axes, study: MechanicsStudy) -> None:
    first, others = study.states[0], study.states[1:]
    thick = 0.7 / len(others)
    for k, state in enumerate(others):
        changes = [_change(state, first, name) for name in BARS]
        y = np.arange(len(BARS)) + (k - (len(others) - 1) / 2) * thick
        ax.barh(y, changes, thick * 0.9, color=COLOURS[k + 1], linewidth=0)
        for at, change in zip(y, changes, strict=True):
            if math.isfinite(change):
                right = change >= 0
                ax.annotate(
                    _signed(change), (change, at), xytext=(3 if right else -3, 0), textcoords="offset points",
                    fontsize=7 if len(others) == 1 else 6, color=MUTED, va="center", ha="left" if right else "right",
                )  # fmt: skip
    ax.set_yticks(np.arange(len(BARS)), list(BARS.values()), fontsize=8)
    ax.invert_yaxis()
    ax.axvline(0, color=MUTED, linewidth=0.8)
    ax.margins(x=0.22)
    ax.set_title(f"change against {first.name}, %", loc="left", fontsize=9.5)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)


def _signed(change: float) -> str:
    return "0" if abs(change) < 0.05 else f"{change:+.0f}" if abs(change) >= 9.5 else f"{change:+.1f}"


def _change(state: StateMechanics, first: StateMechanics, name: str) -> float:
    """Change in per cent; NaN where either is missing."""
    now, was = getattr(state.numbers, name), getattr(first.numbers, name)
    return 100 * (now / was - 1) if was else NOT_FOUND


def as_png(study: MechanicsStudy) -> bytes:
    """The figure as PNG."""
    with drawing():
        return png(draw(study))


def as_svg(study: MechanicsStudy) -> bytes:
    """The figure as SVG."""
    with drawing():  # its salt names the parts of an SVG: the same study gives the same bytes
        return svg(draw(study))
