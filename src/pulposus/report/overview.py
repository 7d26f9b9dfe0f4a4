"""One row for each treatment: the person, what is due to the treatment, the disc and the cells, side by side."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pulposus.forecasting.result import Float, Forecast, TreatmentForecast, band
from pulposus.listing import listing
from pulposus.report.chances import at_month, main_month
from pulposus.report.figures import forest, sidebyside
from pulposus.report.figures.style import SHADES, Look, looks
from pulposus.report.groups import adds_nothing, groups, is_control
from pulposus.report.picture import Picture
from pulposus.report.words import band_text, includes_none, number, out_of_100, signed, span

Draws = NDArray[np.float64]  # (draws,)
GAIN, WORSE = "pain gain >= 15", "pain worse >= 15"
_FIRST_MONTH = 1.0
_NONE = ("–", "")


@dataclass(frozen=True)
class Row:
    """One treatment; each cell is what stands large and what stands small below it."""

    key: str
    name: str
    colour: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """Rows of one group."""

    title: str
    anchor: str
    colour: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Overview:
    """Table and picture; ``headings`` are (group of columns, heading, unit) in the order of the cells."""

    wide: Picture
    narrow: Picture
    headings: tuple[tuple[str, str, str], ...]
    spans: tuple[tuple[str, int], ...]
    blocks: tuple[Block, ...]
    discs: str  # which discs the columns of disc and cells are about
    summary: str


def _treated(forecast: Forecast, treatment: TreatmentForecast, name: str) -> Float | None:
    """One outcome of the treated discs, (discs, draws, months); None where the forecast does not hold it."""
    levels = forecast.treated_levels or forecast.levels
    found = [treatment.discs.get(level, {}).get(name) for level in levels]
    kept = [values for values in found if values is not None]
    return np.stack(kept) if kept and len(kept) == len(found) else None


def _change(values: Float | None, digits: int, scale: float = 1.0) -> tuple[str, str]:
    """Change from the start to the last month, the mean of the treated discs."""
    if values is None:
        return _NONE
    change = scale * (values[..., -1] - values[..., 0]).mean(axis=0)
    low, mid, high = (float(v) for v in band(change, 0.9))
    return signed(mid, digits), span(low, high, digits)


def cells_text(draws: Draws) -> tuple[str, str]:
    """Living cells in millions with their 90 % band: two digits that count, whatever the size."""
    if not np.any(draws):
        return "none", ""
    low, mid, high = (float(v) for v in band(draws, 0.9))
    return _significant(mid), f"{_significant(low)} to {_significant(high)}"


def _significant(value: float) -> str:
    if value < 0.005:
        return "0" if value == 0 else "< 0.01"
    digits = 2 if value < 1 else 1 if value < 10 else 0
    return number(value, digits)


def _injected(forecast: Forecast, values: Float | None, month: float) -> tuple[str, str]:
    if values is None or month not in forecast.months:
        return _NONE
    return cells_text(values[..., forecast.months.index(month)].mean(axis=0))


def _lowest(values: Float | None) -> tuple[str, str]:
    """Lowest value at any visit after the start, in the treated disc where it is lowest."""
    return _NONE if values is None else band_text(values[..., 1:].min(axis=(0, 2)), 2)


def _chance(forecast: Forecast, treatment: TreatmentForecast, key: str, month: float) -> tuple[str, str]:
    chance = at_month(forecast, treatment, key, month)
    return _NONE if chance is None else out_of_100(chance)


def _months_of_cells(forecast: Forecast) -> tuple[float, ...]:
    first = _FIRST_MONTH if _FIRST_MONTH in forecast.months else forecast.months[min(1, len(forecast.months) - 1)]
    return tuple(dict.fromkeys((first, main_month(forecast))))


def headings(forecast: Forecast) -> tuple[tuple[str, str, str], ...]:
    """Columns of the table: (group of columns, heading, unit)."""
    month, last = main_month(forecast), forecast.months[-1]
    person, due = f"Person, month {month:g}", f"Change of pain, month {month:g}"
    chance, disc = f"Of 100, month {month:g}", f"Disc by month {last:g}"
    return (
        (person, "Pain", "0–100"),
        (person, "ODI", "0–100"),
        (due, "Any arm like it", "points"),
        (due, "Treatment adds", "points"),
        (chance, "Clearly less pain", "15 or more"),
        (chance, "Clearly more pain", "15 or more"),
        (disc, "Height", "mm"),
        (disc, "Water", "% points"),
        *(("Cells and food", f"Injected, alive, month {m:g}", "million") for m in _months_of_cells(forecast)),
        ("Cells and food", "Lowest glucose", "mM"),
    )


def row(forecast: Forecast, treatment: TreatmentForecast, look: Look) -> Row:
    """The cells of one treatment, in the order of ``headings``."""
    month = main_month(forecast)
    at = forecast.months.index(month)
    context, adds = (treatment.symptoms[name][:, at] for name in ("pain_context", "pain_mechanism"))
    low, mid, high = (float(v) for v in band(adds, 0.9))
    c_low, c_mid, c_high = (float(v) for v in band(context, 0.9))
    nothing = ("nothing", "control arm" if is_control(treatment) else "in any draw")
    injected = _treated(forecast, treatment, "injected_cells_1e6")
    cells = (
        band_text(treatment.symptoms["pain_0_100"][:, at]),
        band_text(treatment.symptoms["odi_0_100"][:, at]),
        (signed(c_mid), span(c_low, c_high)),
        (signed(mid), span(low, high)) if np.any(adds) else nothing,
        _chance(forecast, treatment, GAIN, month),
        _chance(forecast, treatment, WORSE, month),
        _change(_treated(forecast, treatment, "height_mm"), 2),
        _change(_treated(forecast, treatment, "water_fraction"), 1, 100),
        *(_injected(forecast, injected, m) for m in _months_of_cells(forecast)),
        _lowest(_treated(forecast, treatment, "glucose_min_mM")),
    )
    return Row(treatment.key, treatment.name, look.colour, cells)


def summary(forecast: Forecast) -> str:
    """How many treatments add something beyond their control arm in this model, as counts; nothing is ranked."""
    at = forecast.months.index(main_month(forecast))
    others = [t for t in forecast.treatments if not is_control(t)]
    if not others:
        return ""
    nothing = [t for t in others if adds_nothing(t)]
    moving = [t for t in others if t not in nothing]
    doubt = []
    for treatment in moving:
        low, _, high = (float(v) for v in band(treatment.symptoms["pain_mechanism"][:, at], 0.9))
        if includes_none(low, high):
            doubt.append(treatment)
    sure = len(moving) - len(doubt)
    text = f"Beside the control arms this page holds {_treatments(len(others))}. "
    if doubt:
        text += (
            f"For {len(doubt)} of {len(others)} the band of what the treatment adds to pain includes no effect: "
            "the model cannot tell whether it does anything beyond what its control arm shows. "
        )
    if sure:
        text += (
            f"For {sure} of {len(others)} that band leaves out no effect in this model; whether it is so in people, "
            "only controlled trials can say. "
        )
    if nothing:
        verb = "adds" if len(nothing) == 1 else "add"
        text += f"{len(nothing)} of {len(others)} {verb} nothing in any draw."
    return text.strip()


def _treatments(count: int) -> str:
    return f"{count} treatment{'s' if count != 1 else ''}"


def _spans(heads: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = {}
    for group, _, _ in heads:
        counted[group] = counted.get(group, 0) + 1
    return tuple(counted.items())


def view(forecast: Forecast) -> Overview:
    """Table and picture of all treatments."""
    look, month, heads = looks(forecast), main_month(forecast), headings(forecast)
    words = sidebyside.alternative(forecast, month)
    wide, narrow = (
        Picture.of_svg(sidebyside.picture(forecast, month, width), words) for width in (forest.WIDE, forest.NARROW)
    )
    treated = forecast.treated_levels or forecast.levels
    return Overview(
        wide=wide,
        narrow=narrow,
        headings=heads,
        spans=_spans(heads),
        blocks=tuple(
            Block(g.title, g.anchor, SHADES[g.key][0], tuple(row(forecast, t, look[t.key]) for t in g.treatments))
            for g in groups(forecast)
        ),
        discs=f"disc {treated[0]}"
        if len(treated) == 1
        else f"discs {listing(treated)} (changes and cells: their mean)",
        summary=summary(forecast),
    )
