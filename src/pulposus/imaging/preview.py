"""The preview picture: mid-sagittal slice, outlines and names of the discs, flags, a scale."""

from __future__ import annotations

import textwrap
from collections.abc import Collection
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.midplane import Midplane, image_on, mask_on, midplane
from pulposus.imaging.structures import Spine, Structure

# Okabe and Ito's palette without black: told apart with any colour vision.
COLOURS = ("#E69F00", "#56B4E9", "#009E73", "#F0E442", "#D55E00", "#CC79A7", "#4C9BE8")
DPI = 150
INCHES_PER_MM = 0.042
NAME_POINTS = 13
SMALL_POINTS = 9
SCALE_MM = 20
# Room for "T12/L1", for the mark behind it, for one letter and for one line of the small type.
NAME_INCHES, MARK_INCHES, LETTER_INCHES, LINE_INCHES = 1.0, 0.3, 0.075, 0.17
FLAG_KEY = "Dashed and (!): some measure of this level carries a flag, see measurements.csv."
DISCLAIMER = "Research only: not a medical device, not advice."


def draw_preview(
    spine: Spine,
    path: Path | BinaryIO,
    *,
    flagged: Collection[str] = (),
    attribution: str = "",
) -> None:
    """Write the preview as PNG, front to the left, at true proportions.

    Args:
        spine: named structures, with the image where there is one.
        path: file to write, or an open binary stream.
        flagged: levels whose measurement carries a flag; drawn dashed and marked.
        attribution: who made the image, where its licence asks for that.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    plane = midplane(spine)
    width, height = np.ptp(plane.y_mm) * INCHES_PER_MM, np.ptp(plane.z_mm) * INCHES_PER_MM
    named = [s for s in spine.structures if s.kind == "disc"]
    named = named or [s for s in spine.structures if s.kind == "vertebra"]
    marked = any(structure.level in flagged for structure in named)
    name_room = NAME_INCHES + (MARK_INCHES if marked else 0.0)
    columns = int((width + name_room) / LETTER_INCHES)
    texts = (FLAG_KEY if marked else "", attribution, DISCLAIMER)
    footer = [line for text in texts for line in textwrap.wrap(text, columns)]
    foot = LINE_INCHES * len(footer) + 0.15
    figure = Figure(figsize=(width + name_room, height + foot), dpi=DPI, facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_axes(
        (name_room / (width + name_room), foot / (height + foot), width / (width + name_room), height / (height + foot))
    )
    # Front is to the left, as radiologists hang a sagittal slice.
    axes.set_xlim(plane.y_mm[-1], plane.y_mm[0])
    axes.set_ylim(plane.z_mm[0], plane.z_mm[-1])
    axes.set_aspect("equal")
    axes.set_axis_off()
    _draw_ground(axes, spine, plane)
    for number, structure in enumerate(named):
        _draw_named(axes, plane, structure, COLOURS[number % len(COLOURS)], structure.level in flagged)
    _draw_scale(axes, plane, dark=spine.image is not None)
    text = "\n".join(footer)
    figure.text(0.08 / (width + name_room), 0.06 / (height + foot), text, fontsize=SMALL_POINTS, color="#222222")
    figure.savefig(path, format="png", metadata={"Software": "Pulposus"})


def _draw_ground(axes: Any, spine: Spine, plane: Midplane) -> None:
    """The image in grey; the bones as flat tints where there is no image."""
    extent = (plane.y_mm[0], plane.y_mm[-1], plane.z_mm[0], plane.z_mm[-1])
    if spine.image is not None:
        grey = image_on(plane, spine.image)
        seen = grey[np.isfinite(grey)]
        if seen.size:
            low, high = np.percentile(seen, (1, 99.5))
            axes.set_facecolor("black")
            axes.imshow(
                grey, cmap="gray", vmin=low, vmax=max(high, low + 1e-9), extent=extent, origin="lower", zorder=0
            )
            return
    for structure in spine.structures:
        if structure.kind in ("vertebra", "sacrum"):
            _fill(axes, plane, mask_on(plane, structure), "#D9D4C7")
        elif structure.kind == "canal":
            _fill(axes, plane, mask_on(plane, structure), "#DCE6EE")


def _fill(axes: Any, plane: Midplane, share: NDArray[np.float64], colour: str) -> None:
    if share.max() >= 0.5:
        axes.contourf(plane.y_mm, plane.z_mm, share, levels=[0.5, 2.0], colors=[colour])


def _draw_named(axes: Any, plane: Midplane, structure: Structure, colour: str, flagged: bool) -> None:
    share = mask_on(plane, structure)
    rows, columns = np.nonzero(share >= 0.5)
    if not len(rows):
        return
    style = "--" if flagged else "-"
    axes.contourf(plane.y_mm, plane.z_mm, share, levels=[0.5, 2.0], colors=[colour], alpha=0.18)
    axes.contour(plane.y_mm, plane.z_mm, share, levels=[0.5], colors="black", linewidths=3.2, alpha=0.55)
    axes.contour(plane.y_mm, plane.z_mm, share, levels=[0.5], colors=colour, linewidths=1.9, linestyles=style)
    # The name stands in the white margin before the picture, joined to the front of the disc by a thin line.
    front = int(np.argmax(plane.y_mm[columns]))
    y_front, z_front = float(plane.y_mm[columns[front]]), float(plane.z_mm[rows[front]])
    edge = float(plane.y_mm[-1])
    axes.plot([y_front, edge], [z_front, z_front], color=colour, linewidth=1.0, clip_on=False)
    axes.annotate(
        f"{structure.level} (!)" if flagged else structure.level,
        (edge, z_front),
        xytext=(-6, 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize=NAME_POINTS,
        fontweight="bold",
        color="#111111",
        annotation_clip=False,
    )


def _draw_scale(axes: Any, plane: Midplane, *, dark: bool) -> None:
    colour = "white" if dark else "#222222"
    left, low = plane.y_mm[-1] - 4, plane.z_mm[0] + 4
    axes.plot([left, left - SCALE_MM], [low, low], color=colour, linewidth=3, solid_capstyle="butt")
    axes.text(left - SCALE_MM / 2, low + 2, f"{SCALE_MM} mm", color=colour, fontsize=SMALL_POINTS, ha="center")
