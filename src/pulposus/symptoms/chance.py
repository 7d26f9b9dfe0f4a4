"""A probability and how well the draws pin it down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Chance:
    """A probability from draws with its Monte Carlo standard error."""

    value: float
    standard_error: float
    draws: int
