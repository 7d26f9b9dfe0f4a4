"""Measured values from the library of facts, and how rows are made from them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import RunError
from pulposus.library import facts, value
from pulposus.numerics.settings import VALIDATE_BAND
from pulposus.validation.reasons import reasons
from pulposus.validation.row import Role, Row, Span

Float = NDArray[np.float64]
TOPIC = "validation"


def target(name: str) -> float:
    """A measured value or a tolerance of ``library/facts/validation.yaml``."""
    return value(TOPIC, name)


def within(name: str, share: float) -> tuple[Span, str]:
    """The span about a measured value, and what it is in words."""
    at = target(name)
    return _ordered(at * (1 - share), at * (1 + share)), f"+-{share:.0%} of the measured value".replace("%", " %")


def beyond(factor: float, change: float, no_change: float = 1.0) -> tuple[Span, str]:
    """A ratio whose change from none has the measured sign and agrees within a factor."""
    gone = change - no_change
    return _ordered(no_change + gone / factor, no_change + gone * factor), f"sign, and factor {factor:g} on the change"


def _ordered(a: float, b: float) -> Span:
    return (min(a, b), max(a, b))


def scatter(name: str) -> Span | None:
    """What a source gives of its own spread: least and most, or one SD either side."""
    fact = facts(TOPIC)[name]
    if isinstance(fact.spread, tuple):
        return (fact.spread[0], fact.spread[1])
    if fact.spread_kind == "sd" and isinstance(fact.spread, float):
        return (fact.value - fact.spread, fact.value + fact.spread)
    return None


def spread_of(name: str) -> tuple[Span, str]:
    """The spread that a source states as what counts as agreement, and what it is in words.

    Raises:
        RunError: the fact has no such spread.
    """
    span = scatter(name)
    if span is None:
        raise RunError(f"The fact '{name}' of {TOPIC}.yaml states no spread; give it one or another tolerance.")
    return span, "one SD" if facts(TOPIC)[name].spread_kind == "sd" else "the stated spread"


def centre_and_band(draws: ArrayLike) -> tuple[float, Span | None]:
    """Median of draws (b,), and their 5th and 95th percentile; NaN draws are left out. One draw has no band."""
    found = np.asarray(draws, dtype=float).ravel()
    found = found[np.isfinite(found)]
    if not len(found):
        return float("nan"), None
    if len(found) == 1:
        return float(found[0]), None
    low, middle, high = np.quantile(found, [VALIDATE_BAND[0], 0.5, VALIDATE_BAND[1]])
    return float(middle), (float(low), float(high))


def row(
    case: str,
    name: str,
    fact: str,
    draws: ArrayLike,
    accept: tuple[Span, str],
    role: Role,
    *,
    unit: str | None = None,
    centre: float | None = None,
) -> Row:
    """A row from draws of the model (b,) and a fact of the library.

    ``centre`` is the model's value where it is not the median of the draws (a published set beside drawn ones).
    """
    measured = facts(TOPIC)[fact]
    middle, band = centre_and_band(draws)
    middle = middle if centre is None else centre
    return Row(
        case=case,
        name=name,
        unit=unit or measured.unit,
        model=middle,
        band=band,
        measured=measured.value,
        scatter=scatter(fact),
        accept=accept[0],
        tolerance=accept[1],
        role=role,
        population=measured.population,
        source=facts(TOPIC).source(fact).key,
        why=reasons().get(fact, ""),
    )
