"""One disc over time: for each quantity a panel per group of treatments, the natural course in grey in each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pulposus.forecasting.result import Float, Forecast, TreatmentForecast, band
from pulposus.listing import listing
from pulposus.report.figures.panel import PANEL, Label, Panel
from pulposus.report.figures.style import CONTROL_WIDE, MUTED, SHADES, looks, short_names
from pulposus.report.groups import Group, groups, natural_course, same
from pulposus.report.words import number, signed


@dataclass(frozen=True)
class Title:
    """Name, unit and decimals of one disc outcome; ``change`` where what counts is the change since the start."""

    name: str
    unit: str
    digits: int
    change: bool = False
    scale: float = 1.0

    def text(self, value: float) -> str:
        """A value as it is written beside a line."""
        return (signed if self.change else number)(value, self.digits)


TITLES: dict[str, Title] = {
    "height_mm": Title("Disc height, lying", "mm since the start", 2, change=True),
    "water_fraction": Title("Water in the nucleus", "% points of volume since the start", 1, change=True, scale=100),
    "injected_cells_1e6": Title("Injected living cells", "million in the disc", 2),
    "glucose_min_mM": Title("Lowest glucose", "mM", 2),
    "native_cells_1e6_mL": Title("Own living cells", "million/mL since the start", 2, change=True),
    "gag_relative": Title("Water-binding matrix (GAG)", "1 = before treatment", 2),
    "catabolic_index": Title("Breakdown signal", "1 = before treatment", 2),
    "ph_min": Title("Lowest pH", "", 2),
    "oxygen_min_kPa": Title("Lowest oxygen", "kPa", 2),
    "pressure_MPa": Title("Nucleus pressure, lying", "MPa", 2),
    "annulus_stress_MPa": Title("Peak stress in the annulus, loaded", "MPa", 2),
    "anabolic_factor": Title("Building signal", "1 = before treatment", 2),
    "innervation": Title("How far nerves reach in", "0 to 1", 2),
    "live_fraction": Title("Injected cells alive", "share of those left in the disc", 2),
    "modic_probability": Title("Modic change beside the disc", "probability", 2),
}
_OF_CELLS = ("injected_cells_1e6", "live_fraction")  # nothing to show where no cells were given
MAIN = tuple(TITLES)[:6]
MORE = tuple(TITLES)[6:]
_BAR = 4.5  # px between the bars at the end of the lines
_GAP = 13.0  # px between labels
_MARGIN, _LETTER = 14.0, 6.6  # px before them, and for each of their letters
_LETTERS = 24  # in one of them


def values(treatment: TreatmentForecast, level: str, outcome: str) -> Float:
    """What a panel draws of one outcome, (draws, months): as it is, or its change since the start."""
    title, draws = TITLES[outcome], treatment.discs[level][outcome]
    return title.scale * (draws - draws[:, :1] if title.change else draws)


def _distinct(
    treatments: tuple[TreatmentForecast, ...], level: str, outcome: str, apart_from: Float | None
) -> list[list[TreatmentForecast]]:
    """Treatments whose draws are the same, together; those that equal ``apart_from`` are left out."""
    found: list[list[TreatmentForecast]] = []
    for treatment in treatments:
        values = treatment.discs[level][outcome]
        if apart_from is not None and same(values, apart_from):
            continue
        for lines in found:
            if same(values, lines[0].discs[level][outcome]):
                lines.append(treatment)
                break
        else:
            found.append([treatment])
    return found


def available(forecast: Forecast, level: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those outcomes that every treatment holds for this disc; injected cells only where some were injected."""
    found = [n for n in names if all(n in t.discs.get(level, {}) for t in forecast.treatments)]
    none_injected = all(not np.any(t.discs.get(level, {}).get("injected_cells_1e6", 0)) for t in forecast.treatments)
    return tuple(n for n in found if not (n in _OF_CELLS and none_injected))


def _natural_draws(forecast: Forecast, level: str, outcome: str) -> Float | None:
    natural = natural_course(forecast)
    return None if natural is None else natural.discs[level][outcome]


def moved(forecast: Forecast, level: str, outcome: str) -> tuple[Group, ...]:
    """Groups in which some treatment takes the disc off its natural course; the first group where none does."""
    all_groups, natural = groups(forecast), _natural_draws(forecast, level, outcome)
    found = tuple(g for g in all_groups if _distinct(g.treatments, level, outcome, natural))
    return found or all_groups[:1]


