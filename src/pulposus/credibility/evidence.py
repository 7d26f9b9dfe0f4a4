"""The FDA's eight kinds of credibility evidence, and what stands under each: by rule from the same results."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.credibility.comparator import Comparator, Comparison
from pulposus.credibility.context import contexts
from pulposus.credibility.data import Block, read
from pulposus.credibility.inputs import inputs
from pulposus.credibility.judgement import judged
from pulposus.credibility.results import Results
from pulposus.credibility.rules.asked import short
from pulposus.credibility.rules.calculation import told


class Kind(Block):
    """One kind of evidence as the guidance lists it."""

    key: str
    name: str
    words: str


@dataclass(frozen=True)
class Category:
    """One kind and what is there of it. ``shown`` says whether there is anything."""

    kind: Kind
    shown: bool
    found: tuple[str, ...]


def kinds() -> tuple[Kind, ...]:
    """The eight kinds, in the order of the guidance."""
    return tuple(Kind.model_validate(entry) for entry in read("fda.yaml")["categories"])


def categories(results: Results, found: Sequence[Comparator]) -> tuple[Category, ...]:
    """What there is of each kind."""
    people = [each for each in found if each.behind.subject == "living people"]
    groups = [each for each in people if (each.behind.samples or 0) >= judged("enough_samples")]
    fitted = [comparison for each in found for comparison in each.comparisons if comparison.fitted]
    sentences = {
        "code_verification": _verification(results),
        "calibration": _counted(fitted, "fitted comparisons"),
        "bench": _behind([each for each in found if each.behind.subject in ("human specimens", "cells in culture")]),
        "in_vivo": _behind([each for each in found if each.behind.subject in ("living people", "animals")]),
        "population": _behind(groups),
        "emergent": _behind([each for each in found if each.behind.emergent], models=True),
        "plausibility": _plausible(),
        "calculation": _calculation(results),
    }
    return tuple(Category(kind, bool(sentences[kind.key]), sentences[kind.key]) for kind in kinds())


def _counted(comparisons: Sequence[Comparison], what: str) -> tuple[str, ...]:
    if not comparisons:
        return ()
    missed = [each.name for each in comparisons if not each.passed]
    said = f"{len(comparisons) - len(missed)} of {len(comparisons)} {what} agree"
    return (said + (f"; misses: {short(missed, 12)}" if missed else ""),)


def _behind(found: Sequence[Comparator], *, models: bool = False) -> tuple[str, ...]:
    """Predictions of these comparators, and with ``models`` comparisons with published models."""
    chosen = [c for each in found for c in each.comparisons if c.independent or (models and not c.fitted)]
    named = [f"{each.name} ({each.behind.subject})" for each in found if each.predicted or models]
    counted = _counted(list(dict.fromkeys(chosen)), "comparisons" if models else "predictions")
    return (*counted, f"By: {short(named, 12)}") if counted else ()


def _verification(results: Results) -> tuple[str, ...]:
    cases = results.verification
    if not cases:
        return ()
    orders = [order for case in cases for order in case.orders]
    failed = [case.id for case in cases if not case.passed]
    said = f"{len(cases) - len(failed)} of {len(cases)} cases pass, with {sum(case.checks for case in cases)} numbers"
    return (
        said + (f"; failing: {short(failed)}" if failed else ""),
        f"{sum(order.passed for order in orders)} of {len(orders)} orders of convergence agree with theory",
        *((f"Not run: {short(results.verification_missing)}",) if results.verification_missing else ()),
    )


def _plausible() -> tuple[str, ...]:
    topics = sorted({topic for context in contexts() for topic in context.fact_topics})
    found = inputs(topics)
    return (
        f"{found.facts} numbers, {found.facts - found.judged} of them from {found.sources} published sources",
        f"{found.judged} are judgements of the authors, each with its reason; {found.judged_spread} of these are drawn",
    )


def _calculation(results: Results) -> tuple[str, ...]:
    said = []
    if results.numerics:
        said.append(f"What moved most: {told(results.numerics, refined=True)}")
    banded = sum(row.with_band for row in results.rows)
    if banded:
        said.append(f"{banded} of {len(results.rows)} compared numbers carry the band of their draws")
    if results.sensitivity:
        found = results.sensitivity
        said.append(
            f"Sensitivity of {len(found.largest)} outputs to {found.groups} groups of unknowns, {found.draws} draws"
        )
    return tuple(said)
