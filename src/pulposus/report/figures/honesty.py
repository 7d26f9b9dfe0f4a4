"""Whether bands keep their promises: where published numbers fell among draws that had not seen them."""

from __future__ import annotations

import numpy as np
from scipy.stats import binom

from pulposus.calibration.honesty import Honesty
from pulposus.report.figures.style import INK, PAPER
from pulposus.report.figures.vector import Canvas

BINS = 10
BAR, BAND = "#4c78a8", "#e4e4e4"
_LEFT, _TOP, _FOOT = 46.0, 14.0, 46.0


def picture(group: Honesty, width: float, height: float = 230.0) -> bytes:
    """Histogram of quantiles (PIT) as SVG; the grey band is what chance allows in 95 of 100 honest forecasters."""
    canvas = Canvas(width, height)
    canvas.rect(0, 0, width, height, fill=PAPER)
    counts, _ = np.histogram(group.quantiles, bins=BINS, range=(0, 1))
    n = len(group.quantiles)
    low, high = (float(binom.ppf(q, n, 1 / BINS)) for q in (0.025, 0.975))
    top = max(float(counts.max()), high) * 1.1
    wide, tall = width - _LEFT - 10, height - _TOP - _FOOT

    def y(count: float) -> float:
        return _TOP + tall * (1 - count / top)

    canvas.rect(_LEFT, y(high), wide, y(low) - y(high), fill=BAND)
    for i, count in enumerate(counts):
        x = _LEFT + wide * i / BINS
        canvas.rect(x + 1.5, y(float(count)), wide / BINS - 3, y(0) - y(float(count)), fill=BAR)
    canvas.line(_LEFT, y(n / BINS), _LEFT + wide, y(n / BINS), stroke=INK, stroke_dasharray="4 3")
    canvas.line(_LEFT, y(0), _LEFT + wide, y(0), stroke=INK)
    for tick in (0, 0.5, 1):
        canvas.text(_LEFT + wide * tick, y(0) + 16, f"{tick:g}", size=12, anchor="middle")
    canvas.text(
        _LEFT + wide / 2, height - 10, "where the published number fell among the draws", size=12, anchor="middle"
    )
    step = max(1, int(np.ceil(top / 4)))
    for tick in range(0, int(top) + 1, step):
        canvas.text(_LEFT - 6, y(tick) + 4, str(tick), size=12, anchor="end")
    return canvas.svg()


def alternative(group: Honesty) -> str:
    """What the picture shows, in words."""
    counts, _ = np.histogram(group.quantiles, bins=BINS, range=(0, 1))
    return (
        f"Histogram of where {len(group.quantiles)} published numbers fell among the draws of their forecasts, in "
        f"tenths from lowest to highest: {', '.join(str(int(c)) for c in counts)}. An honest forecaster has about "
        f"{len(group.quantiles) / BINS:.0f} in each."
    )
