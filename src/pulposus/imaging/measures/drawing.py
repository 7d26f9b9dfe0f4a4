"""The drawing of docs/measures.md: what each measure is, on a disc measured by the project's own code.

``python -m pulposus.imaging.measures.drawing docs/img/measures.png`` draws it again.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pulposus.imaging.measures.body import Body, body_of
from pulposus.imaging.measures.reading import Reading, read_disc
from pulposus.imaging.structures import Spine, Structure
from pulposus.library import facts

INK, DISC, BONE, FLUID = "#1b2733", "#f2c9a1", "#e4e7ea", "#cfe5f5"
RED, GREEN, BLUE, VIOLET = "#b3261e", "#1a6b3c", "#1f4e8c", "#6a3d9a"


def example() -> Spine:
    """A column of invented shapes in the size of an L4/5 disc: two bodies, a wedged and bulging disc, a canal."""
    spacing = np.array([2.0, 0.25, 0.25])
    counts = np.array([25, 300, 300])
    affine = np.diag([*spacing, 1.0])
    affine[:3, 3] = -spacing * (counts - 1) / 2
    index = np.stack(np.meshgrid(*(np.arange(n) for n in counts), indexing="ij"), axis=-1)
    x, y, z = np.moveaxis(index * spacing + affine[:3, 3], -1, 0)
    wide = np.abs(x) < 23
    lower_plate = -5.0 - 0.09 * y - 1.4 * np.maximum(0, 1 - (y / 14) ** 2)
    upper_plate = 5.0 + 0.09 * y + 1.8 * np.maximum(0, 1 - ((y + 2) / 14) ** 2)
    waist = 17.5 - 2.2 * np.maximum(0, 1 - ((np.abs(z) - 19) / 11) ** 2)
    upper = wide & (np.abs(y) < waist) & (z > upper_plate + 0.6) & (z < 33 + 0.05 * y)
    lower = wide & (np.abs(y) < waist) & (z < lower_plate - 0.6) & (z > -33 - 0.05 * y)
    front = 18.2 + 1.4 * np.maximum(0, 1 - (z / 6) ** 2)
    back = -17.8 - 3.2 * np.maximum(0, 1 - ((z + 0.5) / 5) ** 2)
    disc = wide & (y < front) & (y > back) & (z < upper_plate) & (z > lower_plate)
    canal = (np.abs(x) < 9) & (y < -22) & (y > -35)
    named = (("disc", "L4/5", disc), ("vertebra", "L4", upper), ("vertebra", "L5", lower), ("canal", "", canal))
    return Spine(tuple(Structure(kind, level, mask, affine) for kind, level, mask in named))  # type: ignore[arg-type]


def draw(path: Path) -> None:
    """Draw the definitions to a PNG file."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    spine = example()
    disc, upper, lower, canal = spine.structures
    reading = read_disc(spine, disc)
    assert reading is not None
    above, below = (body_of(bone, reading.aligned.frame) for bone in (upper, lower))
    assert above is not None
    assert below is not None
    figure, axes = plt.subplots(1, 2, figsize=(13, 7.4), constrained_layout=True)
    for axis in axes:
        _shapes(axis, reading, (disc, upper, lower, canal))
    _heights(axes[0], reading, above)
    _bulge_and_signal(axes[1], reading, above, below, canal)
    figure.savefig(path, dpi=110, bbox_inches="tight", metadata={"Software": "pulposus"})
    plt.close(figure)


def _shapes(axis: Any, reading: Reading, parts: tuple[Structure, ...]) -> None:
    """Fill disc, bodies and canal of the mid-sagittal plane; the front is on the left, as on the films."""
    from pulposus.imaging.measures.section import sagittal_section

    frame = reading.aligned.frame
    for part, colour in zip(parts, (DISC, BONE, BONE, FLUID), strict=True):
        section = sagittal_section(part, frame)
        axis.contourf(-section.front, section.up, section.cover.T, levels=[0.5, 1.5], colors=[colour])
        axis.contour(-section.front, section.up, section.cover.T, levels=[0.5], colors=[INK], linewidths=0.9)
    axis.set_aspect("equal")
    axis.set_xlim(-28, 38)
    axis.set_ylim(-36, 36)
    axis.axis("off")
    axis.text(-27, -31, "front", color=INK, fontsize=11)
    axis.text(37, -31, "back", color=INK, fontsize=11, ha="right")


def _caption(axis: Any, text: str) -> None:
    axis.text(0.5, -0.03, text, transform=axis.transAxes, ha="center", color=INK, fontsize=11)


