"""What is wrong with a study, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence

from pulposus.evidence.check_arm import arm_problems
from pulposus.evidence.check_design import design_problems
from pulposus.evidence.check_number import number_problems
from pulposus.evidence.duplicates import duplicate_problems
from pulposus.evidence.missing import missing
from pulposus.evidence.problem import Level, Problem
from pulposus.evidence.schema import Study

__all__ = ["Level", "Problem", "missing", "problems"]


def problems(study: Study, others: Sequence[Study] = ()) -> tuple[Problem, ...]:
    """Problems of a study beside the others of the base, those that refuse it first.

    A study of the same key among ``others`` is taken for the same file and left out.
    """
    found = [*design_problems(study), *duplicate_problems(study, others)]
    for arm in study.arms:
        for outcome in arm.outcomes:
            found += number_problems(arm, outcome)
        found += arm_problems(arm)
    return tuple(sorted(found, key=lambda problem: problem.level != "refused"))
