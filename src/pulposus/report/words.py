"""How numbers become words: one style of number, minus sign and band in the whole report."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pulposus.forecasting.result import Chance, band

MINUS = "\N{MINUS SIGN}"

# Words that promise. The report states model results; none of these may stand in its own text.
PROMISES = re.compile(
    r"\b(regenerat(?:es|ed|ing|ion)|cures?|cured|heals?|healed|healing|repairs?|repaired|restores?|restored|"
    r"reverses?|reversed|rejuvenat\w*|miracle\w*|breakthrough\w*|guarantee\w*|painless|risk-free|revolutionary|"
    r"safe and effective|clinically proven|proven to)\b",
    re.IGNORECASE,
)


def number(value: float, digits: int = 0) -> str:
    """A number with a true minus sign and without "-0"."""
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", MINUS)


def signed(value: float, digits: int = 0) -> str:
    """A change: always with its sign, except for zero."""
    text = number(value, digits)
    return text if text.startswith(MINUS) or float(text) == 0 else f"+{text}"


def span(low: float, high: float, digits: int = 0) -> str:
    """A range in words, which no minus sign can confuse."""
    return f"{number(low, digits)} to {number(high, digits)}"


def includes_none(low: float, high: float) -> bool:
    """Whether a band includes no effect, in whole points as it is written: a fraction of a point is no difference."""
    return round(low) <= 0 <= round(high)


def lower_first(name: str) -> str:
    """A name inside a sentence: "Sham injection" becomes "sham injection", "MRI" stays."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def month_name(month: float) -> str:
    """ "month 6", and "the start" for month 0."""
    return "the start" if month == 0 else f"month {month:g}"


def out_of_100(chance: Chance) -> tuple[str, str]:
    """A chance as whole people out of 100 and its Monte Carlo error.

    Where no draw or every draw fell on one side the standard error says nothing; then the error is the
    95 % limit 3/n (rule of three).
    """
    people = f"{100 * chance.value:.0f}"
    limit = min(100.0, 300 / chance.draws)
    if chance.value <= 0:
        return people, f"≤ {limit:.0f}"
    if chance.value >= 1:
        return people, f"≥ {100 - limit:.0f}"
    return people, f"± {max(1.0, 100 * chance.standard_error):.0f}"


def people_of_100(shares: Sequence[float]) -> tuple[int, ...]:
    """Whole people per share, together exactly 100 (largest remainder); ``shares`` sum to 1."""
    exact = np.asarray(shares, dtype=np.float64) * 100
    whole = np.floor(exact).astype(int)
    order = np.argsort(-(exact - whole), kind="stable")
    whole[order[: 100 - int(whole.sum())]] += 1
    return tuple(int(n) for n in whole)


def band_text(draws: NDArray[np.float64], digits: int = 0) -> tuple[str, str]:
    """Median and 90 % band of draws, shape (draws,), as two texts."""
    low, mid, high = band(draws, 0.9)
    return number(float(mid), digits), span(float(low), float(high), digits)
