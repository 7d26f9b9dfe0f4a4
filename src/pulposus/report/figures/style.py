"""How pictures look: colours that a colour-blind reader tells apart, line kinds beside colour, fixed bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pulposus.report.words import lower_first

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pulposus.forecasting.result import Forecast, TreatmentForecast

INK = "#1b2733"
MUTED = "#4a5763"
FAINT = "#d5dce2"
PAPER = "#ffffff"

# A hue for each group of treatments and shades of it for its members. The first shades were chosen so that every pair
# stays apart in colour space for normal, deuteranope and protanope eyes (a test computes it); a group also has a mark
# of its own, and every line and row carries its name, so that colour is never the only sign.
SHADES = {
    "no treatment": ("#38404a", "#56606b", "#262c33"),
    "medicine and exercise": ("#0a4b23", "#2f6b42", "#123518"),
    "injection": ("#2762bc", "#12458f", "#3b6fa8"),
    "cells": ("#9b5108", "#74390a", "#a34a28"),
    "surgery": ("#562471", "#7a4596", "#3d1257"),
}
_MARKS = {
    "no treatment": "square",
    "medicine and exercise": "triangle",
    "injection": "diamond",
    "cells": "circle",
    "surgery": "down",
}
_DASHES = ("", "7 3", "2 3", "9 3 2 3")
CONTROL = "#c3ccd4"  # the control arm behind a treatment: half of its draws
CONTROL_WIDE = "#e4e9ed"  # 90 of 100 of them

PANEL_INCHES = (3.5, 2.6)
FONT_POINTS = 9.0
SYSTEM_FONTS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif"


@dataclass(frozen=True)
class Look:
    """Colour, dashes of its line (as SVG says them) and mark of one treatment, the same in every picture."""

    colour: str
    dash: str
    mark: str


def looks(forecast: Forecast) -> dict[str, Look]:
    """Look of each treatment by key: hue and mark of its group, its own shade and dashes."""
    found: dict[str, Look] = {}
    seen: dict[str, int] = {}
    for treatment in forecast.treatments:
        place = seen.get(treatment.group, 0)
        seen[treatment.group] = place + 1
        shades = SHADES[treatment.group]
        dash = _DASHES[place // len(shades) % len(_DASHES)]
        found[treatment.key] = Look(shades[place % len(shades)], dash, _MARKS[treatment.group])
    return found


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


def figure(width_inches: float, height_inches: float, dots_per_inch: int = 150) -> Figure:
    """An empty figure without pyplot, so that nothing global is touched and no display is needed."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width_inches, height_inches), dpi=dots_per_inch)


def svg(fig: Figure) -> bytes:
    """A figure as SVG with the reader's own system fonts; the same figure gives the same bytes."""
    out = io.BytesIO()
    fig.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    text = out.getvalue().decode("utf-8")
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r"<!DOCTYPE.*?>", "", text, flags=re.DOTALL)
    text = text.replace("'DejaVu Sans'", SYSTEM_FONTS)
    # Full double precision is no use on a screen: two decimals of a point are 0.01 mm on paper.
    text = re.sub(r"(\d+\.\d\d)\d+", r"\1", text)
    return re.sub(r"\n\s*", "\n", text).encode("utf-8")


def png(fig: Figure, dots_per_inch: int = 160) -> bytes:
    """A figure as PNG without date or software name."""
    out = io.BytesIO()
    fig.savefig(out, format="png", dpi=dots_per_inch, metadata={"Software": None})
    return out.getvalue()


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


_TELLING = 6  # fewer letters than this tell nothing; then the name is cut inside a word
_HANGING = re.compile(r"[ -](and|in|into|of|with|the|a|an|from|to|for)$", re.IGNORECASE)


def _cut(name: str, limit: int) -> str:
    """A name cut at a space or hyphen to at most ``limit`` letters, without a word left hanging."""
    whole = name
    while len(name) > limit and re.search("[ -]", name):
        name = re.sub(r"[ -][^ -]*$", "", name)
    if len(name) < _TELLING < limit and name != whole:
        name = whole
    while _HANGING.search(name):
        name = _HANGING.sub("", name)
    return name if len(name) <= limit else f"{name[: limit - 1]}…"


def short_name(treatment: TreatmentForecast, limit: int = 15) -> str:
    """A name short enough for a label beside a line; what follows a comma or bracket is left out."""
    key = treatment.key.lower()
    for word, text in (("natural", "natural course"), ("sham", "sham"), ("saline", "saline")):
        if key.startswith(word):
            return text if len(text) <= limit else word
    return _cut(lower_first(re.split(r"[,(;:]", treatment.name)[0].strip()), limit)


def short_names(treatments: Sequence[TreatmentForecast], limit: int = 15) -> dict[str, str]:
    """Short names by key that tell treatments apart: where they begin alike, what differs is kept instead."""
    found = {t.key: short_name(t, limit) for t in treatments}
    for _ in treatments:
        alike = next(
            (same for n in found.values() if len(same := [t for t in treatments if found[t.key] == n]) > 1), None
        )
        if alike is None:
            break
        words = [re.split("[ -]", t.name) for t in alike]
        shortest = min(map(len, words))
        common = next((i for i in range(shortest) if len({own[i] for own in words}) > 1), shortest)
        for treatment, own in zip(alike, words, strict=True):
            rest = [word for word in own[common:] if not _HANGING.search(f" {word}")] or own[-1:]
            found[treatment.key] = _cut(f"… {' '.join(rest)}", limit)
    return found