def _arrow(axis: Any, start: tuple[float, float], end: tuple[float, float], colour: str) -> None:
    style = {"arrowstyle": "<->", "color": colour, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
    axis.annotate("", end, start, arrowprops=style)


def _heights(axis: Any, reading: Reading, upper: Body) -> None:
    """Endplate lines, the three heights, depth, and the heights of a body."""
    library, outline, frame = facts("imaging_measures"), reading.aligned.outline, reading.aligned.frame
    axis.set_title("Heights, index, depth and wedge", fontsize=13, color=INK)
    ends = np.array([outline.back_mm - 2, outline.front_mm + 4])
    for slope, intercept in outline.lines:
        axis.plot(-ends, slope * ends + intercept, color=RED, lw=1.2, ls="--")
    half = library["height_window_share"].value / 2 * outline.depth_mm
    for name, place in (("A", "front"), ("M", "middle"), ("P", "back")):
        share = library[f"height_at_{place}"].value
        at = outline.front_mm - share * outline.depth_mm
        low, high = outline.edge_mm(share, -1), outline.edge_mm(share, 1)
        axis.fill_between([-at - half, -at + half], low, high, color=GREEN, alpha=0.18, lw=0)
        _arrow(axis, (-at, low), (-at, high), GREEN)
        axis.text(-at + 0.8, (low + high) / 2 + 1.2, name, color=GREEN, fontsize=13, weight="bold")
    _arrow(axis, (-outline.front_mm, -0.4), (-outline.back_mm, -0.4), BLUE)
    axis.text(-outline.back_mm + 1.0, -1.2, "depth", color=BLUE, fontsize=11)
    axis.text(-27, 10.2, "wedge", color=RED, fontsize=11)
    for front, name in ((1, "Va"), (-1, "Vp")):
        top, bottom = _flat(frame.local(np.stack([upper.corners[front, 1], upper.corners[front, -1]])))
        _arrow(axis, bottom, top, VIOLET)
        axis.text(top[0] - front * 0.8, 21, name, color=VIOLET, fontsize=12, ha="left" if front < 0 else "right")
    own = upper.aligned
    middle = own.outline.front_mm - library["height_at_middle"].value * own.outline.depth_mm
    share = library["height_at_middle"].value
    points = np.array([[0, middle, own.outline.edge_mm(share, 1)], [0, middle, own.outline.edge_mm(share, -1)]])
    top, bottom = _flat(frame.local(own.frame.world(points)))
    _arrow(axis, bottom, top, VIOLET)
    axis.text(top[0] + 0.8, 21, "Vm", color=VIOLET, fontsize=12)
    _caption(axis, "mean height = (A + M + P) / 3;  index = mean height / mean of Va, Vm, Vp over both bodies")


def _bulge_and_signal(axis: Any, reading: Reading, upper: Body, lower: Body, canal: Structure) -> None:
    """Corner lines with the bulge, and the regions in which signals are read."""
    library, outline, frame = facts("imaging_measures"), reading.aligned.outline, reading.aligned.frame
    axis.set_title("Bulge and signal", fontsize=13, color=INK)
    section = reading.aligned.section
    for front in (1, -1):
        corners = _flat(frame.local(np.stack([upper.corners[front, -1], lower.corners[front, 1]])))
        axis.plot(*zip(*corners, strict=True), color=RED, lw=1.6, marker="o", ms=5)
        column = np.nonzero((section.cover >= 0.5).any(axis=1))[0][-1 if front > 0 else 0]
        edge = -float(section.front[column])
        up = float(section.up[section.cover[column] >= 0.5].mean())
        line = float(np.interp(up, [corners[1][1], corners[0][1]], [corners[1][0], corners[0][0]]))
        _arrow(axis, (line, up), (edge, up), RED)
    axis.text(17, 9.5, "bulge", color=RED, fontsize=11)
    core = library["nucleus_roi_share"].value / 2
    centre = outline.front_mm - library["nucleus_centre_share"].value * outline.depth_mm
    _region(axis, reading, (centre - core * outline.depth_mm, centre + core * outline.depth_mm), core, GREEN)
    axis.text(-centre, 0, "nucleus", color=GREEN, ha="center", va="center", fontsize=12)
    for share, end, inward in (
        (library["annulus_front_share"].value, outline.front_mm, -1),
        (library["annulus_back_share"].value, outline.back_mm, 1),
    ):
        middle = end + inward * share / 2 * outline.depth_mm
        reach = share / 4 * outline.depth_mm
        _region(axis, reading, (middle - reach, middle + reach), core, VIOLET)
    axis.text(-outline.front_mm - 2, -7.5, "annulus", color=VIOLET, fontsize=11, ha="center")
    band = library["csf_band_half_mm"].value
    near, far = sorted(-frame.local(canal.points_mm())[:, 1][[0, -1]])
    axis.plot([near, far, far, near, near], [-band, -band, band, band, -band], color=BLUE, lw=1.6)
    axis.text((near + far) / 2, 0, "fluid,\nbrightest\ntenth", color=BLUE, ha="center", va="center", fontsize=10)
    _caption(axis, "ratio = nucleus / fluid in each mid-sagittal slice, then the mean")


def _region(axis: Any, reading: Reading, span: tuple[float, float], core: float, colour: str) -> None:
    outline = reading.aligned.outline
    front = np.linspace(*span, 30)
    middle = np.interp(front, outline.front, outline.middle)
    half = core * np.interp(front, outline.front, outline.thickness)
    axis.fill_between(-front, middle - half, middle + half, facecolor="none", edgecolor=colour, lw=1.6)


def _flat(local: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Points (n, 3) of a frame as places on the drawing, front to the left."""
    return [(-float(p[1]), float(p[2])) for p in local]


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
