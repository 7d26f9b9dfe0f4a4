"""A verification as a tree for programs, as rows for a spreadsheet, and as one line a case for people."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass
from typing import Any

from pulposus.verification.result import CaseResult, Check, Curve, Order, Verification

COLUMNS = (
    "case", "title", "kind", "name", "unit", "found", "expected", "printed", "error", "tolerance", "passed",
    "size", "sizes", "errors",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line a case: the check nearest to its limit and the orders observed."""

    id: str
    title: str
    error: str
    tolerance: str
    orders: str
    mark: str
    wall_s: float
    reason: str


def lines(result: Verification) -> tuple[Line, ...]:
    """What people read, here and in the report."""
    return tuple(_line(case) for case in result.cases)


def _line(case: CaseResult) -> Line:
    worst = case.worst
    orders = ", ".join(_by_expected(case))
    return Line(
        id=case.id,
        title=case.title,
        error="-" if worst is None else f"{worst.error:.1e}",
        tolerance="-" if worst is None else f"{worst.tolerance:.0e}" if worst.tolerance else worst.kind,
        orders=orders or "-",
        mark="pass" if case.passed else "FAIL",
        wall_s=case.wall_s,
        reason=case.reason,
    )


def _by_expected(case: CaseResult) -> list[str]:
    """Observed orders, grouped by the expected one: lowest to highest."""
    groups: dict[float, list[float]] = {}
    for order in case.orders:
        groups.setdefault(order.expected, []).append(order.observed)
    texts = []
    for expected, found in sorted(groups.items()):
        low, high = f"{min(found):.2f}", f"{max(found):.2f}"
        texts.append(f"{low if low == high else f'{low}-{high}'} ({expected:g})")
    return texts


def number(value: float | None) -> float | None:
    """JSON has no NaN: null."""
    return value if value is not None and math.isfinite(value) else None


def tree(result: Verification) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "passed": result.passed,
        "wall_s": round(result.wall_s, 3),
        "cases": [
            {
                "id": case.id,
                "title": case.title,
                "solved": case.solved,
                "reference": case.reference,
                "passed": case.passed,
                "reason": case.reason,
                "wall_s": round(case.wall_s, 3),
                "checks": [_check(check) for check in case.checks],
                "orders": [_order(order) for order in case.orders],
                "curves": [_curve(curve) for curve in case.curves],
            }
            for case in result.cases
        ],
    }


def _check(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "unit": check.unit,
        "kind": check.kind,
        "found": number(check.found),
        "expected": number(check.expected),
        "printed": check.printed,
        "error": number(check.error),
        "tolerance": check.tolerance,
        "passed": check.passed,
    }


def _order(order: Order) -> dict[str, Any]:
    return {
        "name": order.name,
        "size": order.size,
        "sizes": list(order.sizes),
        "errors": [number(error) for error in order.errors],
        "observed": number(order.observed),
        "expected": order.expected,
        "within": order.within,
        "more_is_good": order.more_is_good,
        "passed": order.passed,
    }


def _curve(curve: Curve) -> dict[str, Any]:
    return {
        "name": curve.name,
        "x_label": curve.x_label,
        "y_label": curve.y_label,
        "x": list(curve.x),
        "y": [number(value) for value in curve.y],
        "found_x": list(curve.found_x),
        "found_y": [number(value) for value in curve.found_y],
        "log_x": curve.log_x,
    }


def as_csv(result: Verification) -> str:
    """One row for each check and each order of convergence."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for case in result.cases:
        head = {"case": case.id, "title": case.title}
        for check in case.checks:
            row = {key: value for key, value in _check(check).items() if key in COLUMNS}
            writer.writerow({**row, **head, "kind": f"check, {check.kind}"})
        for order in case.orders:
            writer.writerow(
                {
                    **head,
                    "kind": "order of convergence",
                    "name": order.name,
                    "found": number(order.observed),
                    "expected": order.expected,
                    "error": number(abs(order.observed - order.expected)),
                    "tolerance": order.within,
                    "passed": order.passed,
                    "size": order.size,
                    "sizes": " ".join(f"{size:.6g}" for size in order.sizes),
                    "errors": " ".join(f"{error:.6g}" for error in order.errors),
                }
            )
        if case.stopped:
            writer.writerow({**head, "kind": "stopped", "name": case.stopped, "passed": False})
    return out.getvalue()
