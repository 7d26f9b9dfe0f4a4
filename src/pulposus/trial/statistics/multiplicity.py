"""Which hypotheses a trial may reject: sequentially rejective graphs, and the stepwise procedures by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pulposus.errors import InputError
from pulposus.trial.statistics.columns import Floats
from pulposus.trial.statistics.graphs import Graph
from pulposus.trial.statistics.stepwise import bonferroni, checked, hochberg, holm, hommel

SMALLEST = 1e-9  # smaller p-values of a graph count as this, or the spark of a shut gate would let them through

Procedure = Literal["bonferroni", "holm", "hochberg", "hommel"]
PROCEDURES: dict[Procedure, Callable[[ArrayLike], Floats]] = {
    "bonferroni": bonferroni,
    "holm": holm,
    "hochberg": hochberg,
    "hommel": hommel,
}


class Decision(NamedTuple):
    """adjusted p-values and whether each hypothesis is rejected, both (..., m)."""

    adjusted: Floats
    rejected: NDArray[np.bool_]


def decide(p_values: ArrayLike, procedure: Procedure | Graph, alpha: float) -> Decision:
    """Test (..., m) p-values with strong control of the familywise error at alpha; NaN counts as 1.

    p-values and alpha are both one-sided or both two-sided. Raises InputError where the number of p-values is not that
    of the graph's hypotheses, or alpha is not between 0 and 1.
    """
    if not 0.0 < alpha < 1.0:
        raise InputError(f"Field 'alpha' is {alpha:g}; give a familywise error between 0 and 1, such as 0.05.")
    adjusted = graph_adjusted(p_values, procedure) if isinstance(procedure, Graph) else PROCEDURES[procedure](p_values)
    return Decision(adjusted, adjusted <= alpha)


def graph_adjusted(p_values: ArrayLike, graph: Graph) -> Floats:
    """Adjusted p-values (..., m) of Bretz et al. (2009, 10.1002/sim.3495), algorithm 2: a hypothesis is rejected by the
    graph at alpha exactly when its adjusted p-value is at most alpha. p-values below 1e-9 count as 1e-9."""
    p = checked(p_values)
    m = len(graph.names)
    if p.shape[-1] != m:
        raise InputError(
            f"Field 'p_values' has {p.shape[-1]} hypotheses where the graph has {m}; give one p-value for each."
        )
    flat = np.maximum(p, SMALLEST).reshape(-1, m)
    rows = np.arange(len(flat))
    weights = np.tile(np.asarray(graph.weights, float), (len(flat), 1))
    G = np.tile(np.asarray(graph.transitions, float), (len(flat), 1, 1))
    open_ = np.ones(flat.shape, bool)
    adjusted, reached = np.ones(flat.shape), np.zeros(len(flat))
    for _ in range(m):
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(open_ & (weights > 0.0), flat / weights, np.inf)
        j = ratio.argmin(1)
        # With no share left anywhere the rest can be rejected at no level.
        reached = np.maximum(reached, np.minimum(ratio[rows, j], 1.0))
        stuck = np.isinf(ratio[rows, j])
        adjusted[rows, j] = np.where(stuck, adjusted[rows, j], reached)
        open_[rows, j] &= stuck
        weights, G = _handed_on(weights, G, j, rows)
    return adjusted.reshape(p.shape)


def _handed_on(weights: Floats, G: Floats, j: NDArray[np.intp], rows: NDArray[np.intp]) -> tuple[Floats, Floats]:
    """Weights (R, m) and transitions (R, m, m) after hypothesis j of each replicate is taken out."""
    out, into = G[rows, j], G[rows, :, j]
    weights = weights + weights[rows, j][:, None] * out
    loop = 1.0 - into * out
    passed = G + into[:, :, None] * out[:, None, :]
    G = np.where(loop[:, :, None] > 0.0, passed / np.where(loop > 0.0, loop, 1.0)[:, :, None], 0.0)
    index = np.arange(G.shape[-1])
    G[:, index, index] = 0.0
    G[rows, j], G[rows, :, j] = 0.0, 0.0
    weights[rows, j] = 0.0
    return weights, G
