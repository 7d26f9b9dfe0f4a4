"""The disc cut through the middle: glucose and living cells on its loaded shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulposus.disc.reduced import Region
from pulposus.forecast.result import Forecast, Section, TreatmentForecast
from pulposus.report.figures.mirror import mirrored, mirrored_elements, outlines
from pulposus.report.figures.style import INK, MUTED, PANEL_INCHES, drawing, figure, looks, svg
from pulposus.report.words import listing, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class Field:
    """One field of the section: attribute, words, unit, colour map."""

    attribute: str
    name: str
    unit: str
    colours: str


FIELDS = (
    Field("glucose_mM", "Glucose", "mM", "cividis"),
    Field("native_cells_1e6_mL", "Own living cells", "million/mL", "viridis"),
    Field("injected_cells_1e6_mL", "Injected living cells", "million/mL", "magma_r"),
)


def limits(forecast: Forecast, level: str) -> dict[str, float]:
    """Top of each colour scale: the same for all treatments of one disc; every scale begins at 0."""
    sections = [t.sections[level] for t in forecast.treatments if level in t.sections]
    return {f.attribute: max((float(np.max(getattr(s, f.attribute))) for s in sections), default=0.0) for f in FIELDS}


def draw(ax: Axes, section: Section, field: Field, top: float) -> None:
    """One field on the deformed full cross-section with tissue outlines, axes in mm."""
    values = getattr(section, field.attribute)
    r, z = mirrored(section.r_mm, sign_r=-1), mirrored(section.z_mm, sign_z=-1)
    style: dict[str, Any] = {"cmap": field.colours, "vmin": 0.0, "vmax": top or 1.0, "rasterized": True}
    if values.shape == section.r_mm.shape:
        ax.pcolormesh(r, z, mirrored(values), shading="gouraud", **style)
    else:
        ax.pcolormesh(r, z, mirrored_elements(values), shading="flat", **style)
    quarter = outlines(section)
    whole = [line * (sr, sz) for line in quarter for sr in (-1, 1) for sz in (-1, 1)]
    path = np.concatenate([np.vstack([line, (np.nan, np.nan)]) for line in whole])
    for colour, width in (("white", 1.3), (INK, 0.6)):
        ax.plot(path[:, 0], path[:, 1], color=colour, linewidth=width)
    ax.set_aspect("equal")
    reach_r, reach_z = float(section.r_mm.max()), float(section.z_mm.max())
    ax.set_xlim(-1.03 * reach_r, 1.03 * reach_r)
    ax.set_ylim(-1.12 * reach_z, 1.12 * reach_z)
    ax.set_yticks([-round(reach_z * 0.8), 0, round(reach_z * 0.8)])
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=2)


def _caption(section: Section, field: Field) -> str:
    values = getattr(section, field.attribute)
    if not np.any(values > 0):
        return f"{field.name}: none"
    return f"{field.name}, {number(float(values.min()), 2)} to {number(float(values.max()), 2)} {field.unit}"


def groups(forecast: Forecast, level: str) -> list[list[TreatmentForecast]]:
    """Treatments with the same section, together: one picture is enough for them."""
    found: list[list[TreatmentForecast]] = []
    for treatment in forecast.treatments:
        if level not in treatment.sections:
            continue
        section = treatment.sections[level]
        for group in found:
            other = group[0].sections[level]
            if section.month == other.month and all(
                np.allclose(getattr(section, name), getattr(other, name), rtol=1e-3, atol=1e-9)
                for name in ("z_mm", *(f.attribute for f in FIELDS))
                if getattr(section, name).shape == getattr(other, name).shape
            ):
                group.append(treatment)
                break
        else:
            found.append([treatment])
    return found


def draw_all(
    fig: Figure, forecast: Forecast, level: str, treatments: list[TreatmentForecast], *, left: float = 0.0
) -> None:
    """All fields of one section, one under another, each with its colour scale; ``left`` in inches."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    section, tops = treatments[0].sections[level], limits(forecast, level)
    width, height = (float(x) for x in fig.get_size_inches())
    colour = looks(forecast)[treatments[0].key].colour
    reach_r, reach_z = float(section.r_mm.max()), float(section.z_mm.max())
    picture_w = PANEL_INCHES[0] - 0.52
    picture_h = picture_w * (1.12 * reach_z) / (1.03 * reach_r)
    title = listing([t.name for t in treatments])
    if len(title) > 46:
        title = f"{treatments[0].name} and {len(treatments) - 1} more"
    fig.text(
        (left + 0.06) / width,
        1 - 0.17 / height,
        title,
        weight="bold",
        color=colour,
        fontsize=10.5,
        va="center",
    )
    top_of_row = height - 0.36
    first: Axes | None = None
    for field in FIELDS:
        fig.text(
            (left + 0.06) / width,
            (top_of_row - 0.1) / height,
            _caption(section, field),
            fontsize=8.8,
            va="center",
        )
        bottom = top_of_row - 0.26 - picture_h
        ax = fig.add_axes(((left + 0.42) / width, bottom / height, picture_w / width, picture_h / height))
        draw(ax, section, field, tops[field.attribute])
        first = first or ax
        ax.tick_params(labelbottom=field is FIELDS[-1], bottom=field is FIELDS[-1])
        scale = fig.add_axes(((left + 0.42) / width, (bottom - 0.2) / height, picture_w / width, 0.08 / height))
        if field is FIELDS[-1]:
            ax.set_xlabel("mm from the middle", labelpad=1)
            scale.set_position(((left + 0.42) / width, (bottom - 0.52) / height, picture_w / width, 0.08 / height))
        elif field is FIELDS[0]:
            ax.set_ylabel("mm", labelpad=0, color=MUTED)
        bar = fig.colorbar(
            ScalarMappable(Normalize(0, tops[field.attribute] or 1), field.colours),
            cax=scale,
            orientation="horizontal",
        )
        bar.outline.set_visible(False)
        scale.tick_params(length=2, pad=1.5)
        scale.locator_params(nbins=5)
        top_of_row = bottom - 0.46
    assert first is not None
    _name_tissues(first, section)


