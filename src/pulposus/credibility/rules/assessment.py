"""Validation, the assessment: what the model was given, and how model and measurement agree."""

from __future__ import annotations

from pulposus.credibility.condition import Condition
from pulposus.credibility.rules.asked import Asked, counted, except_for, short


def equivalency(asked: Asked) -> tuple[Condition, ...]:
    """Inputs of the same kind; the samples' own values."""
    found = asked.measured
    other = [f"{each.name} ({each.behind.subject})" for each in found if each.behind.inputs == "other kind"]
    typical = [each.name for each in found if each.behind.inputs != "own"]
    return (
        Condition(1, "no input of another kind", f"another kind in {short(other)}", bool(found) and not other),
        Condition(2, "the samples' own values", f"typical values in {short(typical)}", bool(found) and not typical),
    )


def output_comparison(asked: Asked) -> tuple[Condition, ...]:
    """Compared; predictions agree; everything agrees, with both uncertainties."""
    missed = [found.name for found in asked.predictions if not found.passed]
    others = [found.name for found in asked.independent if not found.passed]
    bare = [found.name for found in asked.independent if not found.both_uncertain]
    good = len(asked.predictions) - len(missed)
    return (
        Condition(
            1,
            "a prediction beside a measurement",
            counted(len(asked.predictions), "prediction"),
            bool(asked.predictions),
        ),
        Condition(
            2,
            "all predictions agree",
            f"{good} of {len(asked.predictions)} agree" + (f"; not {short(missed)}" if missed else ""),
            bool(asked.predictions) and not missed,
        ),
        Condition(3, "published models agree as well", except_for(others), not others),
        Condition(
            3,
            "the uncertainty of both sides in each",
            f"{len(asked.independent) - len(bare)} of {len(asked.independent)} have both",
            bool(asked.independent) and not bare,
        ),
    )
