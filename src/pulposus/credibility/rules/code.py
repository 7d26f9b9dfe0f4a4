"""Verification of the code: how the program is made, and the solvers against mathematics."""

from __future__ import annotations

from functools import cache

from pulposus.credibility.condition import Condition
from pulposus.credibility.data import read
from pulposus.credibility.judgement import deeds
from pulposus.credibility.results import VerifiedCase
from pulposus.credibility.rules.asked import Asked, except_for, short


@cache
def parts() -> dict[str, tuple[str, ...]]:
    """Verification cases of each part of the model."""
    return {part: tuple(cases) for part, cases in read("parts.yaml")["parts"].items()}


def deed(level: int, name: str) -> Condition:
    """A condition that a deed of people fulfils."""
    found = deeds()[name]
    said = f"done, told in {found.where}" if found.done else "not done"
    return Condition(level, found.words, said, found.done)


def software_quality(asked: Asked) -> tuple[Condition, ...]:
    """Version; tests and hashes; known faults and a look from outside."""
    found = asked.results.software
    tests = "not counted: the source tree was not at hand"
    if found.test_functions is not None:
        tests = f"{found.test_functions:,} test functions in {found.test_files} files"
    lock = "not counted: the lock was not at hand"
    if found.locked is not None:
        lock = f"{found.hashed} of {found.locked} packages of the lock have a hash"
    return (
        Condition(1, "the version stands in every result", f"version {found.version}", bool(found.version)),
        Condition(2, "automatic tests", tests, bool(found.test_functions)),
        Condition(2, "a hash for every package", lock, bool(found.locked) and found.locked == found.hashed),
        deed(3, "fault_list"),
        deed(3, "outside_audit"),
    )


def of_parts(asked: Asked) -> dict[str, tuple[VerifiedCase, ...]]:
    """Verified cases of each part that the context uses."""
    return {
        part: tuple(case for case in asked.results.verification if case.id in parts()[part])
        for part in asked.context.parts
    }


def cases_pass(asked: Asked, level: int) -> Condition:
    """Cases of the context's parts were run, and all of them agree with their exact answers."""
    found = [case for cases in of_parts(asked).values() for case in cases]
    failed = [f"{case.id} {case.title}" for case in found if not case.passed]
    said = f"{len(found) - len(failed)} of {len(found)} cases pass" + (f"; failing: {short(failed)}" if failed else "")
    return Condition(level, "cases of the parts in use agree with exact answers", said, bool(found) and not failed)


def code_verification(asked: Asked) -> tuple[Condition, ...]:
    """Agreement; every part with a refinement in one; observed orders in every part."""
    by_part = of_parts(asked)
    absent = [part for part, cases in by_part.items() if not cases]
    missing = [name for name in asked.results.verification_missing if any(name in parts()[p] for p in by_part)]
    orders = {part: [order for case in cases for order in case.orders] for part, cases in by_part.items()}
    without = [part for part, found in orders.items() if not found]
    every = [order for found in orders.values() for order in found]
    off = [order.name for order in every if not order.passed]
    agreeing = f"{len(every) - len(off)} of {len(every)} observed orders agree with theory"
    return (
        cases_pass(asked, 1),
        Condition(2, "a case for every part in use", except_for(absent), not absent),
        Condition(2, "no case left out of the run", f"{short(missing)} left out", not missing),
        Condition(
            2, "refinement towards the exact answer", f"{len(every)} orders of convergence observed", bool(every)
        ),
        Condition(3, "an observed order in every part", except_for(without), not without),
        Condition(
            3, "orders as theory says", agreeing + (f"; not: {short(off)}" if off else ""), bool(every) and not off
        ),
    )