def _name_tissues(ax: Axes, section: Section) -> None:
    """Names of nucleus and annulus in the first picture, on a pale ground."""
    radius = section.r_mm[:, 0]
    nucleus = np.argwhere(section.region[:, 0] == Region.NUCLEUS).max() + 1
    style: dict[str, Any] = {
        "ha": "center",
        "va": "center",
        "fontsize": 8,
        "bbox": {"boxstyle": "round,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.85},
    }
    ax.text(0, 0, "nucleus", **style)
    ax.text(float(radius[nucleus] + radius[-1]) / 2, 0, "annulus", **style)
    ax.text(-float(radius[nucleus] + radius[-1]) / 2, 0, "annulus", **style)


def height_inches(section: Section) -> float:
    """Height of the stacked picture of one section."""
    picture = (PANEL_INCHES[0] - 0.52) * (1.12 * float(section.z_mm.max())) / (1.03 * float(section.r_mm.max()))
    return 0.36 + len(FIELDS) * (0.26 + picture + 0.46) - 0.46 + 0.78


def panel(forecast: Forecast, level: str, treatments: list[TreatmentForecast]) -> bytes:
    """The stacked picture of one group of treatments as SVG."""
    with drawing():
        fig = figure(PANEL_INCHES[0], height_inches(treatments[0].sections[level]))
        draw_all(fig, forecast, level, treatments)
        return svg(fig)


def alternative(level: str, treatments: list[TreatmentForecast]) -> str:
    """What the picture shows, in words."""
    section = treatments[0].sections[level]
    fields = "; ".join(_caption(section, field).lower() for field in FIELDS)
    wide, high = 2 * float(section.r_mm.max()), 2 * float(section.z_mm[0, -1])
    return (
        f"Cross-section of the {level} disc at month {section.month:g} under {listing([t.name for t in treatments])}, "
        f"{number(wide)} mm wide and {number(high, 1)} mm high in the middle: {fields}."
    )
