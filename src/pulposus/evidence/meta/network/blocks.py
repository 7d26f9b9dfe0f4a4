"""What one trial gives to a network: all its arms against its first, with what they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from pulposus.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class NodeArm:
    """Mean of one arm with its sampling variance (squared standard error)."""

    treatment: str
    mean: float
    variance: float
    people: int


@dataclass(frozen=True)
class Block:
    """Differences (m,) of the treatments after the first from the first, and their sampling covariance (m, m)."""

    study: str
    treatments: tuple[str, ...]
    differences: tuple[float, ...]
    sampling: tuple[tuple[float, ...], ...]
    people: tuple[int | None, ...]
    notes: tuple[str, ...] = ()

    @property
    def design(self) -> frozenset[str]:
        """The set of treatments that it compares."""
        return frozenset(self.treatments)

    @property
    def between(self) -> Array:
        """Covariance of its true differences over tau2 (m, m): a half between any two, as both hold the first arm."""
        size = len(self.differences)
        return 0.5 * (np.eye(size) + np.ones((size, size)))


def from_arms(study: str, arms: Sequence[NodeArm], notes: tuple[str, ...] = ()) -> Block:
    """A trial by its arms; arms with one treatment are put together first, weighed by their people.

    Raises:
        InputError: for fewer than two treatments, or a variance that is not above 0.
    """
    wrong = [arm.treatment for arm in arms if not (np.isfinite(arm.mean) and arm.variance > 0 and arm.people > 0)]
    if wrong:
        raise InputError(
            f"Study '{study}', {wrong[0]}: found a mean without a variance above 0 and people, expected both."
        )
    merged = [_merged([arm for arm in arms if arm.treatment == t]) for t in dict.fromkeys(a.treatment for a in arms)]
    if len(merged) < 2:
        raise InputError(f"Study '{study}': found {len(merged)} treatment, expected two or more to compare.")
    first, others = merged[0], merged[1:]
    sampling = first.variance + np.diag([arm.variance for arm in others])
    return Block(
        study=study,
        treatments=tuple(arm.treatment for arm in merged),
        differences=tuple(arm.mean - first.mean for arm in others),
        sampling=tuple(tuple(float(v) for v in row) for row in sampling),
        people=tuple(arm.people for arm in merged),
        notes=notes,
    )


def from_difference(
    study: str, treatment: str, control: str, difference: float, variance: float,
    people: tuple[int | None, int | None] = (None, None), notes: tuple[str, ...] = (),
) -> Block:  # fmt: skip
    """A trial of two arms of which only the difference (treatment minus control) was printed; ``people`` of the control
    and of the treatment.

    Raises:
        InputError: for a variance that is not above 0, or one treatment against itself.
    """
    if not (np.isfinite(difference) and variance > 0):
        raise InputError(f"Study '{study}': found variance {variance:g} of its difference, expected above 0.")
    if treatment == control:
        raise InputError(f"Study '{study}': found {treatment} against itself, expected two treatments.")
    return Block(study, (control, treatment), (difference,), ((variance,),), people, notes)


def _merged(arms: Sequence[NodeArm]) -> NodeArm:
    people = sum(arm.people for arm in arms)
    shares = [arm.people / people for arm in arms]
    return NodeArm(
        treatment=arms[0].treatment,
        mean=sum(share * arm.mean for share, arm in zip(shares, arms, strict=True)),
        variance=sum(share**2 * arm.variance for share, arm in zip(shares, arms, strict=True)),
        people=people,
    )


@dataclass(frozen=True)
class Stacked:
    """All trials of a network under each other: y (k,), design (k, n - 1) of differences from the reference,
    sampling (k, k), between (k, k)."""

    treatments: tuple[str, ...]
    reference: str
    y: Array
    design: Array
    sampling: Array
    between: Array


def stacked(blocks: Sequence[Block], reference: str) -> Stacked:
    """Stack blocks; the reference comes first among the treatments, the others by name."""
    named = {t for block in blocks for t in block.treatments}
    treatments = (reference, *sorted(named - {reference}))
    rows = [row for block in blocks for row in _rows(block, treatments)]
    return Stacked(
        treatments=treatments,
        reference=reference,
        y=np.array([d for block in blocks for d in block.differences]),
        design=np.array(rows)[:, 1:],
        sampling=np.asarray(block_diag(*(np.array(block.sampling) for block in blocks))),
        between=np.asarray(block_diag(*(block.between for block in blocks))),
    )


def _rows(block: Block, treatments: tuple[str, ...]) -> list[Array]:
    found = []
    for treatment in block.treatments[1:]:
        row = np.zeros(len(treatments))
        row[treatments.index(treatment)] = 1.0
        row[treatments.index(block.treatments[0])] = -1.0
        found.append(row)
    return found


def parts(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], ...]:
    """Blocks by connected part of the network, the part with most trials first."""
    groups: list[tuple[set[str], list[Block]]] = []
    for block in blocks:
        touched = [group for group in groups if group[0] & block.design]
        together = (set(block.design).union(*(g[0] for g in touched)), [b for g in touched for b in g[1]] + [block])
        groups = [group for group in groups if group not in touched] + [together]
    order = {id(block): place for place, block in enumerate(blocks)}
    ordered = [tuple(sorted(group[1], key=lambda block: order[id(block)])) for group in groups]
    return tuple(sorted(ordered, key=lambda part: (-len(part), order[id(part[0])])))
