"""The results that decide, and nothing else of them: small enough to ship, complete enough to derive every level."""

from __future__ import annotations

from pydantic import Field

from pulposus.credibility.data import Block
from pulposus.validation.row import Role


class OrderFound(Block):
    """An order of convergence beside theory."""

    name: str
    observed: float | None
    expected: float
    passed: bool


class VerifiedCase(Block):
    """One case of ``pulposus verify``."""

    id: str
    title: str
    passed: bool
    reason: str = ""
    checks: int
    checks_passed: int
    worst_error: float | None = None
    """Of the check nearest to its limit, and that limit."""
    worst_tolerance: float | None = None
    orders: tuple[OrderFound, ...] = ()


class ValidatedRow(Block):
    """One row of ``pulposus validate``; None where there is no value."""

    case: str
    name: str
    unit: str
    model: float | None
    measured: float
    accept_low: float | None
    accept_high: float | None
    role: Role
    passed: bool
    reason: str
    with_band: bool
    """Whether the model's value carries the spread of its draws."""
    with_scatter: bool
    """Whether the source gives the spread of its own."""


class ValidatedCase(Block):
    """One case of ``pulposus validate``; ``stopped`` is the sentence of one that broke off."""

    id: str
    title: str
    stopped: str = ""
    rows: tuple[ValidatedRow, ...] = ()


class Moved(Block):
    """How far one quantity moves under one refinement, beside the band of its draws."""

    quantity: str
    unit: str
    refined: str
    """"mesh", "steps" or "tolerances"."""
    moved: float = Field(ge=0)
    """Largest change of the median and the two ends of the band."""
    largest: float = Field(ge=0)
    """Largest change of a single draw."""
    band: float = Field(ge=0)
    """Width of the middle 90 % of the draws."""


class SensitivityFound(Block):
    """A sensitivity study: for each output the group of unknowns with the largest total index."""

    month: float
    draws: int
    groups: int
    largest: dict[str, tuple[str, float]]


class Software(Block):
    """What can be counted of how the program is made; None where the source tree is not there."""

    version: str
    test_files: int | None = None
    test_functions: int | None = None
    locked: int | None = None
    """Packages that the lock names, and those with a hash."""
    hashed: int | None = None


class Results(Block):
    """Everything that the levels follow from, apart from the forecasts of left-out studies (``Honesty``)."""

    software: Software
    verification: tuple[VerifiedCase, ...] = ()
    verification_missing: tuple[str, ...] = ()
    """Cases of the code that were not run."""
    validation: tuple[ValidatedCase, ...] = ()
    validation_missing: tuple[str, ...] = ()
    numerics: tuple[Moved, ...] = ()
    sensitivity: SensitivityFound | None = None
    versions: dict[str, str] = Field(default_factory=dict)
    """Version of the program that each result came from, where a run says it."""

    @property
    def rows(self) -> tuple[ValidatedRow, ...]:
        return tuple(row for case in self.validation for row in case.rows)
