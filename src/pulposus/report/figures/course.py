"""One disc over time: small panels, one per quantity, all treatments in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulposus.forecasting.result import Forecast, TreatmentForecast, band
from pulposus.listing import listing
from pulposus.report.figures.style import (
    INK,
    SMALL_INCHES,
    apart,
    drawing,
    figure,
    looks,
    month_axis,
    short_name,
    svg,
)
from pulposus.report.words import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Title:
    """Name, unit and decimals of one disc outcome."""

    name: str
    unit: str
    digits: int


TITLES: dict[str, Title] = {
    "height_mm": Title("Disc height, lying", "mm", 1),
    "water_fraction": Title("Water in the nucleus", "share of volume", 2),
    "native_cells_1e6_mL": Title("Own living cells", "million/mL", 2),
    "injected_cells_1e6": Title("Injected living cells", "million in the disc", 2),
    "glucose_min_mM": Title("Lowest glucose", "mM", 2),
    "gag_relative": Title("Water-binding matrix (GAG)", "1 = before treatment", 2),
    "catabolic_index": Title("Breakdown signal", "1 = before treatment", 2),
    "ph_min": Title("Lowest pH", "", 2),
    "oxygen_min_kPa": Title("Lowest oxygen", "kPa", 2),
    "pressure_MPa": Title("Nucleus pressure, lying", "MPa", 2),
}
MAIN = tuple(TITLES)[:6]
MORE = tuple(TITLES)[6:]


def _groups(forecast: Forecast, level: str, outcome: str) -> list[list[TreatmentForecast]]:
    """Treatments whose draws are the same, together: they share one line and one label."""
    groups: list[list[TreatmentForecast]] = []
    for treatment in forecast.treatments:
        values = treatment.discs[level][outcome]
        for group in groups:
            if np.allclose(values, group[0].discs[level][outcome], rtol=1e-3, atol=1e-9):
                group.append(treatment)
                break
        else:
            groups.append([treatment])
    return groups


def available(forecast: Forecast, level: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those outcomes that every treatment holds for this disc; injected cells only where some were injected."""
    found = [n for n in names if all(n in t.discs.get(level, {}) for t in forecast.treatments)]
    none_injected = all(not np.any(t.discs.get(level, {}).get("injected_cells_1e6", 0)) for t in forecast.treatments)
    return tuple(n for n in found if not (n == "injected_cells_1e6" and none_injected))


def draw(ax: Axes, forecast: Forecast, level: str, outcome: str) -> None:
    """Median and 90 % band of one quantity of one disc, a line per treatment."""
    title, look, months = TITLES[outcome], looks(forecast), forecast.months
    labels: list[tuple[float, str, str]] = []
    groups = _groups(forecast, level, outcome)
    several = sum(len(group) > 1 for group in groups)
    for group in groups:
        own = look[group[0].key]
        low, mid, high = band(group[0].discs[level][outcome], 0.9)
        ax.fill_between(months, low, high, color=own.colour, alpha=0.13, linewidth=0)
        ax.plot(months, mid, color=own.colour, linestyle=own.dash, linewidth=1.9, marker=own.marker, markersize=3)
        name = short_name(group[0])
        if len(groups) == 1:
            name = "all"
        elif len(group) > 1:
            name = "the others" if several == 1 else f"{short_name(group[0], 9)} +{len(group) - 1}"
        labels.append((float(mid[-1]), name, own.colour))
    low_y, high_y = ax.get_ylim()
    room = 0.12 * (high_y - low_y)
    if outcome == "injected_cells_1e6":
        low_y, high_y = 0.0, high_y
    ax.set_ylim(low_y, high_y)
    places = apart([label[0] for label in labels], room, low_y + room / 3, high_y - room / 3)
    for (value, name, colour), y in zip(labels, places, strict=True):
        ax.annotate(
            f"{number(value, title.digits)} {name}", (1, y), xycoords=("axes fraction", "data"), xytext=(5, 0),
            textcoords="offset points", va="center",
            color=colour, annotation_clip=False, fontsize=8,
        )  # fmt: skip
    month_axis(ax, months)
    ax.margins(x=0)
    ax.locator_params(axis="y", nbins=4)
    ax.set_title(title.name, loc="left", weight="bold", color=INK, fontsize=9.5, pad=14)
    if title.unit:
        ax.text(0, 1.03, title.unit, transform=ax.transAxes, color=INK, fontsize=8)


def panel(forecast: Forecast, level: str, outcome: str) -> bytes:
    """One small panel as SVG."""
    with drawing():
        fig = figure(*SMALL_INCHES)
        draw(fig.add_axes((0.145, 0.2, 0.435, 0.575)), forecast, level, outcome)
        return svg(fig)


def alternative(forecast: Forecast, level: str, outcome: str) -> str:
    """What the panel shows, in words."""
    title = TITLES[outcome]
    ends = []
    for group in _groups(forecast, level, outcome):
        _, mid, _ = band(group[0].discs[level][outcome], 0.9)
        names = listing([t.name for t in group])
        ends.append(f"{names} from {number(float(mid[0]), title.digits)} to {number(float(mid[-1]), title.digits)}")
    unit = f" ({title.unit})" if title.unit else ""
    last = f"{forecast.months[-1]:g}"
    return f"{title.name}{unit} of the {level} disc, median from the start to month {last}: {'; '.join(ends)}."
