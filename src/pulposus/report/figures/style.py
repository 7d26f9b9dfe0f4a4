"""How pictures look: colours that a colour-blind reader tells apart, line kinds beside colour, fixed bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pulposus.report.words import lower_first

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from pulposus.forecasting.result import Forecast, TreatmentForecast

INK = "#1b2733"
MUTED = "#4a5763"
FAINT = "#d5dce2"
PAPER = "#ffffff"

_NATURAL, _SHAM, _SALINE = "#56606b", "#1f6390", "#00736a"
_OTHERS = ("#b0400f", "#77399a", "#7d5600", "#a3195b", "#4c6100", "#2b4bb0", "#8a2b2b")
_DASHES: tuple[Any, ...] = ("solid", (0, (6, 2)), (0, (4, 1.5, 1, 1.5)), (0, (1.5, 1.5)))
_MARKERS = ("o", "D", "^", "v", "P", "X", "s")

PANEL_INCHES = (3.5, 2.6)
SMALL_INCHES = (3.0, 2.15)
FONT_POINTS = 9.0
_SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Look:
    """Colour, line and marker of one treatment, the same in every picture of a report."""

    colour: str
    dash: Any
    marker: str


def looks(forecast: Forecast) -> dict[str, Look]:
    """Look of each treatment by key: comparison arms are calm, the others get the warm colours in order."""
    found: dict[str, Look] = {}
    others = 0
    for treatment in forecast.treatments:
        name = treatment.key.lower()
        if name.startswith("natural"):
            found[treatment.key] = Look(_NATURAL, _DASHES[3], "s")
        elif name.startswith("sham"):
            found[treatment.key] = Look(_SHAM, _DASHES[1], "D")
        elif name.startswith("saline"):
            found[treatment.key] = Look(_SALINE, _DASHES[2], "^")
        else:
            found[treatment.key] = Look(_OTHERS[others % len(_OTHERS)], _DASHES[0], _MARKERS[others % len(_MARKERS)])
            others += 1
    return found


def palette() -> tuple[str, ...]:
    """Every colour that writes text or draws a line on paper."""
    return (INK, MUTED, _NATURAL, _SHAM, _SALINE, *_OTHERS)


@contextmanager
def drawing() -> Iterator[None]:
    """Settings under which every picture is drawn; leaves the caller's matplotlib settings alone."""
    import matplotlib

    with matplotlib.rc_context(
        {
            "font.family": "DejaVu Sans",
            "font.size": FONT_POINTS,
            "svg.fonttype": "none",
            "svg.hashsalt": "pulposus",
            "axes.edgecolor": MUTED,
            "axes.labelcolor": INK,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.linewidth": 0.7,
            "axes.titlesize": FONT_POINTS,
            "axes.unicode_minus": True,
            "xtick.color": MUTED,
            "ytick.color": MUTED,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "text.color": INK,
            "figure.facecolor": PAPER,
            "axes.facecolor": PAPER,
        }
    ):
        yield


def figure(width_inches: float, height_inches: float) -> Figure:
    """An empty figure without pyplot, so that nothing global is touched and no display is needed."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_inches, height_inches), dpi=150)


def svg(fig: Figure) -> bytes:
    """A figure as SVG with the reader's own system fonts; the same figure gives the same bytes."""
    out = io.BytesIO()
    fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = out.getvalue().decode("utf-8")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!DOCTYPE.*?>", "", text, flags=re.DOTALL)
    text = text.replace("'DejaVu Sans'", _SYSTEM_FONTS)
    # Full double precision is no use on a screen: two decimals of a point are 0.01 mm on paper.
    text = re.sub(r"(\d+\.\d\d)\d+", r"\1", text)
    return re.sub(r"\n\s*", "\n", text).encode("utf-8")


def png(fig: Figure, dots_per_inch: int = 160) -> bytes:
    """A figure as PNG without date or software name."""
    out = io.BytesIO()
    fig.savefig(out, format="png", dpi=dots_per_inch, metadata={"Software": None})
    return out.getvalue()


def month_axis(ax: Axes, months: Sequence[float], *, label: bool = True) -> None:
    """The time axis of every course: months since treatment, ticks at whole half-years."""
    last = max(months)
    step = 6 if last > 9 else 3 if last > 4 else 1
    ticks = np.arange(0, last + step / 2, step)
    ax.set_xlim(0, last)
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    if label:
        ax.set_xlabel("months after treatment", labelpad=2)


def apart(heights: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions for labels near ``heights`` with at least ``gap`` between them, inside [low, high]."""
    order = np.argsort(np.asarray(heights, dtype=np.float64), kind="stable")
    placed = np.asarray(heights, dtype=np.float64)[order]
    for _ in range(len(placed) * 20):
        moved = False
        for lower, upper in zip(range(len(placed) - 1), range(1, len(placed)), strict=True):
            overlap = gap - (placed[upper] - placed[lower])
            if overlap > gap * 1e-6:
                placed[lower] -= overlap / 2
                placed[upper] += overlap / 2
                moved = True
        placed = np.clip(placed, low, high)
        if not moved:
            break
    result = [0.0] * len(placed)
    for index, height in zip(order, placed, strict=True):
        result[int(index)] = float(height)
    return result


def short_name(treatment: TreatmentForecast, limit: int = 15) -> str:
    """A name short enough for a label beside a line; what follows a comma or bracket is left out."""
    key = treatment.key.lower()
    for word, text in (("natural", "natural course"), ("sham", "sham"), ("saline", "saline")):
        if key.startswith(word):
            return text if len(text) <= limit else word
    name = lower_first(re.split(r"[,(;:]", treatment.name)[0].strip())
    while len(name) > limit and re.search("[ -]", name):
        name = re.sub(r"[ -][^ -]*$", "", name)
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def title_name(treatment: TreatmentForecast, limit: int = 31) -> str:
    """A name that fits over a panel; the page gives it in full."""
    return treatment.name if len(treatment.name) <= limit else f"{treatment.name[: limit - 1].rstrip()}…"


def comparators(forecast: Forecast) -> list[TreatmentForecast]:
    """Natural course and sham, where the forecast holds them: they stand beside every treatment."""
    keys = [t.key for t in forecast.treatments if t.key.lower().startswith("natural")][:1]
    keys += [t.key for t in forecast.treatments if t.key.lower().startswith("sham")][:1]
    return [forecast.treatment(key) for key in keys]
