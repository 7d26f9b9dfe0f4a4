"""Graphs that say how significance level is shared between hypotheses and handed on when one is rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pulposus.errors import InputError

ROUNDING = 1e-9


@dataclass(frozen=True)
class Graph:
    """Hypotheses by name, the share of alpha each starts with, and the share of its own that each hands to the others.

    transitions[i][j] goes from i to j once i is rejected. Raises InputError with the first fault found.
    """

    names: tuple[str, ...]
    weights: tuple[float, ...]
    transitions: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        found = faults(self.names, self.weights, self.transitions)
        if found:
            raise InputError(found[0])


def faults(names: Sequence[str], weights: Sequence[float], transitions: Sequence[Sequence[float]]) -> tuple[str, ...]:
    """What is wrong with a graph, a sentence each; empty where it controls the familywise error."""
    m, found = len(names), []
    if m == 0:
        return ("Field 'names' has no hypotheses; give at least one.",)
    if len(set(names)) != m:
        found.append(f"Field 'names' has a name twice among {', '.join(names)}; give every hypothesis its own.")
    if len(weights) != m:
        return (*found, f"Field 'weights' has {len(weights)} numbers for {m} hypotheses; give one for each.")
    if len(transitions) != m or any(len(row) != m for row in transitions):
        return (
            *found,
            f"Field 'transitions' is not {m} by {m}; give each hypothesis a row with a number for each other.",
        )
    for name, weight in zip(names, weights, strict=True):
        if not 0.0 <= weight <= 1.0:
            found.append(f"Weight of '{name}' is {weight:g}; give a share of alpha between 0 and 1.")
    if sum(weights) > 1.0 + ROUNDING:
        found.append(f"Field 'weights' sums to {sum(weights):g}; give shares of alpha that sum to at most 1.")
    for i, row in enumerate(transitions):
        if any(not 0.0 <= share <= 1.0 for share in row):
            found.append(f"Row '{names[i]}' of 'transitions' has a share outside 0 to 1; give shares between 0 and 1.")
        if row[i] != 0.0:
            found.append(f"Hypothesis '{names[i]}' hands {row[i]:g} to itself; give 0 there.")
        if sum(row) > 1.0 + ROUNDING:
            found.append(f"Row '{names[i]}' of 'transitions' sums to {sum(row):g}; give shares that sum to at most 1.")
    return tuple(found)


def fixed_sequence(names: Sequence[str]) -> Graph:
    """One after the other, each at full alpha, until one is not rejected."""
    return fallback(names, (1.0, *(0.0 for _ in names[1:])))


def fallback(names: Sequence[str], weights: Sequence[float]) -> Graph:
    """In order, each with a share of its own that goes to the next once rejected (Wiens 2003, 10.1002/pst.64)."""
    m = len(names)
    rows = tuple(tuple(1.0 if j == i + 1 else 0.0 for j in range(m)) for i in range(m))
    return Graph(tuple(names), tuple(weights), rows)