def unmoved(forecast: Forecast, level: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of the treatments under which every one of these outcomes of the disc takes its natural course."""
    natural = natural_course(forecast)
    if natural is None:
        return ()
    return tuple(
        t.name
        for group in groups(forecast)
        for t in group.treatments
        if t.key != natural.key and all(same(t.discs[level][n], natural.discs[level][n]) for n in names)
    )


def _limits(forecast: Forecast, level: str, outcome: str) -> tuple[float, float]:
    """Axis of one quantity, the same for all groups: it holds every band."""
    ends = [band(values(t, level, outcome), 0.9) for t in forecast.treatments]
    low, high = min(float(e[0].min()) for e in ends), max(float(e[2].max()) for e in ends)
    room = 0.06 * (high - low or abs(high) or 1.0)
    return (0.0 if outcome in _OF_CELLS else low - room), high + room


def _labels(level: str, outcome: str, lines: list[list[TreatmentForecast]]) -> tuple[list[float], list[str]]:
    """Last median of each line, and the text beside it: value, name, how many more share the line."""
    title = TITLES[outcome]
    ends = [float(np.median(values(line[0], level, outcome)[:, -1])) for line in lines]
    written = [title.text(end) for end in ends]
    mores = [f" +{len(line) - 1}" if len(line) > 1 else "" for line in lines]
    left = _LETTERS - 1 - max(map(len, written), default=0) - max(map(len, mores), default=0)
    names = short_names(tuple(line[0] for line in lines), left)
    texts = [f"{w} {names[line[0].key]}{m}" for w, line, m in zip(written, lines, mores, strict=True)]
    return ends, texts


def panel(forecast: Forecast, level: str, outcome: str, group: Group) -> bytes:
    """One quantity of one disc under the treatments of one group as SVG."""
    title, look = TITLES[outcome], looks(forecast)
    natural = natural_course(forecast)
    lines = _distinct(group.treatments, level, outcome, _natural_draws(forecast, level, outcome))
    labels = [
        Label(end, text, look[line[0].key].colour)
        for line, end, text in zip(lines, *_labels(level, outcome, lines), strict=True)
    ]
    if natural is not None:
        end = float(np.median(values(natural, level, outcome)[:, -1]))
        labels.insert(0, Label(end, f"{title.text(end)} natural course", MUTED))
    drawn = Panel(
        forecast.months, *_limits(forecast, level, outcome), title=group.title, colour=SHADES[group.key][0],
        unit=f"{title.name}{', ' if title.unit else ''}{title.unit}", bars=_BAR * len(lines),
        room=_MARGIN + _LETTER * max((len(label.text) for label in labels), default=0),
        extra=max(0.0, _GAP * len(labels) - (PANEL[1] - 82)),
    )  # fmt: skip
    if natural is not None:
        low, mid, high = band(values(natural, level, outcome), 0.9)
        drawn.band(low, high, CONTROL_WIDE)
        drawn.line(mid, MUTED, "2 3", 1.6)
    for place, line in enumerate(lines):
        own = look[line[0].key]
        low, mid, high = band(values(line[0], level, outcome), 0.9)
        drawn.bar(_BAR * (place + 0.5), float(low[-1]), float(high[-1]), own.colour)
        drawn.line(mid, own.colour, own.dash)
        drawn.marks(mid, own.mark, own.colour, 2.8)
    drawn.labels(labels, _GAP)
    return drawn.svg()


def alternative(forecast: Forecast, level: str, outcome: str, group: Group) -> str:
    """What the panel shows, in words."""
    title = TITLES[outcome]
    ends = []
    for lines in _distinct(group.treatments, level, outcome, None):
        low, mid, high = band(values(lines[0], level, outcome), 0.9)
        edges = f"{number(float(low[-1]), title.digits)} to {number(float(high[-1]), title.digits)}"
        names = listing([t.name for t in lines])
        ends.append(f"{names} {title.text(float(mid[-1]))} ({edges})")
    unit = f" ({title.unit})" if title.unit else ""
    last = f"{forecast.months[-1]:g}"
    head = f"{title.name}{unit} of the {level} disc, median at month {last} and band of 90 of 100 draws"
    return f"{head}: {'; '.join(ends)}."
