"""Which hypotheses a finished trial rejects, in the direction of benefit, and whether that makes it a success."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from pulposus.trial.conduct.endpoints import Answer
from pulposus.trial.design.design import Design
from pulposus.trial.statistics.graphs import Graph, fixed_sequence
from pulposus.trial.statistics.multiplicity import decide

Float = NDArray[np.float64]
Mask = NDArray[np.bool_]


def benefit_p(design: Design, key: str, answer: Answer) -> Float:
    """One-sided p-values of an endpoint against no benefit, (r, active arms).

    An effect without an estimate, such as a hazard ratio where an arm has no event, has its direction from what was
    seen in the arms.
    """
    lower, effect = design.endpoint(key).lower_is_better, answer.effect
    seen = answer.mean[:, 1:] - answer.mean[:, :1]
    known = effect._replace(estimate=np.where(np.isnan(effect.estimate), seen, effect.estimate))
    return known.one_sided(benefit_is_negative=lower)


def hypothesis_p(design: Design, answers: Mapping[str, Answer]) -> Float:
    """One-sided p-values of the hypotheses in their order, (r, hypotheses)."""
    columns = []
    for hypothesis in design.hypotheses():
        key, arm = hypothesis.split("/")
        columns.append(benefit_p(design, key, answers[key])[:, design.active.index(arm)])
    return np.stack(columns, axis=1)


def rejected(design: Design, p_values: Float) -> Mask:
    """Hypotheses rejected, of the shape of the one-sided p-values (r, hypotheses)."""
    alpha, how = design.testing.alpha / 2, design.testing.multiplicity
    names = design.hypotheses()
    if how == "none":
        return np.asarray(p_values <= alpha)
    if how == "graph":
        graph = Graph(names, design.testing.weights, design.testing.transitions)
        return decide(p_values, graph, alpha).rejected
    if how == "fixed sequence":
        return decide(p_values, fixed_sequence(names), alpha).rejected
    return decide(p_values, how, alpha).rejected


def succeeds(design: Design, hypotheses: Mask) -> Mask:
    """Whether trials succeed, (r,), from their rejected hypotheses (r, hypotheses)."""
    return np.asarray(hypotheses.all(axis=1) if design.testing.succeed == "all" else hypotheses.any(axis=1))
