"""The rule of each factor: conditions in the order of their levels."""

from __future__ import annotations

from collections.abc import Callable

from pulposus.credibility.condition import Condition
from pulposus.credibility.rules import applicability, assessment, calculation, code, model, samples
from pulposus.credibility.rules.asked import Asked

Rule = Callable[[Asked], tuple[Condition, ...]]
RULES: dict[str, Rule] = {
    "software_quality": code.software_quality,
    "code_verification": code.code_verification,
    "discretisation": calculation.discretisation,
    "solver_error": calculation.solver_error,
    "use_error": calculation.use_error,
    "model_form": model.model_form,
    "model_inputs": model.model_inputs,
    "test_samples": samples.test_samples,
    "test_conditions": samples.test_conditions,
    "equivalency": assessment.equivalency,
    "output_comparison": assessment.output_comparison,
    "quantities": applicability.quantities,
    "activities": applicability.activities,
}

__all__ = ["RULES", "Asked", "Rule"]
