"""One number of the model beside one of an experiment, and a whole run of them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Span = tuple[float, float]
Role = Literal["calibrated on", "prediction", "model beside model"]
UNKNOWN = "no analysis of this miss has been made"
ROLES: tuple[Role, ...] = ("calibrated on", "prediction", "model beside model")


@dataclass(frozen=True)
class Row:
    """``model`` is the central value, ``band`` the 5th and 95th percentile over draws of what is unknown (None: not
    drawn). ``accept`` is the span that counts as agreement, ``tolerance`` the same in words; ``scatter`` is what the
    source gives of its own spread. ``why`` says where a miss comes from; it is told only when the row fails."""

    case: str
    name: str
    unit: str
    model: float
    measured: float
    accept: Span
    tolerance: str
    role: Role
    population: str
    source: str
    band: Span | None = None
    scatter: Span | None = None
    why: str = ""

    @property
    def passed(self) -> bool:
        low, high = self.accept
        return low <= self.model <= high

    @property
    def miss(self) -> str:
        """Empty where the row passes; else what was found and what was expected, one clause."""
        if self.passed:
            return ""
        low, high = self.accept
        found = f"{self.model:.3g}" if math.isfinite(self.model) else "no value"
        unit = "" if self.unit == "1" else f" {self.unit}"
        return f"{found}{unit} lies outside {low:.3g} to {high:.3g}"

    @property
    def reason(self) -> str:
        """Empty where the row passes; else the miss, and why as far as that is known."""
        return f"{self.miss}: {self.why or UNKNOWN}" if self.miss else ""


@dataclass(frozen=True)
class CaseResult:
    """The rows of one case. ``stopped`` is the sentence of a case that broke off."""

    id: str
    title: str
    rows: tuple[Row, ...]
    wall_s: float
    stopped: str = ""

    @property
    def passed(self) -> bool:
        return not self.stopped and bool(self.rows) and all(row.passed for row in self.rows)


@dataclass(frozen=True)
class Validation:
    """A whole run."""

    cases: tuple[CaseResult, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for case in self.cases for row in case.rows)

    @property
    def passed(self) -> bool:
        return all(case.passed for case in self.cases)

    @property
    def wall_s(self) -> float:
        return sum(case.wall_s for case in self.cases)

    def count(self, role: Role) -> tuple[int, int]:
        """How many rows of a role pass, and how many there are."""
        found = [row.passed for row in self.rows if row.role == role]
        return sum(found), len(found)

    def row(self, case: str, name: str) -> Row:
        """One row by its case and name."""
        return next(row for row in self.rows if (row.case, row.name) == (case, name))
