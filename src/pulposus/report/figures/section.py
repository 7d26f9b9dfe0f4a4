"""The disc cut through the middle: glucose and living cells on its loaded shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulposus.disc.reduced import Region
from pulposus.forecasting.result import Forecast, Section, TreatmentForecast
from pulposus.listing import listing
from pulposus.report.figures.mirror import mirrored, mirrored_elements, outlines
from pulposus.report.figures.style import INK, MUTED, PANEL_INCHES, drawing, figure, looks, short_name, svg
from pulposus.report.groups import in_order, injects, natural_course
from pulposus.report.words import lower_first, number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


TITLE_LENGTH = 37
_DOTS_PER_INCH = 110  # of the fields, which are smooth; a page may hold fifteen of these pictures
# Layout of a stack of cross-sections, inches.
LEFT, RIGHT, TITLE, CAPTION, SCALE, BAR, AXIS = 0.42, 0.1, 0.36, 0.26, 0.46, 0.08, 0.32


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
    Field("injected_cells_1e6_mL", "Injected living cells", "million/mL", "YlOrBr"),
)


def pictured(forecast: Forecast, level: str) -> tuple[TreatmentForecast, ...]:
    """Treatments whose fields are worth a picture: the natural course, and what is injected."""
    natural = natural_course(forecast)
    wanted = [t for t in in_order(forecast) if injects(t) or (natural is not None and t.key == natural.key)]
    return tuple(t for t in wanted if level in t.sections)


def limits(forecast: Forecast, level: str) -> dict[str, float]:
    """Top of each colour scale: the same for all treatments of one disc; every scale begins at 0."""
    sections = [t.sections[level] for t in pictured(forecast, level)]
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
    for treatment in pictured(forecast, level):
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


def shown(forecast: Forecast, level: str) -> tuple[Field, ...]:
    """Fields worth a picture: injected cells only for a disc into which some treatment puts cells."""
    tops = limits(forecast, level)
    return tuple(f for f in FIELDS if tops[f.attribute] > 0)


def _title(forecast: Forecast, treatments: list[TreatmentForecast]) -> str:
    if len(treatments) == len(forecast.treatments) > 1:
        return "All treatments"
    names = [treatments[0].name, *(short_name(t) for t in treatments[1:])]
    title = listing(names)
    return title if len(title) <= TITLE_LENGTH else f"{names[0]} and {len(names) - 1} more"


def _picture_inches(section: Section) -> tuple[float, float]:
    """Width and height of one cross-section; a millimetre is as long upward as sideways."""
    width = PANEL_INCHES[0] - LEFT - RIGHT
    return width, width * (1.12 * float(section.z_mm.max())) / (1.03 * float(section.r_mm.max()))


def height_inches(forecast: Forecast, level: str, section: Section) -> float:
    """Height of the stacked picture of one section."""
    rows = len(shown(forecast, level))
    return TITLE + rows * (CAPTION + _picture_inches(section)[1] + SCALE) + AXIS


def draw_all(
    fig: Figure, forecast: Forecast, level: str, treatments: list[TreatmentForecast], *, left: float = 0.0
) -> None:
    """All fields of one section, one under another, each with its colour scale; ``left`` in inches."""
    section, tops, fields = treatments[0].sections[level], limits(forecast, level), shown(forecast, level)
    wide, high = (float(x) for x in fig.get_size_inches())
    picture_w, picture_h = _picture_inches(section)

    def axes(bottom: float, height: float) -> Axes:
        return fig.add_axes(((left + LEFT) / wide, bottom / high, picture_w / wide, height / high))

    def write(y: float, text: str, **style: Any) -> None:
        fig.text((left + 0.06) / wide, y / high, text, va="center", **style)

    colour = looks(forecast)[treatments[0].key].colour
    write(high - TITLE / 2, _title(forecast, treatments), weight="bold", color=colour, fontsize=10.5)
    top = high - TITLE
    for field in fields:
        last = field is fields[-1]
        write(top - 0.1, _caption(section, field), fontsize=8.8)
        bottom = top - CAPTION - picture_h
        ax = axes(bottom, picture_h)
        draw(ax, section, field, tops[field.attribute])
        ax.tick_params(labelbottom=last, bottom=last)
        if field is fields[0]:
            ax.set_ylabel("mm", labelpad=0, color=MUTED)
            _name_tissues(ax, section)
        if last:
            ax.set_xlabel("mm from the middle", labelpad=1)
        _scale(fig, axes(bottom - 0.2 - AXIS * last, BAR), field, tops[field.attribute])
        top = bottom - SCALE


def _scale(fig: Figure, ax: Axes, field: Field, top: float) -> None:
    """Colour scale of one field, from 0 to the top that all treatments share."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    bar = fig.colorbar(ScalarMappable(Normalize(0, top), field.colours), cax=ax, orientation="horizontal")
    bar.outline.set_visible(False)
    ax.tick_params(length=2, pad=1.5)
    ax.locator_params(nbins=5)


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


def panel(forecast: Forecast, level: str, treatments: list[TreatmentForecast]) -> bytes:
    """The stacked picture of one group of treatments as SVG."""
    with drawing():
        high = height_inches(forecast, level, treatments[0].sections[level])
        fig = figure(PANEL_INCHES[0], high, _DOTS_PER_INCH)
        draw_all(fig, forecast, level, treatments)
        return svg(fig)


def alternative(forecast: Forecast, level: str, treatments: list[TreatmentForecast]) -> str:
    """What the picture shows, in words."""
    section = treatments[0].sections[level]
    fields = "; ".join(lower_first(_caption(section, field)) for field in shown(forecast, level))
    wide, high = 2 * float(section.r_mm.max()), 2 * float(section.z_mm[0, -1])
    return (
        f"Cross-section of the {level} disc at month {section.month:g} under {listing([t.name for t in treatments])}, "
        f"{number(wide)} mm wide and {number(high, 1)} mm high in the middle: {fields}."
    )
