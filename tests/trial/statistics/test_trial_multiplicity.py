"""Multiplicity: stepwise procedures against statsmodels, graphs against published examples and the closed test."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from pulposus.errors import InputError
from pulposus.trial.statistics.graphs import Graph, fallback, faults, fixed_sequence
from pulposus.trial.statistics.multiplicity import PROCEDURES, Procedure, decide, graph_adjusted
from pulposus.trial.statistics.stepwise import hochberg, holm, hommel

SUCCESSIVE = Graph(
    ("A1", "A2", "B1", "B2"), (0.5, 0.5, 0.0, 0.0), ((0, 0, 1, 0), (0, 0, 0, 1), (0, 1, 0, 0), (1, 0, 0, 0))
)
HOLM = Graph(tuple("abcd"), (1 / 4,) * 4, tuple(tuple(0 if i == j else 1 / 3 for j in range(4)) for i in range(4)))


@pytest.mark.parametrize(
    ("name", "method"),
    [("bonferroni", "bonferroni"), ("holm", "holm"), ("hochberg", "simes-hochberg"), ("hommel", "hommel")],
)
def test_stepwise_procedures_are_those_of_statsmodels(name: Procedure, method: str) -> None:
    rng = np.random.default_rng(0)
    checked = 3 if name == "holm" else 40  # statsmodels takes long over Holm's
    for m in (1, 2, 3, 6):
        p = rng.random((40, m)) ** 3
        found = PROCEDURES[name](p)
        for r in range(checked):
            np.testing.assert_allclose(found[r], multipletests(p[r], method=method)[1], rtol=1e-12)


def test_a_published_graph_gives_its_published_answer() -> None:
    """Figure 1 of Bretz et al. (2011, 10.1002/bimj.201000239) at p = .01, .02, .03, .05: adjusted p-values .02, .04,
    .06, .06, both primary hypotheses rejected, in the introduction to R's graphicalMCP."""
    found = decide([0.01, 0.02, 0.03, 0.05], SUCCESSIVE, 0.05)
    np.testing.assert_allclose(found.adjusted, [0.02, 0.04, 0.06, 0.06], rtol=1e-12)
    assert found.rejected.tolist() == [True, True, False, False]


# The same source's weights of every intersection hypothesis (a missing hypothesis has none).
PUBLISHED_WEIGHTS = {
    (0, 1, 2, 3): (0.5, 0.5, 0.0, 0.0), (0, 1, 2): (0.5, 0.5, 0.0), (0, 1, 3): (0.5, 0.5, 0.0), (0, 1): (0.5, 0.5),
    (0, 2, 3): (0.5, 0.0, 0.5), (0, 2): (1.0, 0.0), (0, 3): (0.5, 0.5), (0,): (1.0,), (1, 2, 3): (0.5, 0.5, 0.0),
    (1, 2): (0.5, 0.5), (1, 3): (1.0, 0.0), (1,): (1.0,), (2, 3): (0.5, 0.5), (2,): (1.0,), (3,): (1.0,),
}  # fmt: skip


def test_the_graph_is_the_closed_test_of_its_published_weights() -> None:
    p = np.random.default_rng(8).random((300, 4)) ** 2
    local = {}
    for members, weights in PUBLISHED_WEIGHTS.items():
        with np.errstate(divide="ignore"):
            local[members] = np.min(p[:, list(members)] / np.array(weights), axis=1)
    closed = np.stack([np.max([local[s] for s in local if i in s], axis=0) for i in range(4)], 1)
    np.testing.assert_allclose(graph_adjusted(p, SUCCESSIVE), np.minimum(closed, 1.0), rtol=1e-12)


def test_named_graphs_are_the_procedures_they_stand_for() -> None:
    p = np.random.default_rng(1).random((200, 4)) ** 2
    np.testing.assert_allclose(graph_adjusted(p, HOLM), holm(p), rtol=1e-12)
    np.testing.assert_allclose(graph_adjusted(p, fixed_sequence("abcd")), np.maximum.accumulate(p, 1), rtol=1e-12)
    last = fallback("ab", (0.8, 0.2))
    assert decide([0.03, 0.04], last, 0.05).rejected.tolist() == [True, True]
    assert decide([0.06, 0.009], last, 0.05).rejected.tolist() == [False, True]
    assert decide([0.06, 0.011], last, 0.05).rejected.tolist() == [False, False]


@pytest.mark.parametrize("graph", [SUCCESSIVE, HOLM, fixed_sequence("abcd")])
def test_familywise_error_holds_for_every_set_of_true_hypotheses(graph: Graph) -> None:
    rng = np.random.default_rng(5)
    uniform = rng.random((20_000, 4))
    for size in (1, 2, 4):
        for true in combinations(range(4), size):
            p = np.full_like(uniform, 1e-12)
            p[:, true] = uniform[:, true]
            wrong = decide(p, graph, 0.05).rejected[:, list(true)].any(1).mean()
            assert wrong < 0.05 + 3.0 * np.sqrt(0.05 * 0.95 / 20_000)


def test_weights_below_one_and_nan_leave_hypotheses_unrejected() -> None:
    alone = Graph(("a", "b"), (0.5, 0.0), ((0.0, 0.0), (0.0, 0.0)))
    np.testing.assert_allclose(graph_adjusted([[0.01, 0.0001], [np.nan, 0.5]], alone), [[0.02, 1.0], [1.0, 1.0]])


def test_hommel_is_never_above_hochberg_nor_hochberg_above_holm() -> None:
    p = np.random.default_rng(3).random((500, 5)) ** 2
    assert (hommel(p) <= hochberg(p) + 1e-15).all()
    assert (hochberg(p) <= holm(p) + 1e-15).all()


def test_every_fault_of_a_graph_is_one_sentence() -> None:
    found = faults(("a", "b", "c"), (0.7, 0.7, -0.1), ((0.5, 0.5, 0.0), (0.0, 0.0, 1.2), (0.6, 0.6, 0.0)))
    for part in ("Weight of 'c' is -0.1", "sums to 1.3", "'a' hands 0.5 to itself", "'b' of 'transitions' has a share",
                 "Row 'c' of 'transitions' sums to 1.2"):  # fmt: skip
        assert any(part in sentence for sentence in found), part
    assert faults(("a", "a"), (0.5, 0.5), ((0, 1), (1, 0)))
    assert "2 numbers for 1" in faults(("a",), (0.5, 0.5), ((0,),))[0]
    assert "not 2 by 2" in faults(("a", "b"), (0.5, 0.5), ((0, 1),))[0]
    assert faults(SUCCESSIVE.names, SUCCESSIVE.weights, SUCCESSIVE.transitions) == ()
    with pytest.raises(InputError, match="sum to at most 1"):
        Graph(("a", "b"), (0.7, 0.7), ((0, 1), (1, 0)))


def test_p_values_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InputError, match="3 hypotheses where the graph has 4"):
        graph_adjusted([0.1, 0.1, 0.1], SUCCESSIVE)
    with pytest.raises(InputError, match="between 0 and 1"):
        holm([0.1, 1.2])
    with pytest.raises(InputError, match="familywise error"):
        decide([0.1, 0.2], "holm", 5.0)
