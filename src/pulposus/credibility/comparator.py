"""What stands behind a row of validation: whose discs, how many, under what, and what the model was given of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import Field

from pulposus.credibility.data import Block, read
from pulposus.credibility.honesty import MODEL, Group, Honesty
from pulposus.credibility.results import Results, ValidatedRow

Subject = Literal["living people", "human specimens", "animals", "cells in culture", "published model"]
State = Literal["not degenerate", "degenerate"]
Inputs = Literal["own", "typical", "other kind"]
Part = Literal["mechanics", "transport", "biology", "symptoms"]


class Behind(Block):
    """One entry of ``comparators.yaml``."""

    case: str
    part: Part
    rows: tuple[str, ...] = Field(min_length=1)
    quantity: str
    subject: Subject
    samples: int | None
    conditions: int = Field(ge=1)
    varied: str
    inputs: Inputs
    states: tuple[State, ...]
    treated: bool = False
    months: float = Field(ge=0)
    emergent: bool = False

    def holds(self, case: str, name: str) -> bool:
        """Whether a row belongs here."""
        return case == self.case and name.startswith(self.rows)


@dataclass(frozen=True)
class Comparison:
    """One number of the model beside one of the comparator. ``said`` is what is told of a miss."""

    name: str
    passed: bool
    independent: bool
    fitted: bool
    both_uncertain: bool
    with_band: bool
    said: str = ""


@dataclass(frozen=True)
class Comparator:
    """What stands behind some comparisons, and these."""

    behind: Behind
    comparisons: tuple[Comparison, ...]

    @property
    def predicted(self) -> tuple[Comparison, ...]:
        """Comparisons with measurements to which nothing was fitted."""
        return tuple(found for found in self.comparisons if found.independent)

    @property
    def name(self) -> str:
        """Case and quantity, for a sentence."""
        return f"{self.behind.case} {self.behind.quantity}"


@cache
def entries() -> tuple[Behind, ...]:
    """All entries of ``comparators.yaml``."""
    return tuple(Behind.model_validate(entry) for entry in read("comparators.yaml")["comparators"])


def comparators(results: Results, honesty: Honesty | None) -> tuple[Comparator, ...]:
    """Rows gathered by what stands behind them, and the left-out studies after them."""
    found = [
        Comparator(entry, tuple(_comparison(row) for row in results.rows if entry.holds(row.case, row.name)))
        for entry in entries()
    ]
    return (*(each for each in found if each.comparisons), *(_left_out(honesty) if honesty else ()))


@cache
def told_by_left_out() -> frozenset[str]:
    """Cases whose rows count the forecasts of left-out studies."""
    return frozenset(read("comparators.yaml")["told_by_left_out_studies"])


def unsorted(results: Results, honesty: Honesty | None) -> tuple[str, ...]:
    """Rows that no entry holds: they count for nothing until somebody sorts them. What is told by the left-out studies
    is sorted once these are handed over."""
    told = told_by_left_out() if honesty else frozenset()
    return tuple(
        f"{row.case} {row.name}"
        for row in results.rows
        if row.case not in told and not any(entry.holds(row.case, row.name) for entry in entries())
    )


def _comparison(row: ValidatedRow) -> Comparison:
    return Comparison(
        name=f"{row.case} {row.name}",
        passed=row.passed,
        independent=row.role == "prediction",
        fitted=row.role == "calibrated on",
        both_uncertain=row.with_band and row.with_scatter,
        with_band=row.with_band,
        said=row.reason,
    )


def _left_out(honesty: Honesty) -> tuple[Comparator, ...]:
    """A comparator for each outcome of the left-out studies: its scores beside baselines, and coverage of them all."""
    found = []
    for outcome in honesty.outcomes:
        behind = Behind(
            case="left-out studies", part="symptoms", rows=("",), quantity=f"{outcome} of trial arms",
            subject="living people", samples=honesty.people, conditions=honesty.studies,
            varied=f"{honesty.studies} studies, {honesty.arms} arms", inputs="own", states=("degenerate",),
            treated=True, months=honesty.months,
        )  # fmt: skip
        scores = [_score(group, outcome) for group in honesty.groups if outcome in group.crps]
        found.append(Comparator(behind, (*scores, *(each for group in honesty.groups for each in _coverage(group)))))
    return tuple(found)


def _score(group: Group, outcome: str) -> Comparison:
    others = ", ".join(f"{name} {score:.3g}" for name, score in group.crps[outcome].items() if name != MODEL)
    ahead = group.behind(outcome)
    name = f"left-out {group.what}, {outcome}: CRPS {group.crps[outcome][MODEL]:.3g} against {others}"
    return _promise(name, f"as good or better: {', '.join(ahead)}" if ahead else "")


def _coverage(group: Group) -> tuple[Comparison, ...]:
    return tuple(
        _promise(
            f"left-out {group.what}: {100 * level:.0f} % intervals hold {inside} of {whole} numbers",
            "" if group.compatible(level) else "the exact 95 % interval of that share leaves the level out",
        )
        for level, (inside, whole) in sorted(group.coverage.items())
    )


def _promise(name: str, why: str) -> Comparison:
    """A promise of the forecasts, kept where there is nothing to say."""
    return Comparison(
        name, passed=not why, independent=True, fitted=False, both_uncertain=True, with_band=True, said=why
    )
