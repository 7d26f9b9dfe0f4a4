"""A meta-analysis for a program: nested names and numbers, null where something cannot be told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pulposus.evidence.meta.sentences import of_controlled, of_dose, of_network, of_within

if TYPE_CHECKING:
    from pulposus.cli.evidence_meta import Found
    from pulposus.evidence.meta.analysis import Analysis
    from pulposus.evidence.meta.network.analysis import NetworkAnalysis, Part
    from pulposus.evidence.meta.pool import Pooled

RATIO_NOTE = "values of the scales 'log risk ratio', 'log odds ratio' and 'log odds' are natural logarithms"


def tree(found: Found) -> dict[str, Any]:
    """Everything that was found."""
    if found.controlled is not None:
        parts = {
            name: analysis
            for name in ("main", "any_visit", "carrier", "usual_care")
            if (analysis := getattr(found.controlled, name)) is not None
        }
        said = {name: of_controlled(analysis) for name, analysis in parts.items()}
        return {"kind": "differences from a control", "note": RATIO_NOTE,
                "analyses": {name: {**of(a), "meaning": said[name]} for name, a in parts.items()}}  # fmt: skip
    if found.within is not None:
        return {"kind": "changes within an arm", "note": RATIO_NOTE, "meaning": of_within(found.within),
                "analyses": {group: of(analysis) for group, analysis in found.within.items()}}  # fmt: skip
    assert found.network is not None
    return {"kind": "network", "meaning": of_network(found.network), **_network(found.network)}


def of(analysis: Analysis) -> dict[str, Any]:
    """One analysis."""
    groups, dose = analysis.groups, analysis.dose
    return plain(
        {
            "measure": analysis.question.measure,
            "pooled": None if analysis.pooled is None else _pooled(analysis.pooled),
            "left_out": [asdict(out) for out in analysis.left_out],
            "leave_one_out": {w.study: {**asdict(w.pooled.random), "moved": w.moved} for w in analysis.without},
            "asymmetry": None if analysis.asymmetry is None else asdict(analysis.asymmetry),
            "trim_and_fill": None if analysis.filled is None else {
                "missing": analysis.filled.missing, "side": analysis.filled.side,
                **asdict(analysis.filled.pooled.random),
            },
            "groups": None if groups is None else {
                "pooled": {name: _pooled(pooled) for name, pooled in groups.groups.items()},
                "differ": None if groups.differ is None else asdict(groups.differ),
            },
            "dose": None if dose is None else {
                "studies": [item.name for item in dose.used], "meaning": of_dose(dose),
                "regression": None if dose.regression is None else asdict(dose.regression),
            },
        }
    )  # fmt: skip


def _pooled(pooled: Pooled) -> dict[str, Any]:
    estimates = [
        {
            "study": item.study, "name": item.name, "month": item.month, "people": item.people,
            "control_people": getattr(item, "control_people", None), "value": item.value, "variance": item.variance,
            "weight": weight, "notes": list(item.notes),
            "product": None if item.product is None else item.product.model_dump(),
        }
        for item, weight in zip(pooled.effects.items, pooled.weights, strict=True)
    ]  # fmt: skip
    return {
        "scale": pooled.scale, "studies": pooled.studies, "estimates": estimates, "random": asdict(pooled.random),
        "common": asdict(pooled.common), "prediction": pooled.prediction, "interval": pooled.test,
        "spread": None if pooled.spread is None else asdict(pooled.spread),
    }  # fmt: skip


def _network(found: NetworkAnalysis) -> dict[str, Any]:
    return plain(
        {
            "measure": found.measure,
            "parts": [_part(part) for part in found.parts],
            "left_out": [asdict(out) for out in found.left_out],
        }
    )


def _part(part: Part) -> dict[str, Any]:
    network, parts = part.network, part.inconsistency
    return {
        "treatments": list(part.league.treatments),
        "reference": network.random.reference,
        "trials": [asdict(block) for block in network.blocks],
        "tau2": network.tau2,
        "q": {
            "total": asdict(parts.total), "within": asdict(parts.within), "between": asdict(parts.between),
            "between_random": asdict(parts.between_random), "tau_within": parts.tau_within,
            "i2": network.i2,
        },
        "p_scores": part.league.scores,
        "league": [
            {"treatment": one, "control": two, **asdict(tested)} for (one, two), tested in part.league.network.items()
        ],
        "direct_and_indirect": [asdict(split) for split in part.splits],
    }  # fmt: skip


def plain(found: Any) -> Any:
    """The same without tuples, and with None for numbers that are none."""
    if isinstance(found, Mapping):
        return {str(key): plain(value) for key, value in found.items()}
    if isinstance(found, (list, tuple)):
        return [plain(value) for value in found]
    if isinstance(found, float):
        return found if math.isfinite(found) else None
    return found
