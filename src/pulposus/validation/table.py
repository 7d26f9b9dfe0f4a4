"""A validation as a tree for programs and as rows for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import Any

from pulposus.validation.row import ROLES, UNKNOWN, Row, Span, Validation
from pulposus.verification.table import number

COLUMNS = (
    "case", "name", "unit", "model", "model_p5", "model_p95", "measured", "scatter_low", "scatter_high", "accept_low",
    "accept_high", "tolerance", "role", "passed", "reason", "population", "source",
)  # fmt: skip


def flat(row: Row) -> dict[str, Any]:
    """One row under the names of ``COLUMNS``; None where there is no value."""

    def ends(span: Span | None) -> tuple[float | None, float | None]:
        return (None, None) if span is None else (number(span[0]), number(span[1]))

    low, high = ends(row.band)
    least, most = ends(row.scatter)
    return {
        "case": row.case,
        "name": row.name,
        "unit": row.unit,
        "model": number(row.model),
        "model_p5": low,
        "model_p95": high,
        "measured": row.measured,
        "scatter_low": least,
        "scatter_high": most,
        "accept_low": number(row.accept[0]),
        "accept_high": number(row.accept[1]),
        "tolerance": row.tolerance,
        "role": row.role,
        "passed": row.passed,
        "reason": row.reason,
        "population": row.population,
        "source": row.source,
    }


def tree(result: Validation) -> dict[str, Any]:
    """Everything, for JSON."""
    return {
        "passed": result.passed,
        "wall_s": round(result.wall_s, 3),
        "rows_passed": {role: list(result.count(role)) for role in ROLES},
        "cases": [
            {
                "id": case.id,
                "title": case.title,
                "passed": case.passed,
                "stopped": case.stopped,
                "wall_s": round(case.wall_s, 3),
                "rows": [flat(row) for row in case.rows],
            }
            for case in result.cases
        ],
    }


def as_csv(result: Validation) -> str:
    """One line a row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: "" if value is None else value for key, value in flat(row).items()} for row in result.rows)
    return out.getvalue()


def misses(result: Validation) -> tuple[str, ...]:
    """One sentence for each reason: the rows that it explains, each with what was found, then the reason."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in result.rows:
        if not row.passed:
            groups.setdefault((row.case, row.why or UNKNOWN), []).append(f"{row.name} ({row.miss})")
    return tuple(f"{case} {'; '.join(rows)}: {why}." for (case, why), rows in groups.items())
