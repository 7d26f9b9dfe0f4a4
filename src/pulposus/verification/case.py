"""What a case is: a question with a known answer, and the function that lets our solvers answer it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pulposus.library import value
from pulposus.verification.result import Check, Curve, Order

__all__ = ["Case", "Check", "Curve", "Findings", "Order", "printed", "together"]


@dataclass(frozen=True)
class Findings:
    """What the function of a case hands back."""

    checks: tuple[Check, ...]
    orders: tuple[Order, ...] = ()
    curves: tuple[Curve, ...] = ()


def together(*parts: Findings) -> Findings:
    """Findings of several solvers of one case."""
    return Findings(
        tuple(check for part in parts for check in part.checks),
        tuple(order for part in parts for order in part.orders),
        tuple(curve for part in parts for curve in part.curves),
    )


@dataclass(frozen=True)
class Case:
    """One case. ``usual_s`` is about how long it takes on two cores, for the progress bar."""

    id: str
    title: str
    solved: str
    reference: str
    run: Callable[[], Findings]
    usual_s: float = 1.0


def printed(name: str) -> float:
    """Digits of the reference sheet (``library/facts/verification.yaml``)."""
    return value("verification", name)
