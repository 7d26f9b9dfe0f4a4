"""Bands of draws, and numbers as a table holds them."""

from __future__ import annotations

from typing import Any

BAND = 0.9


def bands(draws: Any) -> list[float]:
    """Low edge, median and high edge of the middle of draws (n,)."""
    from pulposus.forecasting.result import band

    return [float(edge) for edge in band(draws, BAND)]


def plain(x: float) -> str:
    """Two to three digits without an exponent; a value that rounds to nothing is 0."""
    if abs(x) >= 100:
        return f"{x:,.0f}" if abs(x) < 1000 else f"{float(f'{x:.3g}'):,.0f}"
    if abs(x) < 5e-4:
        return "0"
    return f"{x:.2g}" if abs(x) < 1 else f"{x:.3g}"
